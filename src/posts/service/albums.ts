import type { ViewerContext } from '../../context.ts';
import { fillPage, type Page } from '../../database/fill-page.ts';
import { Refusal } from '../../http/errors.ts';
import type { Upload } from '../../http/form.ts';
import { claimMedia, discardMedia } from '../../media/ledger.ts';
import { requireVisibleUser } from '../../users/service.ts';
import { hydratePosts } from '../hydrate.ts';
import { albumIds } from '../queries/lists.ts';
import { insertPhotos, photoRows } from '../queries/photos.ts';
import { canEditPost, canSeePost, openPrivacies } from '../rules.ts';
import type { Created } from './create.ts';
import { storePhotos } from './files.ts';
import type { PostPage } from './lists.ts';
import { lockPost } from './locked.ts';
import { requireVisiblePost } from './visible.ts';

/** A person's albums, newest first. Refuses `userNotFound`. Contract-beyond: albums, fetch. */
export async function albumsOf(ctx: ViewerContext, userId: number, page: Page): Promise<PostPage> {
  const privacies = openPrivacies(userId, await requireVisibleUser(ctx, userId));
  return fillPage(page, {
    skeleton: (after, limit) => albumIds(ctx.db, { userId, privacies }, { after, limit }),
    hydrate: (ids) => hydratePosts(ctx, ids),
    rule: canSeePost,
  });
}

/** So many photos an album holds: every list the album is in carries all of them. */
const MAX_ALBUM_PHOTOS = 500;

/**
 * Adds photos to the viewer's album. Refuses `postNotFound`, also for a post that is no album of theirs, `albumFull`.
 * Contract-beyond: albums, add.
 */
export async function addToAlbum(ctx: ViewerContext, postId: number, photos: readonly Upload[]): Promise<Created> {
  const maps = await requireVisiblePost(ctx, postId);
  if (!canEditPost(postId, maps) || maps.posts.get(postId)?.is_album !== 1) throw new Refusal('postNotFound');
  requireRoom(maps.photos.get(postId)?.length ?? 0, photos.length);
  const files = await storePhotos(ctx.media, photos, { ownerId: ctx.viewer.id });
  try {
    await ctx.write(async (tx) => {
      await lockPost(tx, postId);
      requireRoom((await photoRows(tx, [postId])).length, photos.length);
      await insertPhotos(
        tx,
        files.photos.map((photo) => ({ ...photo, post_id: postId })),
      );
      await claimMedia(tx, files.keys);
    });
  } catch (error) {
    await discardMedia(ctx.media, files.keys);
    throw error;
  }
  return { id: postId, maps: await hydratePosts(ctx, [postId]) };
}

function requireRoom(there: number, more: number): void {
  if (there + more > MAX_ALBUM_PHOTOS) throw new Refusal('albumFull', { values: { most: MAX_ALBUM_PHOTOS } });
}
