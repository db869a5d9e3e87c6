/**
 * Who may meet a post in a home feed; each meets what those before meet. Not the numbers of `posts.privacy`. An anonymous post
 * is for everyone, but not among those of people somebody follows: who follows one person alone would know whose it is.
 */
export const AUDIENCE = { everyone: 0, followers: 1, followersFollowedBack: 2, author: 3, anonymous: 4 } as const;

/** All that somebody wrote is in their own feed. */
export const OWN_AUDIENCE = AUDIENCE.anonymous;

export type Audience = (typeof AUDIENCE)[keyof typeof AUDIENCE];

const AUDIENCES = new Map<number, Audience>([
  [0, AUDIENCE.everyone],
  [1, AUDIENCE.followersFollowedBack],
  [2, AUDIENCE.followers],
  [3, AUDIENCE.author],
  [4, AUDIENCE.anonymous],
]);

/** The audience of a post's privacy (contract §4); the author alone where it is none the contract knows. */
export function audienceOf(privacy: number): Audience {
  return AUDIENCES.get(privacy) ?? AUDIENCE.author;
}

/** Whom a post of a group or page is for: their people, as far as posts' rules let them read it, or its author alone. */
export function isOpenInContainer(privacy: number): { inGroup: boolean; onPage: boolean } {
  return { inGroup: privacy !== 3, onPage: privacy === 0 || privacy === 2 || privacy === 4 };
}

/** The newest `limit` of several lists of ids that are each newest first; an id of several lists once. */
export function newestOf(lists: readonly (readonly number[])[], limit: number): number[] {
  const ids = [...new Set(lists.flat())];
  return ids.sort((a, b) => b - a).slice(0, limit);
}
