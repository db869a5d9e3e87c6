/** Who may meet a post in a home feed: 0 everyone, 1 whom the author follows, 2 who follows the author, 3 the author alone. */
export type Audience = 0 | 1 | 2 | 3;

export const EVERYONE = 0;
export const FOLLOWED_BY_AUTHOR = 1;
export const FOLLOWERS = 2;
export const AUTHOR = 3;

const AUDIENCES = new Map<number, Audience>([
  [0, EVERYONE],
  [1, FOLLOWED_BY_AUTHOR],
  [2, FOLLOWERS],
  [3, AUTHOR],
  // anonymous: for everyone, under no name
  [4, EVERYONE],
]);

/** The audience of a post's privacy (contract §4); nobody else's where it is none the contract knows. */
export function audienceOf(privacy: number): Audience {
  return AUDIENCES.get(privacy) ?? AUTHOR;
}

/** The newest `limit` of several lists of ids that are each newest first; an id of several lists once. */
export function newestOf(lists: readonly (readonly number[])[], limit: number): number[] {
  const ids = [...new Set(lists.flat())];
  return ids.sort((a, b) => b - a).slice(0, limit);
}
