import type { CategoryMove } from '../../catalogues/rules.ts';
import type { Services } from '../../context.ts';
import { changeInBatches } from '../../database/batches.ts';
import { moveCategory } from '../queries/categories.ts';
import { GROUPS, PAGES } from '../queries/lists.ts';

/** Moves the groups of a removed category, in bounded batches; gives how many. Can be run again. */
export function moveGroups({ write }: Pick<Services, 'write'>, move: CategoryMove): Promise<number> {
  return changeInBatches(write, (tx, limit) => moveCategory(tx, GROUPS, { ...move, limit }));
}

/** Moves the pages of a removed category, in bounded batches; gives how many. Can be run again. */
export function movePages({ write }: Pick<Services, 'write'>, move: CategoryMove): Promise<number> {
  return changeInBatches(write, (tx, limit) => moveCategory(tx, PAGES, { ...move, limit }));
}
