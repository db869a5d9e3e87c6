import type { Ctx } from '../../context.ts';

type Choice = { kind: 'page' | 'group'; id: number | undefined };

/**
 * The category somebody chose, undefined for none. One that the site does not have (any more: apps keep old lists) is 0, no
 * category.
 */
export function chosenCategory({ settings }: Pick<Ctx, 'settings'>, { kind, id }: Choice): number | undefined {
  if (id === undefined) return undefined;
  return settings.categories().some((category) => category.kind === kind && category.id === id) ? id : 0;
}
