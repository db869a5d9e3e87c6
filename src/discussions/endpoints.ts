import { z } from 'zod';
import { DISLIKE } from './rules.ts';

const MAX_ID = Number.MAX_SAFE_INTEGER;

/** An id; whatever is wrong with it, absent too, has the one reason given. */
export function idOr<const Reason extends string>(reason: Reason) {
  return z
    .string(reason)
    .transform((digits) => (/^\d{1,40}$/.test(digits) ? Math.min(Number(digits), MAX_ID) : 0))
    .refine((value) => value > 0, reason);
}

/** Words to say; none, or none a column can hold, have the one reason given. */
export function wordsOr<const Reason extends string>(reason: Reason) {
  return z.string(reason).refine((value) => !value.includes('\0') && value.isWellFormed() && value.length <= 65_535, reason);
}

const REACTIONS: Readonly<Record<string, number>> = { like: 1, dislike: DISLIKE, 1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 6: 6 };

/** reaction_type: `like`, `dislike`, or a reaction's number. */
export function reactionOr<const Reason extends string>(reason: Reason) {
  return z
    .string(reason)
    .refine((word) => Object.hasOwn(REACTIONS, word), reason)
    .transform((word) => ({ word, reaction: REACTIONS[word] ?? 0 }));
}

/** Rows of refusals that every endpoint of a discussion has. */
export const remarkRows = {
  commentNotFound: [7, 'Comment not found'],
  notOwner: [7, 'You can not delete this comment', 403],
  empty: [6, 'Please check your details'],
  tooLong: [6, 'The text is too long'],
} as const;

/** What reacting answers. */
export const reacted = (on: boolean, word: string) => ({ code: on ? 1 : 0, type: word });
