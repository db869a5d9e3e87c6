import { z } from 'zod';
import { reactionNumber } from '../catalogues/rules.ts';
import type { ViewerContext } from '../context.ts';
import { presentRemark, presentRemarkReply, type RemarkView } from './present.ts';
import type { ListPart } from './queries/rows.ts';
import { DISLIKE } from './rules.ts';
import type { Discussion } from './service/discussion.ts';
import { toggleRemarkReaction } from './service/react.ts';
import { type RemarkList, remarksOn, repliesTo } from './service/read.ts';
import { addRemark, addRemarkReply, deleteRemark } from './service/write.ts';

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

const WORDS = new Map([
  ['like', 1],
  ['dislike', DISLIKE],
]);

const reactionNamed = (word: string) => WORDS.get(word) ?? reactionNumber(word);

/** reaction_type: `like`, `dislike`, or a reaction's number. */
export function reactionOr<const Reason extends string>(reason: Reason) {
  return z
    .string(reason)
    .refine((word) => reactionNamed(word) !== undefined, reason)
    .transform((word) => ({ word, reaction: reactionNamed(word) ?? 0 }));
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

type Subject = RemarkView['subject'];
type On<Name extends Subject> = Record<Name, number>;
type OnRemark<Name extends Subject> = On<Name> & { comment_id: number };
type Said = { text: string };
type Reacting = { reaction_type: { word: string; reaction: number } };

/** What the types of an endpoint do that are about remarks; `subject` is the field that names what is talked about. */
export function remarkActs<const Name extends Subject>(discussion: Discussion, subject: Name) {
  const viewOf = (ctx: ViewerContext, { ownerId }: RemarkList): RemarkView => ({ ctx, subject, ownerId });
  const comments = (ctx: ViewerContext, list: RemarkList) =>
    list.ids.map((id) => presentRemark(id, list.maps, viewOf(ctx, list)));
  const replies = (ctx: ViewerContext, list: RemarkList) =>
    list.ids.map((id) => presentRemarkReply(id, list.maps, viewOf(ctx, list)));
  const reactTo = (kind: 'comment' | 'reply') => async (ctx: ViewerContext, own: OnRemark<Name> & Reacting) => {
    const { word, reaction } = own.reaction_type;
    const target = { id: own.comment_id, kind, subjectId: own[subject], reaction };
    return reacted(await toggleRemarkReaction(ctx, discussion, target), word);
  };
  const remove = (kind: 'comment' | 'reply') => async (ctx: ViewerContext, own: OnRemark<Name>) => {
    await deleteRemark(ctx, discussion, { id: own.comment_id, kind, subjectId: own[subject] });
    return { message: `${kind} deleted` };
  };

  return {
    get_comments: async (ctx: ViewerContext, own: On<Name> & ListPart) => ({
      data: comments(ctx, await remarksOn(ctx, discussion, own[subject], own)),
    }),
    async add_comment(ctx: ViewerContext, own: On<Name> & Said) {
      const [data] = comments(ctx, await addRemark(ctx, discussion, { subjectId: own[subject], text: own.text }));
      return { data };
    },
    like: reactTo('comment'),
    delete: remove('comment'),
    async add_reply(ctx: ViewerContext, own: OnRemark<Name> & Said) {
      const said = { id: own.comment_id, subjectId: own[subject], text: own.text };
      const [data] = replies(ctx, await addRemarkReply(ctx, discussion, said));
      return { data };
    },
    reply_like: reactTo('reply'),
    reply_delete: remove('reply'),
    reply_fetch: async (ctx: ViewerContext, own: { comment_id: number } & ListPart) => ({
      data: replies(ctx, await repliesTo(ctx, discussion, own.comment_id, own)),
    }),
  };
}
