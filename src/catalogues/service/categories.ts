import { duplicateKey } from '../../database/duplicate-key.ts';
import type { Tx, Write } from '../../database/write.ts';
import {
  type CategoryRow,
  type CategoryTable,
  deleteCategory,
  hasSubCategories,
  insertCategory,
  insertSubCategory,
  lockCategory,
  lockSubCategory,
  takeCategoryId,
  updateCategoryName,
} from '../queries.ts';
import { type CategoryKind, KINDS_WITH_SUB_CATEGORIES, OTHER_ID } from '../rules.ts';

const NAME_LENGTH = 100;

/** A category or, with `isSub`, a sub-category. */
export type CategoryKey = { kind: CategoryKind; id: number; isSub?: boolean };

export type NewCategory = {
  kind: CategoryKind;
  name: string;
  /** The category a sub-category belongs to. */
  parentId?: number | undefined;
  /** The id it had elsewhere; absent: the next of its kind. */
  id?: number | undefined;
};

/**
 * Adds a category or a sub-category; gives its id. Ids of removed ones are not reused. Throws an Error in words for the admin.
 */
export async function addCategory(write: Write, { kind, name, parentId, id: wanted }: NewCategory): Promise<number> {
  const named = categoryName(name);
  if (parentId === undefined) {
    return write(async (tx) => {
      const row = { kind, name: named, id: await takeCategoryId(tx, 'categories', { kind, id: wanted }) };
      return unlessTaken('category', row, insertCategory(tx, row));
    });
  }
  if (!KINDS_WITH_SUB_CATEGORIES.includes(kind)) throw new Error(`${kind} categories have no sub-categories`);
  return write(async (tx) => {
    await requireCategory(tx, { kind, id: parentId });
    const id = await takeCategoryId(tx, 'sub_categories', { kind, id: wanted });
    const row = { kind, id, name: named, category_id: parentId };
    return unlessTaken('sub-category', row, insertSubCategory(tx, row));
  });
}

/** Renames a category or sub-category. Throws an Error in words for the admin. */
export async function renameCategory(write: Write, key: CategoryKey, name: string): Promise<void> {
  const row = { kind: key.kind, id: key.id, name: categoryName(name) };
  await write(async (tx) => {
    await requireCategory(tx, key);
    await unlessTaken(wordOf(key), row, updateCategoryName(tx, tableOf(key), row));
  });
}

/**
 * Removes a category or sub-category; gives it, undefined when there was none. The caller moves the rows in it. Throws an Error
 * in words for the admin.
 */
export async function removeCategory(write: Write, key: CategoryKey): Promise<RemovedCategory | undefined> {
  const { kind, id, isSub = false } = key;
  if (!isSub && id === OTHER_ID)
    throw new Error(`${kind} category ${id} stays: what is in a removed category goes there. It can be renamed`);
  return write(async (tx) => {
    const row = isSub ? await lockSubCategory(tx, { kind, id }) : await lockCategory(tx, { kind, id });
    if (!row) return undefined;
    if (!isSub && (await hasSubCategories(tx, { kind, id })))
      throw new Error(`${kind} category ${id} has sub-categories: remove them first`);
    await deleteCategory(tx, tableOf(key), { kind, id });
    return row;
  });
}

/** `category_id` is the category that a sub-category belonged to. */
export type RemovedCategory = CategoryRow & { category_id?: number };

async function requireCategory(tx: Tx, { kind, id, isSub = false }: CategoryKey): Promise<void> {
  const row = isSub ? await lockSubCategory(tx, { kind, id }) : await lockCategory(tx, { kind, id });
  if (!row) throw new Error(noCategory({ kind, id, isSub }));
}

/** Throws that there is no such category. */
export function noCategory(key: CategoryKey): string {
  return `there is no ${key.kind} ${wordOf(key)} ${key.id}`;
}

/** `category` or `sub-category`. */
export function wordOf({ isSub = false }: Pick<CategoryKey, 'isSub'>): string {
  return isSub ? 'sub-category' : 'category';
}

function tableOf({ isSub = false }: CategoryKey): CategoryTable {
  return isSub ? 'sub_categories' : 'categories';
}

function categoryName(name: string): string {
  const trimmed = name.trim();
  if (trimmed === '') throw new Error('a category needs a name');
  if ([...trimmed].length > NAME_LENGTH) throw new Error(`the name of a category is at most ${NAME_LENGTH} characters long`);
  return trimmed;
}

/** Gives the id of the row that a statement writes. */
async function unlessTaken(word: string, { kind, id, name }: CategoryRow, statement: Promise<void>): Promise<number> {
  try {
    await statement;
    return id;
  } catch (error) {
    const key = duplicateKey(error);
    if (key === undefined) throw error;
    const taken = key === 'PRIMARY' ? `with the id ${id}` : `named ${name}`;
    throw new Error(`there is a ${kind} ${word} ${taken} already`, { cause: error });
  }
}
