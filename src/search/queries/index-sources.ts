import type { Knex } from 'knex';
import type { Tx } from '../../database/write.ts';
import type { UserRow } from '../../users/queries.ts';

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

/** What the index takes from a person's row. */
export type UserSource = Pick<UserRow, (typeof sourceColumns)[number]>;

/** Locked, so that nobody changes a name between here and the index; in the order of ids. */
export async function lockUserSources(tx: Tx, ids: readonly number[]): Promise<UserSource[]> {
  return tx('users')
    .select(...sourceColumns)
    .whereIn('id', ids)
    .whereNot('state', 'deleted')
    .orderBy('id')
    .forUpdate();
}

/** The next people by id, deleted ones left out. */
export async function userIdsAfter(db: Knex, id: number, limit: number): Promise<number[]> {
  return db('users').where('id', '>', id).whereNot('state', 'deleted').orderBy('id').limit(limit).pluck('id');
}

/** About how much there is to do: the highest id. */
export async function highestUserId(db: Knex): Promise<number> {
  const row = await db('users').max({ id: 'id' }).first();
  return Number(row?.id ?? 0);
}
