import type { CategoryKind, CategoryRow } from './queries.ts';

/** The categories a form chose; undefined for what it leaves as it is. */
export type CategoryChoice = { categoryId?: number | undefined; subCategoryId?: number | undefined };

/** The columns of what is sorted into a category and a sub-category; 0 is none. */
export type CategoryColumns = { category_id: number; sub_category_id: number };

const NONE: CategoryColumns = { category_id: 0, sub_category_id: 0 };

/**
 * What is stored of a choice. A category that the site does not have (any more: apps keep old lists) is none, and so is a
 * sub-category of another category, also one that was chosen before.
 */
export function chosenCategories(
  categories: readonly CategoryRow[],
  { kind, ...choice }: CategoryChoice & { kind: CategoryKind },
  before: CategoryColumns = NONE,
): CategoryColumns {
  const own = categories.filter((category) => category.kind === kind);
  const { categoryId = before.category_id, subCategoryId = before.sub_category_id } = choice;
  const isKept = choice.categoryId === undefined || own.some(({ id }) => id === categoryId);
  const category_id = isKept ? categoryId : 0;
  const isPart = own.some(({ id, parent_id }) => id === subCategoryId && parent_id > 0 && parent_id === category_id);
  return { category_id, sub_category_id: isPart ? subCategoryId : 0 };
}
