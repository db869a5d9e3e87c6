import type { ViewerContext } from '../../context.ts';
import { groupIdByName } from '../queries/groups.ts';
import { pageIdByName } from '../queries/pages.ts';
import { visibleGroups, visiblePages } from './lists.ts';

/** The page with a name, in any letter case, if the viewer can see it. 1 + hydration statements. */
export async function pageNamed(ctx: ViewerContext, name: string): Promise<number | undefined> {
  return (await visiblePages(ctx, [(await pageIdByName(ctx.db, name)) ?? 0])).ids[0];
}

/** The group with a name, in any letter case, if the viewer can see it. 1 + hydration statements. */
export async function groupNamed(ctx: ViewerContext, name: string): Promise<number | undefined> {
  return (await visibleGroups(ctx, [(await groupIdByName(ctx.db, name)) ?? 0])).ids[0];
}
