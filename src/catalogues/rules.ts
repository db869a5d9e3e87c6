import { REACTIONS } from './catalogue.ts';

export const CATEGORY_KINDS = ['page', 'group', 'blog', 'product', 'job'] as const;
export type CategoryKind = (typeof CATEGORY_KINDS)[number];

/** Kinds whose categories may have sub-categories: apps know those of no other (contract §1.18). */
export const KINDS_WITH_SUB_CATEGORIES: readonly CategoryKind[] = ['page', 'group', 'product'];

export type Category = { id: number; name: string };
export type SubCategory = Category & { categoryId: number };

/** The categories of one kind and their sub-categories, by id. Each kind numbers both by themselves, from 1. */
export type Categories = {
  kind: CategoryKind;
  byId: ReadonlyMap<number, Category>;
  subsById: ReadonlyMap<number, SubCategory>;
};

/** Of every kind, the category of what has no other. It can be renamed, not removed. */
export const OTHER_ID = 1;

/** The genre of movies whose own is none of the site's. */
export const OTHER_GENRE = 'other';

/** The columns of what is sorted into a category and a sub-category; sub-category 0 is none. */
export type CategoryColumns = { category_id: number; sub_category_id: number };

/** The id of the category of that name. */
export function categoryNamed({ byId }: Categories, wanted: string): number | undefined {
  return [...byId.values()].find(({ name }) => name === wanted)?.id;
}

/** What a row's category is shown as: Other where the site has it no more. */
export function shownCategory({ byId }: Categories, id: number): Category {
  return byId.get(id) ?? byId.get(OTHER_ID) ?? { id: OTHER_ID, name: 'Other' };
}

/** What a row's sub-category is shown as: none where the site has it no more, or it belongs to another category. */
export function shownSubCategory({ subsById }: Categories, row: CategoryColumns): Category {
  const found = subsById.get(row.sub_category_id);
  return found?.categoryId === row.category_id ? found : { id: 0, name: '' };
}

/** The categories a form names; undefined for what it leaves as it is. */
export type CategoryChoice = { categoryId?: number | undefined; subCategoryId?: number | undefined };

/** What is sorted into nothing. */
export const OTHER: CategoryColumns = { category_id: OTHER_ID, sub_category_id: 0 };

/** Why a choice cannot be stored. To send back what the row holds already is no choice. */
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

/** The rows that lose a removed category or sub-category, and what they hold instead. */
export type CategoryMove = { where: Partial<CategoryColumns>; set: Partial<CategoryColumns> };

/** What a movie's genre is shown as. */
export function shownGenre(genres: readonly { word: string }[], genre: string): string {
  return genres.some(({ word }) => word === genre) ? genre : OTHER_GENRE;
}

/** The number of a row's entry in a catalogue where 0 is none: 0 too where the catalogue lacks it. */
export function knownOrNone(catalogue: ReadonlyMap<number, unknown>, id: number): number {
  return catalogue.has(id) ? id : 0;
}

const knownReactions: ReadonlyMap<number, string> = REACTIONS;

/** The reaction that a field names by its number; undefined for anything else. */
export function reactionNumber(field: string): number | undefined {
  return /^\d$/.test(field) && knownReactions.has(Number(field)) ? Number(field) : undefined;
}
