import { OTHER_ID } from '../../catalogues/rules.ts';
import type { Services } from '../../context.ts';
import { changeInBatches } from '../../database/batches.ts';
import { moveCategory } from '../queries/articles.ts';

/** Moves the articles of a removed category to Other, in bounded batches; gives how many. May be run again. */
export function moveArticles({ write }: Pick<Services, 'write'>, categoryId: number): Promise<number> {
  return changeInBatches(write, (tx, limit) => moveCategory(tx, { from: categoryId, to: OTHER_ID, limit }));
}
