/** Part of a list: at most `limit` items after the one with id `offset`. */
export type Page = { limit: number; offset?: number | undefined };

/** How a page is found: ids in order after one, what they need, and which of them may be shown. */
export type PageParts<Maps extends object> = {
  /** At most `limit` ids in the list's order, after the id `after`. 1 statement. */
  skeleton(after: number | undefined, limit: number): Promise<number[]>;
  /** Everything the ids need. */
  hydrate(ids: readonly number[]): Promise<Maps>;
  rule(id: number, maps: Maps): boolean;
};

// A page that rules made shorter is filled up at most twice; one that is still empty, which an app would take for the end of
// the list, goes on a few times more.
const ROUNDS = 3;
const ROUNDS_WHILE_EMPTY = 8;

/** An id of the page and the maps it was hydrated in. */
export type PageItem<Maps> = { id: number; maps: Maps };

/**
 * One page of a list whose last word a rule has. Each round hydrates only ids no round before did; statements are bounded by
 * 8 rounds and independent of the limit.
 */
export async function fillPage<Maps extends object>(
  { limit, offset }: Page,
  { skeleton, hydrate, rule }: PageParts<Maps>,
): Promise<PageItem<Maps>[]> {
  const items: PageItem<Maps>[] = [];
  let after = offset;
  for (let round = 1; round <= (items.length === 0 ? ROUNDS_WHILE_EMPTY : ROUNDS); round += 1) {
    const ids = await skeleton(after, limit);
    if (ids.length > 0) {
      const maps = await hydrate(ids);
      items.push(...ids.filter((id) => rule(id, maps)).map((id) => ({ id, maps })));
    }
    if (items.length >= limit || ids.length < limit) break;
    after = ids.at(-1);
  }
  return items.slice(0, limit);
}
