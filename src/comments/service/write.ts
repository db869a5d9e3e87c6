import { hydratePages } from '../../communities/hydrate.ts';
import { canPostAsPage } from '../../communities/rules.ts';
import { requireVisiblePage } from '../../communities/service/pages.ts';
import type { ViewerContext } from '../../context.ts';
import { addToCounters } from '../../database/counters.ts';
import type { Tx } from '../../database/write.ts';
import { Refusal } from '../../http/errors.ts';
import { claimMedia } from '../../media/ledger.ts';
import { isBlank } from '../../text/invisible.ts';
import { mentionedNames } from '../../text/render.ts';
import { idsOfUsernames, lockWriter } from '../../users/service.ts';
import { recentRepliers } from '../queries/lists.ts';
import { insertComment, type NewComment, type ShownComment, updateComment } from '../queries/rows.ts';
import { canEditComment } from '../rules.ts';
import { type Attachments, hasAttachments, withAttachments } from './attachments.ts';
import { type CommentTarget, requireVisibleComment } from './find.ts';
import { lockShown } from './locked.ts';
import { hashOf, refuseRepeats } from './repeats.ts';
import type { SubjectRef, VisibleSubject } from './subject.ts';
import { subjects } from './subjects.ts';

/** The draft of a comment, in the viewer's name or in that of a page they run. */
export type CommentDraft = Attachments & { text?: string | undefined; pageId?: number | undefined };

/** A new comment or reply, and its subject. */
export type Added = { id: number; subject: VisibleSubject };

const MAX_REPLIES_SCANNED = 50;

/**
 * Comments on a subject; gives the comment's id and the subject's new number of comments. Refuses as the subject does,
 * `pageNotFound`, `commentsDisabled`, `empty`, `tooLong`, `repeated`, and the faults of files. Contract §2.20, contract-beyond:
 * comments.
 */
export async function addComment(
  ctx: ViewerContext,
  on: SubjectRef,
  draft: CommentDraft,
): Promise<Added & { commentsCount: number }> {
  const subject = await subjects[on.kind].requireVisible(ctx, on.id);
  const { text, page_id } = await acceptable(ctx, subject, draft);
  const mentionedIds = await mentionedReaders(ctx, subject, text);
  return withAttachments(ctx, draft, ({ file_key, record_key }) =>
    ctx.write(async (tx) => {
      await lockWriter(tx, ctx.viewer.id);
      const { comments_count } = await subjects[on.kind].lockOpen(tx, on.id);
      const id = await insertDraft(ctx, tx, { ...columnsOf(on), parent_id: 0, page_id, text, file_key, record_key });
      await subjects[on.kind].count?.(tx, on.id, 1);
      const signal = { commentId: id, subjectKind: on.kind, subjectId: on.id, authorId: ctx.viewer.id };
      await ctx.emit(ctx, 'commented', { ...signal, mentionedIds });
      return { id, subject, commentsCount: comments_count + 1 };
    }),
  );
}

/** Replies to a comment. Refuses as `addComment`, and `commentNotFound`. Contract-beyond: comments, blogs, movies_comments. */
export async function addReply(ctx: ViewerContext, to: Omit<CommentTarget, 'kind'>, draft: CommentDraft): Promise<Added> {
  const target = { ...to, kind: 'comment' } as const;
  const { comment, subject } = await requireVisibleComment(ctx, target);
  const { text, page_id } = await acceptable(ctx, subject, draft);
  const on = { kind: comment.subject_kind, id: comment.subject_id };
  const [mentionedIds, threadIds] = await Promise.all([
    mentionedReaders(ctx, subject, text),
    threadReaders(ctx, subject, comment),
  ]);
  return withAttachments(ctx, draft, ({ file_key, record_key }) =>
    ctx.write(async (tx) => {
      await lockWriter(tx, ctx.viewer.id);
      await subjects[on.kind].lockOpen(tx, on.id);
      await lockShown(tx, target);
      const id = await insertDraft(ctx, tx, { ...columnsOf(on), parent_id: comment.id, page_id, text, file_key, record_key });
      await addToCounters(tx, 'comments', comment.id, { replies_count: 1 });
      await ctx.emit(ctx, 'replied', {
        replyId: id,
        commentId: comment.id,
        subjectKind: on.kind,
        subjectId: on.id,
        authorId: ctx.viewer.id,
        commentAuthorId: comment.author_id,
        mentionedIds,
        threadIds,
      });
      return { id, subject };
    }),
  );
}

/** Ids of the mentioned people who can read the text. 1 statement, and those of `readersAmong`. */
async function mentionedReaders(ctx: ViewerContext, subject: VisibleSubject, text: string): Promise<number[]> {
  if (!subject.readersAmong) return [];
  return subject.readersAmong(await idsOfUsernames(ctx.db, mentionedNames(text)));
}

/** The comment's author and others who replied to it recently. 1 statement, and those of `readersAmong`. */
async function threadReaders(ctx: ViewerContext, subject: VisibleSubject, comment: ShownComment): Promise<number[]> {
  if (!subject.readersAmong) return [];
  const repliers = await recentRepliers(ctx.db, comment.id, { except: ctx.viewer.id, most: MAX_REPLIES_SCANNED });
  return subject.readersAmong([comment.author_id, ...repliers]);
}

/**
 * Changes the text of the viewer's comment or reply. Refuses `commentNotFound` or `replyNotFound`, `notOwner`, `empty`,
 * `tooLong`. Contract-beyond: comments.
 */
export async function editComment(
  ctx: ViewerContext,
  { text: draft, ...target }: CommentTarget & { text: string },
): Promise<void> {
  const { comment } = await requireVisibleComment(ctx, target);
  const pages = await hydratePages(ctx, comment.page_id > 0 ? [comment.page_id] : []);
  if (!canEditComment(comment, { viewerId: ctx.viewer.id, pages })) throw new Refusal('notOwner');
  const text = acceptableText(ctx, { text: draft });
  await ctx.write(async (tx) => {
    await lockShown(tx, target);
    await updateComment(tx, target.id, { text, text_hash: subjects[target.on].limitsRepeats ? hashOf(text) : null });
  });
}

/**
 * The part of a draft that is stored, after checking that it can be posted there. Refuses `pageNotFound`, `empty`, `tooLong`,
 * `commentsDisabled`.
 */
async function acceptable(ctx: ViewerContext, subject: VisibleSubject, draft: CommentDraft) {
  const page_id = await publisherOf(ctx, draft);
  const text = acceptableText(ctx, draft);
  if (!subject.canComment) throw new Refusal('commentsDisabled');
  return { text, page_id };
}

/** The page the viewer writes for, 0 for none. A page they do not run counts as not found, whether it exists or not. */
async function publisherOf(ctx: ViewerContext, { pageId = 0 }: CommentDraft): Promise<number> {
  if (pageId === 0) return 0;
  if (!canPostAsPage(pageId, await requireVisiblePage(ctx, pageId))) throw new Refusal('pageNotFound');
  return pageId;
}

/** The text, which can be blank beside a file. The length counts characters as people see them. Refuses `empty`, `tooLong`. */
function acceptableText(ctx: ViewerContext, { text = '', ...attachments }: CommentDraft): string {
  const most = Number(ctx.settings.value('maxCharacters'));
  if (isBlank(text) && !hasAttachments(attachments)) throw new Refusal('empty');
  if (most > 0 && [...text].length > most) throw new Refusal('tooLong');
  return text;
}

const columnsOf = ({ kind, id }: SubjectRef) => ({ subject_kind: kind, subject_id: id });

type NewDraft = Omit<NewComment, 'author_id' | 'text_hash' | 'created_at'>;

/** Stores it, unless it was written too often. The subject is locked, so a person's parallel attempts are counted one by one. */
async function insertDraft(ctx: ViewerContext, tx: Tx, draft: NewDraft): Promise<number> {
  const text_hash = subjects[draft.subject_kind].limitsRepeats ? hashOf(draft.text) : null;
  const row = { ...draft, text_hash, author_id: ctx.viewer.id, created_at: ctx.now };
  if (text_hash) await refuseRepeats(ctx, tx, { ...row, text_hash });
  const id = await insertComment(tx, row);
  await claimMedia(
    tx,
    [draft.file_key, draft.record_key].filter((key) => key !== ''),
  );
  return id;
}
