import type { Services } from '../../context.ts';
import { afterCommit, type Tx } from '../../database/write.ts';
import { watchersOf } from '../../graph/service/lists.ts';
import type { ActivityType, NotificationType } from '../../notifications/catalogue.ts';
import { recordActivity, removeActivities, retractActivity } from '../../notifications/service/activities.ts';
import { removeNotifications } from '../../notifications/service/inbox.ts';
import { notify, retractNotification } from '../../notifications/service/notify.ts';
import type { Signals } from '../../signals/signals.ts';
import { mentionedNames } from '../../text/render.ts';
import { idsOfUsernames } from '../../users/service.ts';
import { type Post, postOwnerId, postRows } from '../queries/posts.ts';
import { PRIVACY } from '../rules.ts';
import { filterReaders, isInContainer } from './readers.ts';

const REACTION_NAMES = ['', 'Like', 'Love', 'HaHa', 'Wow', 'Sad', 'Angry'];
const LIKE = 1;

/** The post's owner hears of a reaction (a page's owner, of its posts), the reader's followers read of it. Contract §2.20. */
export async function notifyReaction(services: Services, { postId, userId, reaction }: Signals['postReacted']): Promise<void> {
  await withPost(services, postId, async (tx, post) => {
    const { type, activity } = namesOf(reaction);
    const type2 = reaction === LIKE ? thingOf(post) : (REACTION_NAMES[reaction] ?? '');
    const recipientIds = [await postOwnerId(tx, post)];
    await notify(services, tx, { type, type2, postId: post.id, notifierId: userId, recipientIds });
    await record(tx, activity, userId, post);
  });
}

/** Nothing stays of a reaction that was taken back. */
export async function retractReaction(services: Services, { postId, userId, reaction }: Signals['postUnreacted']): Promise<void> {
  const { type, activity } = namesOf(reaction);
  await withPost(services, postId, async (tx, post) => {
    await retractNotification(tx, { type, postId, notifierId: userId, recipientIds: [await postOwnerId(tx, post)] });
    await retractActivity(tx, { type: activity, postId, userId });
  });
}

function namesOf(reaction: number): { type: NotificationType; activity: ActivityType } {
  return reaction === LIKE
    ? { type: 'liked_post', activity: 'liked_post' }
    : { type: 'reaction', activity: `reaction|post|${reaction}` };
}

/** The same for wonders, or dislikes. Contract §2.20. */
export async function notifyWonder(services: Services, { postId, userId }: Signals['postWondered']): Promise<void> {
  await withPost(services, postId, async (tx, post) => {
    const news = { type: 'wondered_post', type2: thingOf(post), postId: post.id } as const;
    await notify(services, tx, { ...news, notifierId: userId, recipientIds: [await postOwnerId(tx, post)] });
    await record(tx, 'wondered_post', userId, post);
  });
}

/** Nothing stays of a wonder that was taken back. */
export async function retractWonder(services: Services, { postId, userId }: Signals['postUnwondered']): Promise<void> {
  await withPost(services, postId, async (tx, post) => {
    await retractNotification(tx, {
      type: 'wondered_post',
      postId,
      notifierId: userId,
      recipientIds: [await postOwnerId(tx, post)],
    });
    await retractActivity(tx, { type: 'wondered_post', postId, userId });
  });
}

/** The original's owner hears of a share, and the owner of the wall it went to. */
export async function notifyShare(services: Services, { postId, authorId, originalId }: Signals['postShared']): Promise<void> {
  await services.write(async (tx) => {
    const posts = new Map((await postRows(tx, [postId])).map((post) => [post.id, post]));
    const share = posts.get(postId);
    const original = posts.get(originalId);
    if (!share || !original) return;
    const by = { notifierId: authorId, ...pageOf(share) };
    const news = { type: 'shared_your_post', type2: thingOf(original), postId: original.id } as const;
    await notify(services, tx, { ...news, ...by, recipientIds: [await postOwnerId(tx, original)] });
    // an activity names who did it, which of a page's share nobody is told
    if (share.page_id === 0) await record(tx, 'shared_post', authorId, original);
    if (share.recipient_id === 0) return;
    const onWall = { type: 'shared_a_post_in_timeline', postId: share.id, recipientIds: [share.recipient_id] } as const;
    await notify(services, tx, { ...onWall, ...by });
  });
}

/**
 * Those a post speaks to, and the owner of the wall it is on, hear of it where they may read it. In a group, page or event that
 * is asked for each of them, so there it follows in the background. Contract §1.15.
 */
export async function notifyPost(services: Services, { postId }: Signals['postCreated']): Promise<void> {
  await withPost(services, postId, async (tx, post) => {
    if (post.recipient_id > 0 && post.parent_id === 0 && post.privacy !== PRIVACY.onlyMe)
      await notify(services, tx, { ...postNotification(post), type: 'profile_wall_post', recipientIds: [post.recipient_id] });
    const names = mentionedNames(post.text);
    if (names.length === 0) return;
    if (!isInContainer(post)) await notifyMentioned(services, post, { names, db: tx });
    else afterCommit(() => services.background('tell whom a post speaks to', () => notifyMentioned(services, post, { names })));
  });
}

type Mentioned = { names: readonly string[]; db?: Services['db'] };

async function notifyMentioned(services: Services, post: Post, { names, db = services.db }: Mentioned): Promise<void> {
  const ids = await idsOfUsernames(db, names);
  const readers = await filterReaders({ ...services, db }, post, ids);
  // whose wall it is on hears of the post itself
  const recipientIds = readers.filter((id) => id !== post.recipient_id);
  await services.write((tx) => notify(services, tx, { ...postNotification(post), type: 'post_mention', recipientIds }));
}

/** A post as those hear of it whom it is told. */
function postNotification(post: Post) {
  return {
    type2: post.privacy === PRIVACY.anonymous ? 'anonymous' : thingOf(post),
    postId: post.id,
    text: post.text,
    notifierId: post.author_id,
    ...pageOf(post),
  };
}

/** The page that a post of it is told of as said by. */
function pageOf({ page_id }: Post) {
  return page_id > 0 ? { pageId: page_id } : {};
}

/**
 * Followers who asked to be told of each post hear of it, where they may read it: after the commit, in the background, 500 at
 * a time. Contract-beyond: stop_notify.
 */
export async function notifySubscribers(services: Services, { postId, authorId }: Signals['postCreated']): Promise<void> {
  afterCommit(() =>
    services.background('tell watchers of a post', async () => {
      for await (const ids of watchersOf(services, authorId)) {
        await withPost(services, postId, async (tx, post) => {
          if (post.privacy === PRIVACY.anonymous || isInContainer(post)) return;
          const recipientIds = await filterReaders({ ...services, db: tx }, post, ids);
          await notify(services, tx, { ...postNotification(post), type: 'new_post', recipientIds });
        });
      }
    }),
  );
}

/** Notifications and activities of a deleted post. */
export async function removePostNotifications(services: Services, { postId }: Signals['postPurged']): Promise<void> {
  await removeNotifications(services, { post_id: postId });
  await removeActivities(services, { post_id: postId });
}

async function withPost(services: Services, postId: number, work: (tx: Tx, post: Post) => Promise<void>): Promise<void> {
  await services.write(async (tx) => {
    const post = (await postRows(tx, [postId])).find((row) => row.id === postId);
    if (post) await work(tx, post);
  });
}

/** An activity names the publisher, so nobody reads of what was done to an anonymous post. */
async function record(tx: Tx, type: ActivityType, userId: number, post: Post): Promise<void> {
  if (post.privacy === PRIVACY.anonymous) return;
  await recordActivity(tx, { type, userId, targetUserId: post.author_id, postId: post.id });
}

/** What kind of post it is, as sentences have it. Contract §1.15 type2. */
function thingOf({ kind, file_kind }: Post): string {
  if (kind === 'profile_picture') return 'post_avatar';
  if (kind === 'profile_cover_picture') return 'post_cover';
  return { '': '', image: 'post_image', video: 'post_video', sound: 'post_soundFile', file: 'post_file' }[file_kind];
}
