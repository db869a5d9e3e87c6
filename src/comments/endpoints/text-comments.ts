import { z } from 'zod';
import { reactionNumber } from '../../catalogues/rules.ts';
import type { ViewerContext } from '../../context.ts';
import { WONDER } from '../../reactions/rules.ts';
import { hydrateComments, hydrateThreads } from '../hydrate.ts';
import { presentTextComment, presentTextReply, type SubjectView } from '../present/text-comment.ts';
import { deleteComment } from '../service/delete.ts';
import { type ListPart, repliesTo, threadsOn } from '../service/lists.ts';
import { toggleCommentReaction } from '../service/react.ts';
import type { SubjectKind, VisibleSubject } from '../service/subject.ts';
import { addComment, addReply } from '../service/write.ts';

const MAX_ID = Number.MAX_SAFE_INTEGER;

/** An id. Every fault, absence included, has the given reason. */
export function idOr<const Reason extends string>(reason: Reason) {
  return z
    .string(reason)
    .transform((digits) => (/^\d{1,40}$/.test(digits) ? Math.min(Number(digits), MAX_ID) : 0))
    .refine((value) => value > 0, reason);
}

/** A text. Absence and text that a column cannot hold have the given reason. */
export function textOr<const Reason extends string>(reason: Reason) {
  return z.string(reason).refine((value) => !value.includes('\0') && value.isWellFormed() && value.length <= 65_535, reason);
}

const WORDS = new Map([
  ['like', 1],
  ['dislike', WONDER],
]);

const reactionNamed = (word: string) => WORDS.get(word) ?? reactionNumber(word);

/** reaction_type: `like`, `dislike`, or a reaction's number. */
export function reactionOr<const Reason extends string>(reason: Reason) {
  return z
    .string(reason)
    .refine((word) => reactionNamed(word) !== undefined, reason)
    .transform((word) => ({ word, reaction: reactionNamed(word) ?? 0 }));
}

/** The rows of refusals of every endpoint with text comments. */
export const textCommentErrors = {
  commentNotFound: [7, 'Comment not found'],
  notOwner: [7, 'You can not delete this comment', 403],
  empty: [6, 'Please check your details'],
  tooLong: [6, 'The text is too long'],
} as const;

/** The answer to a reaction. */
export const reacted = (on: boolean, word: string) => ({ code: on ? 1 : 0, type: word });

type Field = SubjectView['field'];
type On<Name extends Field> = Record<Name, number>;
type OnComment<Name extends Field> = On<Name> & { comment_id: number };
type Written = { text: string };
type Reacting = { reaction_type: { word: string; reaction: number } };

/** The actions of an endpoint's types that concern text comments; `field` is the wire name of the subject's id. */
export function textCommentActs<const Name extends Field>({ on, field }: { on: SubjectKind; field: Name }) {
  const viewOf = (ctx: ViewerContext, { canModerate }: VisibleSubject): SubjectView => ({ ctx, field, canModerate });
  const target = (own: OnComment<Name>, kind: 'comment' | 'reply') => ({ id: own.comment_id, kind, on, subjectId: own[field] });
  const reactTo = (kind: 'comment' | 'reply') => async (ctx: ViewerContext, own: OnComment<Name> & Reacting) => {
    const { word, reaction } = own.reaction_type;
    return reacted(await toggleCommentReaction(ctx, { ...target(own, kind), reaction }), word);
  };
  const remove = (kind: 'comment' | 'reply') => async (ctx: ViewerContext, own: OnComment<Name>) => {
    await deleteComment(ctx, target(own, kind));
    return { message: `${kind} deleted` };
  };

  return {
    async get_comments(ctx: ViewerContext, own: On<Name> & ListPart) {
      const { ids, maps, subject } = await threadsOn(ctx, { kind: on, id: own[field] }, own);
      return { data: ids.map((id) => presentTextComment(id, maps, viewOf(ctx, subject))) };
    },
    async add_comment(ctx: ViewerContext, own: On<Name> & Written) {
      const { id, subject } = await addComment(ctx, { kind: on, id: own[field] }, { text: own.text });
      return { data: presentTextComment(id, await hydrateThreads(ctx, [id]), viewOf(ctx, subject)) };
    },
    like: reactTo('comment'),
    delete: remove('comment'),
    async add_reply(ctx: ViewerContext, own: OnComment<Name> & Written) {
      const { id, subject } = await addReply(ctx, target(own, 'comment'), { text: own.text });
      return { data: presentTextReply(id, await hydrateComments(ctx, [id]), viewOf(ctx, subject)) };
    },
    reply_like: reactTo('reply'),
    reply_delete: remove('reply'),
    async reply_fetch(ctx: ViewerContext, own: { comment_id: number } & ListPart) {
      const { ids, maps, subject } = await repliesTo(ctx, { id: own.comment_id, on }, own);
      return { data: ids.map((id) => presentTextReply(id, maps, viewOf(ctx, subject))) };
    },
  };
}
