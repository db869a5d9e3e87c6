import type { CategoryMove } from '../../catalogues/rules.ts';
import type { Services } from '../../context.ts';
import { changeInBatches } from '../../database/batches.ts';
import { moveCategory } from '../queries/products.ts';

/** Moves the products of a removed category, in bounded batches; gives how many. Can be run again. */
export function moveProducts({ write }: Pick<Services, 'write'>, move: CategoryMove): Promise<number> {
  return changeInBatches(write, (tx, limit) => moveCategory(tx, { ...move, limit }));
}
