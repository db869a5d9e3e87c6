/** Like: the first reaction, and the only one on sites without reactions. */
export const LIKE = 1;

/** The site's second button, wonder or dislike. It can be given beside a reaction of 1 to 6. */
export const WONDER = 7;

/** The counters of reactions 1 to 6, in order. */
export const REACTION_COUNTERS = [
  'likes_count',
  'loves_count',
  'hahas_count',
  'wows_count',
  'sads_count',
  'angries_count',
] as const;

/** The number of each reaction, and their total. */
export type ReactionCounts = Record<(typeof REACTION_COUNTERS)[number] | 'reactions_count', number>;

export type ReactionCounter = keyof ReactionCounts | 'wonders_count';

/** A person's reactions to a subject: one of 1 to 6 (0 for none), and whether they wondered. */
export type OwnReaction = { reaction: number; wondered: boolean };

export const NO_REACTION: Readonly<OwnReaction> = { reaction: 0, wondered: false };

/** The reactions that a wonder (or dislike) excludes: none, likes, or all. */
export type Exclusion = 'none' | 'like' | 'any';

/** A person's reactions after a change, given those before. */
export type Choice = (before: OwnReaction) => OwnReaction;

/** Sets the reaction in place of the former one; 0 removes it. */
export function choose(reaction: number, exclusion: Exclusion = 'none'): Choice {
  return (before) => {
    if (before.reaction === reaction) return before;
    return { reaction, wondered: before.wondered && !excludesWonder(reaction, exclusion) };
  };
}

/** The same, but repeating a reaction removes it; also for a wonder. */
export function toggle(reaction: number, exclusion: Exclusion = 'none'): Choice {
  return (before) => {
    if (reaction === WONDER) return toggleWonder(before, exclusion);
    return choose(before.reaction === reaction ? 0 : reaction, exclusion)(before);
  };
}

function toggleWonder({ reaction, wondered }: OwnReaction, exclusion: Exclusion): OwnReaction {
  if (wondered) return { reaction, wondered: false };
  return { reaction: excludesWonder(reaction, exclusion) ? 0 : reaction, wondered: true };
}

function excludesWonder(reaction: number, exclusion: Exclusion): boolean {
  return exclusion === 'any' ? reaction > 0 : exclusion === 'like' && reaction === LIKE;
}

/** On posts and their comments, like and dislike exclude each other; like and wonder do not. */
export function buttonExclusion(secondButton: string): Exclusion {
  return secondButton === 'dislike' ? 'like' : 'none';
}

/** The changes of the subject's counters. */
export function counterChanges(before: OwnReaction, after: OwnReaction): Partial<Record<ReactionCounter, number>> {
  const changes: Partial<Record<ReactionCounter, number>> = {
    reactions_count: Number(after.reaction > 0) - Number(before.reaction > 0),
    wonders_count: Number(after.wondered) - Number(before.wondered),
  };
  const [left, joined] = [REACTION_COUNTERS[before.reaction - 1], REACTION_COUNTERS[after.reaction - 1]];
  if (left !== joined) {
    if (left) changes[left] = -1;
    if (joined) changes[joined] = 1;
  }
  return changes;
}
