import type { Services } from '../../context.ts';
import type { Tx } from '../../database/write.ts';
import { recordActivity } from '../../notifications/service/activities.ts';
import { type NotificationDraft, notify, retractNotification } from '../../notifications/service/notify.ts';
import { PRIVACY } from '../../posts/rules.ts';
import type { Signals } from '../../signals/signals.ts';
import { type CommentNews, commentNews } from '../queries/rows.ts';

/**
 * The post's owner hears of a comment, and whoever it speaks to; nobody twice. Followers read of it, unless the post is
 * anonymous, or said for a page: an activity names the publisher, and who did it. Contract §2.20, §1.15.
 */
export async function notifyComment(services: Services, { commentId, mentionedIds }: Signals['commented']): Promise<void> {
  await withNews(services, commentId, async (tx, comment) => {
    const about = {
      ...thingsOf(comment),
      ...speakerOf(comment),
      notifierId: comment.author_id,
      type2: postWord(comment),
      text: comment.text,
    };
    const ownerId = comment.page_owner_id ?? comment.post_author_id;
    await notify(services, tx, { ...about, type: 'comment', recipientIds: [ownerId] });
    const mentioned = mentionedIds.filter((id) => id !== ownerId);
    await notify(services, tx, { ...about, type: 'comment_mention', recipientIds: mentioned });
    if (comment.post_privacy === PRIVACY.anonymous || comment.page_id > 0) return;
    await recordActivity(tx, {
      type: 'commented_post',
      userId: comment.author_id,
      targetUserId: comment.post_author_id,
      postId: comment.post_id,
      commentId,
    });
  });
}

/** The comment's author hears of a reply, whoever it speaks to, and who replied before; nobody twice. */
export async function notifyReply(services: Services, signal: Signals['replied']): Promise<void> {
  const { replyId, commentAuthorId, mentionedIds, threadIds } = signal;
  await withNews(services, replyId, async (tx, reply) => {
    const about = {
      ...thingsOf(reply),
      ...speakerOf(reply),
      notifierId: reply.author_id,
      type2: postWord(reply),
      text: reply.text,
    };
    const others = threadIds.filter((id) => id !== commentAuthorId);
    const owner = threadIds.filter((id) => id === commentAuthorId);
    const mentioned = mentionedIds.filter((id) => id !== commentAuthorId);
    const also = others.filter((id) => !mentioned.includes(id));
    await notify(services, tx, { ...about, type: 'comment_reply', recipientIds: owner });
    await notify(services, tx, { ...about, type: 'comment_reply_mention', recipientIds: mentioned });
    await notify(services, tx, { ...about, type: 'also_replied', recipientIds: also });
  });
}

const REACTION_WORDS = ['', 'like', 'love', 'haha', 'wow', 'sad', 'angry'];
const LIKE = 1;

/** Whoever wrote a comment hears of a like or reaction, and no more when it is undone. */
export async function notifyCommentReaction(services: Services, signal: Signals['commentReacted']): Promise<void> {
  const { commentId, userId, before, after } = signal;
  await withNews(services, commentId, async (tx, comment) => {
    const deed = { ...thingsOf(comment), notifierId: userId, recipientIds: [comment.author_id] };
    if (before > 0) await retractNotification(tx, { ...deed, type: reactionType(comment, before) });
    if (after === 0) return;
    await notify(services, tx, {
      ...deed,
      type: reactionType(comment, after),
      type2: after === LIKE ? '' : (REACTION_WORDS[after] ?? ''),
      text: comment.text,
    });
  });
}

/** Whoever wrote a comment hears of a wonder (or dislike), and no more when it is undone. */
export async function notifyCommentWonder(
  services: Services,
  { commentId, userId, on }: Signals['commentWondered'],
): Promise<void> {
  await withNews(services, commentId, async (tx, comment) => {
    const type = comment.parent_id > 0 ? 'wondered_reply_comment' : 'wondered_comment';
    const deed = { ...thingsOf(comment), type, notifierId: userId, recipientIds: [comment.author_id] } as const;
    if (on) await notify(services, tx, { ...deed, text: comment.text });
    else await retractNotification(tx, deed);
  });
}

async function withNews(services: Services, id: number, tell: (tx: Tx, comment: CommentNews) => Promise<void>): Promise<void> {
  await services.write(async (tx) => {
    const comment = await commentNews(tx, id);
    if (comment) await tell(tx, comment);
  });
}

function reactionType({ parent_id }: CommentNews, reaction: number): NotificationDraft['type'] {
  if (reaction !== LIKE) return 'reaction';
  return parent_id > 0 ? 'liked_reply_comment' : 'liked_comment';
}

/** A reply is told of with its comment. */
function thingsOf({ id, post_id, parent_id }: CommentNews) {
  return parent_id > 0 ? { postId: post_id, commentId: parent_id, replyId: id } : { postId: post_id, commentId: id };
}

/** The page that what was said is told of as said by. */
function speakerOf({ page_id }: CommentNews) {
  return page_id > 0 ? { pageId: page_id } : {};
}

const FILE_WORDS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    image: 'post_image',
    video: 'post_video',
    sound: 'post_soundFile',
    file: 'post_file',
  }),
);

/** What kind of post it is said on. Contract §1.15 type2. */
function postWord({ post_kind, post_file_kind }: CommentNews): string {
  if (post_kind === 'profile_picture') return 'post_avatar';
  if (post_kind === 'profile_cover_picture') return 'post_cover';
  return FILE_WORDS.get(post_file_kind) ?? '';
}
