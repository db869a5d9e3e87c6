import { defineTarget } from '../core/target.ts';

export const settings = defineTarget('settings', { name: '', value: '' }, { kind: 'relation', keep: ['name'] });

/** Kinds of things that are sorted into categories. */
export type CategoryKind = 'page' | 'group' | 'blog' | 'product' | 'job';

export const categories = defineTarget(
  'categories',
  { id: 0, kind: 'page', parent_id: 0, name: '' },
  { kind: 'relation', keep: ['id', 'kind', 'parent_id'] },
);
