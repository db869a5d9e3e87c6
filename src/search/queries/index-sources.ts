import type { Knex } from 'knex';
import type { Tx } from '../../database/write.ts';
import type { UserRow } from '../../users/queries.ts';
import type { EntityKind } from './index-rows.ts';

const sourceColumns = [
  'id',
  'username',
  'first_name',
  'last_name',
  'phone_number',
  'lat',
  'lng',
  'share_my_location',
] as const satisfies readonly (keyof UserRow)[];

/** What the index needs of a user's row. */
export type UserSource = Pick<UserRow, (typeof sourceColumns)[number]>;

/** Locked, so that a name cannot change before it is indexed; in the order of ids. */
export async function lockUserSources(tx: Tx, ids: readonly number[]): Promise<UserSource[]> {
  return tx('users')
    .select(...sourceColumns)
    .whereIn('id', ids)
    .whereNot('state', 'deleted')
    .orderBy('id')
    .forUpdate();
}

/** The searchable texts of pages and groups, locked; in the order of ids. */
export async function lockCommunitySources(
  tx: Tx,
  kind: 'page' | 'group',
  ids: readonly number[],
): Promise<{ id: number; name: string; title: string }[]> {
  return tx(tables[kind]).select('id', 'name', 'title').whereIn('id', ids).whereNull('deleted_at').orderBy('id').forUpdate();
}

const tables = { user: 'users', page: 'pages', group: 'community_groups' } as const;

/** Filters out deleted rows. */
function whereThere(query: Knex.QueryBuilder, kind: EntityKind): Knex.QueryBuilder {
  return kind === 'user' ? query.whereNot('users.state', 'deleted') : query.whereNull(`${tables[kind]}.deleted_at`);
}

/** The next people, pages or groups by id. */
export async function idsAfter(
  db: Knex,
  kind: EntityKind,
  { after, limit }: { after: number; limit: number },
): Promise<number[]> {
  const id = `${tables[kind]}.id`;
  return whereThere(db(tables[kind]), kind).where(id, '>', after).orderBy(id).limit(limit).pluck(id);
}

/** Indexed ids without a row. */
export async function orphanIds(db: Knex, kind: EntityKind, limit: number): Promise<number[]> {
  return db('search_entries')
    .where('search_entries.kind', kind)
    .whereNotExists((rows) => {
      const id = `${tables[kind]}.id`;
      whereThere(rows.select(id).from(tables[kind]), kind).whereRaw('?? = search_entries.entity_id', [id]);
    })
    .limit(limit)
    .pluck('search_entries.entity_id');
}

/** Roughly how many there are, and the upper bound of a random id. */
export async function highestEntityId(db: Knex, kind: EntityKind): Promise<number> {
  const row = await db(tables[kind]).max({ id: 'id' }).first();
  return Number(row?.id ?? 0);
}
