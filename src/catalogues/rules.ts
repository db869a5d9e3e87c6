import { REACTIONS } from './catalogue.ts';

export const CATEGORY_KINDS = ['page', 'group', 'blog', 'product', 'job'] as const;
export type CategoryKind = (typeof CATEGORY_KINDS)[number];

/** Kinds whose categories can have sub-categories: apps know no others (contract §1.18). */
export const KINDS_WITH_SUB_CATEGORIES: readonly CategoryKind[] = ['page', 'group', 'product'];

export type Category = { id: number; name: string };
export type SubCategory = Category & { categoryId: number };

/** The categories of one kind and their sub-categories, by id. Each kind numbers both from 1. */
export type Categories = {
  kind: CategoryKind;
  byId: ReadonlyMap<number, Category>;
  subsById: ReadonlyMap<number, SubCategory>;
};

/** The fallback category of every kind. It can be renamed, but not removed. */
export const OTHER_ID = 1;

/** The fallback genre of movies. */
export const OTHER_GENRE = 'other';

/** The category columns of a row; sub-category 0 is none. */
export type CategoryColumns = { category_id: number; sub_category_id: number };

/** The id of the category with a name. */
export function categoryNamed({ byId }: Categories, wanted: string): number | undefined {
  return [...byId.values()].find(({ name }) => name === wanted)?.id;
}

/** The category a row is shown in: Other when the site no longer has its own. */
export function shownCategory({ byId }: Categories, id: number): Category {
  return byId.get(id) ?? byId.get(OTHER_ID) ?? { id: OTHER_ID, name: 'Other' };
}

/** The sub-category a row is shown in: none when the site no longer has it, or it belongs to another category. */
export function shownSubCategory({ subsById }: Categories, row: CategoryColumns): Category {
  const found = subsById.get(row.sub_category_id);
  return found?.categoryId === row.category_id ? found : { id: 0, name: '' };
}

/** The categories a form names; undefined for those it leaves unchanged. */
export type CategoryChoice = { categoryId?: number | undefined; subCategoryId?: number | undefined };

/** Without any category. */
export const OTHER: CategoryColumns = { category_id: OTHER_ID, sub_category_id: 0 };

/** Why a choice cannot be stored. Sending back the current value is no choice. */
export function categoryProblem(
  all: Categories,
  { categoryId, subCategoryId = 0 }: CategoryChoice,
  before = OTHER,
): 'categoryNotFound' | 'subCategoryNotFound' | undefined {
  const isUnknown = categoryId !== undefined && categoryId !== before.category_id && !all.byId.has(categoryId);
  if (isUnknown) return 'categoryNotFound';
  if (subCategoryId === 0 || subCategoryId === before.sub_category_id) return undefined;
  const category_id = categoryId ?? before.category_id;
  return all.subsById.get(subCategoryId)?.categoryId === category_id ? undefined : 'subCategoryNotFound';
}

/** The rows that lose a removed category or sub-category, and their replacement. */
export type CategoryMove = { where: Partial<CategoryColumns>; set: Partial<CategoryColumns> };

/** The genre a movie is shown in. */
export function shownGenre(genres: readonly { word: string }[], genre: string): string {
  return genres.some(({ word }) => word === genre) ? genre : OTHER_GENRE;
}

/** The number of a row's entry in a catalogue; 0 for none, and for an unknown entry. */
export function knownOrNone(catalogue: ReadonlyMap<number, unknown>, id: number): number {
  return catalogue.has(id) ? id : 0;
}

const knownReactions: ReadonlyMap<number, string> = REACTIONS;

/** The reaction that a field names by number; undefined for anything else. */
export function reactionNumber(field: string): number | undefined {
  return /^\d$/.test(field) && knownReactions.has(Number(field)) ? Number(field) : undefined;
}
