import {
  type Groups,
  type Pages,
  popularGroups,
  popularPages,
  visibleGroups,
  visiblePages,
} from '../../communities/service/lists.ts';
import type { ViewerContext } from '../../context.ts';
import { listSizes, NO_ID, newestWithTerms, type TermList } from '../queries/lists.ts';
import { queryTerms } from '../rules/words.ts';
import { MAX_WALK, shortest } from './people.ts';

/** The query: words (undefined: all), and the page. */
export type CommunityQuery = { key: string | undefined; limit: number; before: number | undefined };

/**
 * Pages with all the words in title or name, newest first; without words the most liked. At most 2 + hydration statements.
 * Contract §2.46.
 */
export async function searchPages(ctx: ViewerContext, { key, limit, before }: CommunityQuery): Promise<Pages> {
  if (key === undefined) return popularPages(ctx, { strange: false, limit, offset: before });
  return visiblePages(ctx, await newestIds(ctx, 'page', { key, limit, before }));
}

/**
 * Groups with all the words in title or name, newest first; without words the largest. At most 2 + hydration statements. Contract
 * §2.46.
 */
export async function searchGroups(ctx: ViewerContext, { key, limit, before }: CommunityQuery): Promise<Groups> {
  if (key === undefined) return popularGroups(ctx, { strange: false, limit, offset: before });
  return visibleGroups(ctx, await newestIds(ctx, 'group', { key, limit, before }));
}

type Asked = CommunityQuery & { key: string };

async function newestIds(ctx: ViewerContext, kind: 'page' | 'group', { key, limit, before = NO_ID }: Asked): Promise<number[]> {
  const terms = queryTerms(key);
  const lists = terms.map((term): TermList => ({ by: 'term', kind, term }));
  const [only] = lists;
  if (only && lists.length === 1) return newestWithTerms(ctx.db, only, { before, floor: 0 }, { terms, limit });
  const walked = shortest(await listSizes(ctx.db, lists, { before, most: MAX_WALK }));
  return walked ? newestWithTerms(ctx.db, walked.list, { before, floor: walked.floor }, { terms, limit }) : [];
}
