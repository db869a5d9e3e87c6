import { createHash } from 'node:crypto';
import { hydratePages } from '../../communities/hydrate.ts';
import { canPostAsPage } from '../../communities/rules.ts';
import { requireVisiblePage } from '../../communities/service/pages.ts';
import type { ViewerContext } from '../../context.ts';
import type { Tx } from '../../database/write.ts';
import { Refusal } from '../../http/errors.ts';
import { claimMedia } from '../../media/ledger.ts';
import type { PostMaps } from '../../posts/hydrate.ts';
import { canComment } from '../../posts/rules.ts';
import { countForPost, lockPost } from '../../posts/service/locked.ts';
import { requireVisiblePost } from '../../posts/service/visible.ts';
import { lockWriter } from '../../users/service.ts';
import { recentRepliers } from '../queries/lists.ts';
import {
  addToCounters,
  insertComment,
  lockPlaces,
  ownRepeats,
  repeatsSince,
  type ShownPlace,
  updateComment,
} from '../queries/rows.ts';
import { canEditComment } from '../rules.ts';
import { type Attachments, hasAttachments, withAttachments } from './attachments.ts';
import { notFound, requireVisibleComment } from './find.ts';
import { mentionedReaders, otherReaders } from './readers.ts';

/** What somebody says, for themselves or for a page they run. */
export type CommentDraft = Attachments & { text?: string | undefined; pageId?: number | undefined };

// Contract §2.20.
const OWN_REPEATS = 3;
const SITE_REPEATS = 5;
const SITE_REPEATS_SECONDS = 3600;
const MAX_REPLIES_SCANNED = 50;

/**
 * Comments on a post; gives the comment's id and how many the post has now. Refuses `postNotFound`, `pageNotFound`,
 * `commentsDisabled`, `empty`, `tooLong`, `repeated`, and what is wrong with files. Contract §2.20, contract-beyond: comments.
 */
export async function addComment(
  ctx: ViewerContext,
  postId: number,
  said: CommentDraft,
): Promise<{ id: number; commentsCount: number }> {
  const posts = await requireVisiblePost(ctx, postId);
  const page_id = await speakerOf(ctx, said);
  const text = speakable(ctx, said);
  if (!canComment(postId, posts)) throw new Refusal('commentsDisabled');
  const mentionedIds = await mentionedReaders(ctx, { text, posts, postId });
  return withAttachments(ctx, said, ({ file_key, record_key }) =>
    ctx.write(async (tx) => {
      await lockWriter(tx, ctx.viewer.id);
      const post = await lockOpenPost(tx, postId);
      const id = await insertDraft(ctx, tx, { post_id: postId, parent_id: 0, page_id, text, file_key, record_key });
      await countForPost(tx, postId, { comments_count: 1 });
      await ctx.emit(ctx, 'commented', { commentId: id, postId, authorId: ctx.viewer.id, mentionedIds });
      return { id, commentsCount: post.comments_count + 1 };
    }),
  );
}

/** Replies to a comment; gives the reply's id. Refuses as `addComment`, and `commentNotFound`. Contract-beyond: comments. */
export async function addReply(ctx: ViewerContext, commentId: number, said: CommentDraft): Promise<number> {
  const { comment, posts } = await requireVisibleComment(ctx, commentId, 'comment');
  const page_id = await speakerOf(ctx, said);
  const text = speakable(ctx, said);
  const postId = comment.post_id;
  if (!canComment(postId, posts)) throw new Refusal('commentsDisabled');
  const [mentionedIds, threadIds] = await Promise.all([
    mentionedReaders(ctx, { text, posts, postId }),
    threadReaders(ctx, comment, posts),
  ]);
  return withAttachments(ctx, said, ({ file_key, record_key }) =>
    ctx.write(async (tx) => {
      await lockWriter(tx, ctx.viewer.id);
      await lockOpenPost(tx, postId);
      const [parent] = await lockPlaces(tx, [commentId]);
      if (parent?.state !== 'shown') throw notFound('comment');
      const id = await insertDraft(ctx, tx, { post_id: postId, parent_id: commentId, page_id, text, file_key, record_key });
      await addToCounters(tx, commentId, { replies_count: 1 });
      await ctx.emit(ctx, 'replied', {
        replyId: id,
        commentId,
        postId,
        authorId: ctx.viewer.id,
        commentAuthorId: comment.author_id,
        mentionedIds,
        threadIds,
      });
      return id;
    }),
  );
}

/** The comment's author, and others who replied to it lately. 2 statements. */
async function threadReaders(ctx: ViewerContext, comment: ShownPlace, posts: PostMaps): Promise<number[]> {
  const repliers = await recentRepliers(ctx.db, comment.id, { except: ctx.viewer.id, most: MAX_REPLIES_SCANNED });
  return otherReaders(ctx, { posts, postId: comment.post_id }, [comment.author_id, ...repliers]);
}

/**
 * Changes the text of the viewer's comment or reply. Refuses `commentNotFound` or `replyNotFound`, `notOwner`, `empty`,
 * `tooLong`. Contract-beyond: comments.
 */
export async function editComment(ctx: ViewerContext, id: number, { kind, text }: { kind: 'comment' | 'reply'; text: string }) {
  const { comment, posts } = await requireVisibleComment(ctx, id, kind);
  const pages = await hydratePages(ctx, comment.page_id > 0 ? [comment.page_id] : []);
  if (!canEditComment({ comment, posts }, pages)) throw new Refusal('notOwner');
  const words = speakable(ctx, { text });
  await ctx.write(async (tx) => {
    const [place] = await lockPlaces(tx, [id]);
    if (place?.state !== 'shown') throw notFound(kind);
    await updateComment(tx, id, { text: words, text_hash: hashOf(words) });
  });
}

/** The page somebody speaks for, 0 for none. One they do not run is not found, whether it is there or not. */
async function speakerOf(ctx: ViewerContext, { pageId = 0 }: CommentDraft): Promise<number> {
  if (pageId === 0) return 0;
  if (!canPostAsPage(pageId, await requireVisiblePage(ctx, pageId))) throw new Refusal('pageNotFound');
  return pageId;
}

/** The text, if it may be said: with a file it may be blank. Length in characters, as people count them. */
function speakable(ctx: ViewerContext, { text = '', ...attachments }: CommentDraft): string {
  const most = Number(ctx.settings.value('maxCharacters'));
  if (text.trim() === '' && !hasAttachments(attachments)) throw new Refusal('empty');
  if (most > 0 && [...text].length > most) throw new Refusal('tooLong');
  return text;
}

async function lockOpenPost(tx: Tx, postId: number) {
  const post = await lockPost(tx, postId);
  if (post.comments_enabled === 0) throw new Refusal('commentsDisabled');
  return post;
}

type NewSaid = { post_id: number; parent_id: number; page_id: number; text: string; file_key: string; record_key: string };

/** Stores it, unless it was said too often. The post is locked, so that a person's parallel tries are counted one by one. */
async function insertDraft(ctx: ViewerContext, tx: Tx, said: NewSaid): Promise<number> {
  const text_hash = hashOf(said.text);
  if (text_hash) await refuseRepeats(ctx, tx, { post_id: said.post_id, text_hash });
  const id = await insertComment(tx, { ...said, text_hash, author_id: ctx.viewer.id, created_at: ctx.now });
  await claimMedia(
    tx,
    [said.file_key, said.record_key].filter((key) => key !== ''),
  );
  return id;
}

async function refuseRepeats(ctx: ViewerContext, tx: Tx, same: { post_id: number; text_hash: Buffer }): Promise<void> {
  const own = await ownRepeats(tx, { ...same, author_id: ctx.viewer.id }, OWN_REPEATS);
  if (own >= OWN_REPEATS) throw new Refusal('repeated');
  const since = new Date(ctx.now.getTime() - SITE_REPEATS_SECONDS * 1000);
  const onSite = await repeatsSince(tx, same.text_hash, { since, most: SITE_REPEATS });
  if (onSite >= SITE_REPEATS) throw new Refusal('repeated');
}

/** What the same text has in common, however it is spaced at its ends; none for no text. */
function hashOf(text: string): Buffer | null {
  const words = text.trim();
  return words === '' ? null : createHash('sha256').update(words).digest().subarray(0, 16);
}
