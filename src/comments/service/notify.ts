import type { Services } from '../../context.ts';
import type { Tx } from '../../database/write.ts';
import { recordActivity } from '../../notifications/service/activities.ts';
import { type NotificationDraft, notify, retractNotification } from '../../notifications/service/notify.ts';
import { PRIVACY } from '../../posts/rules.ts';
import { LIKE } from '../../reactions/rules.ts';
import type { Signals } from '../../signals/signals.ts';
import { type CommentNews, commentNews, type SubjectKind } from '../queries/rows.ts';

/**
 * Notifies the post's author of a comment and the people it mentions, each at most once. Adds an activity for followers, unless
 * the post is anonymous or the comment is in a page's name: an activity names both people. Contract §2.20, §1.15.
 */
export async function notifyComment(services: Services, signal: Signals['commented']): Promise<void> {
  const { commentId, mentionedIds } = signal;
  await withNews(services, { ...signal, id: commentId }, async (tx, comment) => {
    const about = {
      ...thingsOf(comment),
      ...publisherOf(comment),
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

/** On posts: notifies the comment's author of a reply, the people it mentions, and earlier repliers, each at most once. */
export async function notifyReply(services: Services, signal: Signals['replied']): Promise<void> {
  const { replyId, commentAuthorId, mentionedIds, threadIds } = signal;
  await withNews(services, { ...signal, id: replyId }, async (tx, reply) => {
    const about = {
      ...thingsOf(reply),
      ...publisherOf(reply),
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

/** On posts: notifies the author of a comment of a like or reaction; removes the notification when the reaction is removed. */
export async function notifyCommentReaction(services: Services, signal: Signals['commentReacted']): Promise<void> {
  const { subjectKind, before, after, text } = signal;
  if (subjectKind !== 'post') return;
  const deed = deedOf(signal);
  await services.write(async (tx) => {
    if (before > 0) await retractNotification(tx, { ...deed, type: reactionType(signal, before) });
    if (after === 0) return;
    const type2 = after === LIKE ? '' : (REACTION_WORDS[after] ?? '');
    await notify(services, tx, { ...deed, type: reactionType(signal, after), type2, text });
  });
}

/** The same for a wonder (or dislike). */
export async function notifyCommentWonder(services: Services, signal: Signals['commentWondered']): Promise<void> {
  const { subjectKind, parentId, on, text } = signal;
  if (subjectKind !== 'post') return;
  const type = parentId > 0 ? 'wondered_reply_comment' : 'wondered_comment';
  const deed = { ...deedOf(signal), type } as const;
  await services.write((tx) => (on ? notify(services, tx, { ...deed, text }) : retractNotification(tx, deed)));
}

type ReactionSignal = Signals['commentReacted'] | Signals['commentWondered'];

function deedOf({ commentId, subjectId, parentId, authorId, userId }: ReactionSignal) {
  const comment = { id: commentId, post_id: subjectId, parent_id: parentId };
  return { ...thingsOf(comment), notifierId: userId, recipientIds: [authorId] };
}

function reactionType({ parentId }: ReactionSignal, reaction: number): NotificationDraft['type'] {
  if (reaction !== LIKE) return 'reaction';
  return parentId > 0 ? 'liked_reply_comment' : 'liked_comment';
}

/** Runs with a comment or reply on a post. Comments on other subjects send no notifications from here. */
async function withNews(
  services: Services,
  { id, subjectKind }: { id: number; subjectKind: SubjectKind },
  work: (tx: Tx, comment: CommentNews) => Promise<void>,
): Promise<void> {
  if (subjectKind !== 'post') return;
  await services.write(async (tx) => {
    const comment = await commentNews(tx, id);
    if (comment) await work(tx, comment);
  });
}

/** The notification of a reply names its comment too. */
function thingsOf({ id, post_id, parent_id }: Pick<CommentNews, 'id' | 'post_id' | 'parent_id'>) {
  return parent_id > 0 ? { postId: post_id, commentId: parent_id, replyId: id } : { postId: post_id, commentId: id };
}

/** The page in whose name it was written. */
function publisherOf({ page_id }: CommentNews) {
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

/** The kind of the post it is on. Contract §1.15 type2. */
function postWord({ post_kind, post_file_kind }: CommentNews): string {
  if (post_kind === 'profile_picture') return 'post_avatar';
  if (post_kind === 'profile_cover_picture') return 'post_cover';
  return FILE_WORDS.get(post_file_kind) ?? '';
}
