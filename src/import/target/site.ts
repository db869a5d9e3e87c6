import type { Knex } from 'knex';
import type { Tx } from '../../database/write.ts';
import { defineTarget } from '../core/target.ts';

export const settings = defineTarget('settings', { name: '', value: '' }, { kind: 'relation', keep: ['name'] });

/** Kinds of things that are sorted into categories. */
export type CategoryKind = 'page' | 'group' | 'blog' | 'product' | 'job';

export const categories = defineTarget(
  'categories',
  { kind: 'page', id: 0, name: '' },
  { kind: 'relation', keep: ['kind', 'id'] },
);

export const subCategories = defineTarget(
  'sub_categories',
  { kind: 'page', id: 0, category_id: 0, name: '' },
  { kind: 'relation', keep: ['kind', 'id'] },
);

/** Makes room for a site's own categories: those every new site begins with go, of the kinds given. */
export async function clearCategories(tx: Tx, kinds: readonly CategoryKind[]): Promise<void> {
  await tx('categories')
    .whereIn('kind', [...kinds])
    .delete();
  await tx('sub_categories')
    .whereIn('kind', [...kinds])
    .delete();
}

const OTHER_ID = 1;

/** Ids above the imported ones are given next, and each kind has its first category. */
export async function settleCategories(tx: Tx): Promise<void> {
  const kinds: CategoryKind[] = await tx('category_counters').orderBy('kind').forUpdate().pluck('kind');
  for (const kind of kinds) {
    const first = await tx('categories').where({ kind, id: OTHER_ID }).first('id');
    if (!first) await tx('categories').insert({ kind, id: OTHER_ID, name: 'Other' }).onConflict(['kind', 'id']).merge(['id']);
    await tx('category_counters')
      .where({ kind })
      .update({
        last_category_id: await highest(tx, 'categories', { kind, stored: 'last_category_id' }),
        last_sub_category_id: await highest(tx, 'sub_categories', { kind, stored: 'last_sub_category_id' }),
      });
  }
}

type Counter = { kind: CategoryKind; stored: 'last_category_id' | 'last_sub_category_id' };

async function highest(tx: Knex, table: 'categories' | 'sub_categories', { kind, stored }: Counter): Promise<number> {
  const [row] = await tx(table).where({ kind }).max({ id: 'id' });
  const known = await tx('category_counters').where({ kind }).first(stored);
  return Math.max(Number(row?.id ?? 0), Number(known?.[stored] ?? 0));
}
