/**
 * Who can see a post in a home feed; each audience includes the ones before. Not the numbers of `posts.privacy`. An anonymous
 * post is public, but not in the feed of followed people: a reader who follows one person would know the author.
 */
export const AUDIENCE = { everyone: 0, followers: 1, followersFollowedBack: 2, author: 3, anonymous: 4 } as const;

/** One's own posts are all in one's feed. */
export const OWN_AUDIENCE = AUDIENCE.anonymous;

export type Audience = (typeof AUDIENCE)[keyof typeof AUDIENCE];

const AUDIENCES = new Map<number, Audience>([
  [0, AUDIENCE.everyone],
  [1, AUDIENCE.followersFollowedBack],
  [2, AUDIENCE.followers],
  [3, AUDIENCE.author],
  [4, AUDIENCE.anonymous],
]);

/** The audience for a post's privacy (contract §4); the author only for an unknown value. */
export function audienceOf(privacy: number): Audience {
  return AUDIENCES.get(privacy) ?? AUDIENCE.author;
}

/** The audience of a post in a group or page: its members or likers, as far as the rules of posts allow, or the author only. */
export function isOpenInContainer(privacy: number): { inGroup: boolean; onPage: boolean } {
  return { inGroup: privacy !== 3, onPage: privacy === 0 || privacy === 2 || privacy === 4 };
}

/** The newest `limit` of several lists of ids, each newest first; duplicates once. */
export function newestOf(lists: readonly (readonly number[])[], limit: number): number[] {
  const ids = [...new Set(lists.flat())];
  return ids.sort((a, b) => b - a).slice(0, limit);
}
