import type { Services } from '../../context.ts';
import { Refusal } from '../../http/errors.ts';
import type { FormIssue } from '../../http/form.ts';
import {
  type CategoryChoice,
  type CategoryColumns,
  type CategoryKind,
  categoryProblem,
  OTHER,
  shownCategory,
  shownSubCategory,
} from '../rules.ts';

/** A row with categories of a kind, and the form's choice for it. */
export type KindChoice = CategoryChoice & { kind: CategoryKind };

/**
 * The category columns for a form's choice. A sub-category is dropped with its category, also one chosen before; a category that
 * the site no longer has becomes Other. Refuses `categoryNotFound`, `subCategoryNotFound`.
 */
export function chosenCategories(
  { settings }: Pick<Services, 'settings'>,
  { kind, ...choice }: KindChoice,
  before: CategoryColumns = OTHER,
): CategoryColumns {
  const all = settings.categories(kind);
  const problem = categoryProblem(all, choice, before);
  if (problem) throw new Refusal(problem);
  const category_id = shownCategory(all, choice.categoryId ?? before.category_id).id;
  const sub_category_id = choice.subCategoryId ?? before.sub_category_id;
  return { category_id, sub_category_id: shownSubCategory(all, { category_id, sub_category_id }).id };
}

/** The same refusals as issues of a form that has already failed, for `foresee`. */
export function categoryIssues({ settings }: Pick<Services, 'settings'>, { kind, ...choice }: KindChoice): FormIssue[] {
  const reason = categoryProblem(settings.categories(kind), choice);
  return reason ? [{ field: '', reason }] : [];
}
