import { containersOfPost, countPostsOf, lockContainers } from '../../communities/service/post-counters.ts';
import type { Services, ViewerContext } from '../../context.ts';
import { deleteInBatches } from '../../database/batches.ts';
import type { Tx } from '../../database/write.ts';
import { Refusal } from '../../http/errors.ts';
import { releaseMedia } from '../../media/ledger.ts';
import { REACTIONS_TO } from '../../reactions/catalogue.ts';
import { deleteReactionsTo } from '../../reactions/service/purge.ts';
import { lockUsers } from '../../users/service.ts';
import { deleteHashtagUses } from '../queries/hashtags.ts';
import { deletePhoto, photoRows } from '../queries/photos.ts';
import { addToPostCounters, lockPostRows, type Post, postRows } from '../queries/posts.ts';
import {
  deleteDependents,
  deletedPostIds,
  deletePhotoRows,
  deletePostRow,
  lockDeletedPost,
  lockPhotosOf,
  markDeleted,
  unlinkShares,
} from '../queries/purge.ts';
import { canDeletePost, canEditPost } from '../rules.ts';
import { countPost } from './edit.ts';
import { lockPost } from './locked.ts';
import { requireVisiblePost } from './visible.ts';

/**
 * Deletes a post: gone for everybody when this returns; what hangs on it follows in the background. Shares of it stay, without
 * the link. Refuses `postNotFound`, also where the viewer may not. Contract §2.20, §4 Deleting.
 */
export async function deletePost(ctx: ViewerContext, postId: number): Promise<void> {
  const maps = await requireVisiblePost(ctx, postId);
  const post = maps.posts.get(postId);
  if (!post || !canDeletePost(postId, maps)) throw new Refusal('postNotFound');
  const deleted = await ctx.write((tx) => removePost(ctx, tx, post));
  if (!deleted) throw new Refusal('postNotFound');
  ctx.background('purge a deleted post', () => purgePost(ctx, postId));
}

/** The same for what a post tells of, when that is deleted. Gives whether the post was still there; `purgePost` is to follow. */
export async function deleteAnnouncement(services: Services, tx: Tx, postId: number): Promise<boolean> {
  const post = (await postRows(tx, [postId])).find((row) => row.id === postId);
  return post !== undefined && removePost(services, tx, post);
}

/** Takes a post from everybody's sight, and from the counters. Gives whether it was still there. */
export async function removePost(
  services: Services,
  tx: Tx,
  { id, author_id, parent_id, group_id, page_id }: Pick<Post, 'id' | 'author_id' | 'parent_id' | 'group_id' | 'page_id'>,
): Promise<boolean> {
  await lockUsers(tx, [author_id]);
  const containers = containersOfPost({ group_id, page_id });
  await lockContainers(tx, containers);
  const locked = await lockPostRows(tx, parent_id > 0 ? [parent_id, id] : [id]);
  const post = locked.find((row) => row.id === id);
  if (!post) return false;
  await markDeleted(tx, id, new Date());
  await countPost(tx, post, -post.is_counted);
  await countPostsOf(tx, containers, -1);
  if (post.parent_id > 0) await addToPostCounters(tx, post.parent_id, { shares_count: -1 });
  await deleteHashtagUses(tx, id);
  await services.emit(services, 'postDeleted', { postId: id, authorId: author_id });
  return true;
}

/** Removes what deleted posts left, and then their rows. May be run again at any point. */
export async function purgeDeletedPosts(services: Services): Promise<void> {
  for (const postId of await deletedPostIds(services.db, 100)) await purgePost(services, postId);
}

/** All that hangs on one deleted post, in bounded batches, then its row and its files. */
export async function purgePost(services: Services, postId: number): Promise<void> {
  await services.emit(services, 'postPurged', { postId });
  await deleteInBatches(services.write, async (tx, limit) => {
    const reactions = await deleteReactionsTo(tx, REACTIONS_TO.post, { ids: [postId], limit });
    return reactions > 0 ? limit : deleteDependents(tx, postId, limit);
  });
  await deleteInBatches(services.write, (tx, limit) => unlinkShares(tx, postId, limit));
  await deleteInBatches(services.write, (tx, limit) => removePhotos(tx, postId, limit));
  await services.write(async (tx) => {
    const post = await lockDeletedPost(tx, postId);
    if (!post) return;
    await deletePostRow(tx, postId);
    await releaseMedia(tx, [post.file_key, post.file_thumb_key, post.link_image].filter(Boolean));
  });
}

async function removePhotos(tx: Tx, postId: number, limit: number): Promise<number> {
  const photos = await lockPhotosOf(tx, postId, limit);
  await deletePhotoRows(
    tx,
    photos.map((photo) => photo.id),
  );
  await releaseMedia(
    tx,
    photos.flatMap((photo) => [photo.file_key, photo.small_key]),
  );
  return photos.length;
}

/** Removes one photo of the viewer's album. Refuses `postNotFound`, also for a photo that is not in it. Contract-beyond: albums. */
export async function deleteAlbumPhoto(ctx: ViewerContext, postId: number, photoId: number): Promise<void> {
  const maps = await requireVisiblePost(ctx, postId);
  if (!canEditPost(postId, maps)) throw new Refusal('postNotFound');
  await ctx.write(async (tx) => {
    await lockPost(tx, postId);
    const photo = (await photoRows(tx, [postId])).find((row) => row.id === photoId);
    if (!photo) throw new Refusal('postNotFound');
    await deletePhoto(tx, photoId);
    await releaseMedia(tx, [photo.file_key, photo.small_key]);
  });
}
