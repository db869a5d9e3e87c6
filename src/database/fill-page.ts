/** A page of a list: at most `limit` items after the one with id `offset`. */
export type Page = { limit: number; offset?: number | undefined };

/** How to build a page: the ids in order, what they need, and which of them the viewer can see. */
export type PageParts<Maps extends object> = {
  /** At most `limit` ids in the list's order, after the id `after`. 1 statement. */
  skeleton(after: number | undefined, limit: number): Promise<number[]>;
  /** Everything the ids need. */
  hydrate(ids: readonly number[]): Promise<Maps>;
  rule(id: number, maps: Maps): boolean;
};

// A page shortened by rules is filled up at most twice; an empty one, which an app would take for the end of the list, a few
// times more.
const ROUNDS = 3;
const ROUNDS_WHILE_EMPTY = 8;

/** An id of the page and the maps it was hydrated in. */
export type PageItem<Maps> = { id: number; maps: Maps };

/**
 * One page of a list that a rule filters. Each round hydrates only ids that no earlier round did; at most 8 rounds, independent
 * of the limit.
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
