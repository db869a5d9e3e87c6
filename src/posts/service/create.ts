import { containersOfPost, countPostsOf, lockContainers } from '../../communities/service/post-counters.ts';
import type { Services, ViewerContext } from '../../context.ts';
import type { Tx } from '../../database/write.ts';
import { Refusal } from '../../http/errors.ts';
import { claimMedia, discardMedia } from '../../media/ledger.ts';
import { isBlank } from '../../text/invisible.ts';
import { lockWriter } from '../../users/service.ts';
import { hydratePosts, type PostMaps } from '../hydrate.ts';
import { latestPostTimes } from '../queries/lists.ts';
import { insertPhotos } from '../queries/photos.ts';
import { insertOptions } from '../queries/polls.ts';
import { addToPostCounters, insertPost, lockPostRows, type NewPost } from '../queries/posts.ts';
import { PRIVACY } from '../rules.ts';
import { type Container, type ContainerIds, containerColumns, lockContainer, requireContainer } from './container.ts';
import { countPost } from './edit.ts';
import { type PostFiles, type PostUploads, storePostFiles } from './files.ts';
import { tagPost } from './hashtags.ts';

/** What somebody wants to post. */
export type Draft = ContainerIds & {
  text: string;
  privacy: number;
  feelingType: string;
  feeling: string;
  map: string;
  sticker: string;
  colorId: number;
  albumName: string;
  link: { url: string; title: string; image: string; content: string };
  /** Answers of a poll, in order; none for a post without one. */
  answers: readonly string[];
  uploads: PostUploads;
};

/** A new post and everything it is presented with. */
export type Created = { id: number; maps: PostMaps };

/**
 * Publishes a post on the viewer's timeline, another's wall, in a group, on a page or of an event. Refuses `empty`,
 * `questionMissing`, `answerMissing` (`{n}`), `userNotFound`, `containerNotFound`, `notAllowed`, `tooManyPosts`, and what files
 * refuse. Contract-beyond: new_post.
 */
export async function createPost(ctx: ViewerContext, draft: Draft): Promise<Created> {
  refuseIncomplete(draft);
  const container = await requireContainer(ctx, draft);
  await refuseAboveLimit(ctx);
  const inAlbum = draft.albumName !== '';
  const files = await storePostFiles(ctx.media, draft.uploads, { inAlbum, ownerId: ctx.viewer.id });
  try {
    const id = await ctx.write(async (tx) => {
      const locked = await lockContainer(ctx, tx, container);
      await refuseAboveLimit({ ...ctx, db: tx });
      return addPost(ctx, tx, { row: rowOf(ctx, { draft, files, container: locked }), files, answers: draft.answers });
    });
    return { id, maps: await hydratePosts(ctx, [id]) };
  } catch (error) {
    await discardMedia(ctx.media, files.keys);
    throw error;
  }
}

/** A row, its stored files and its poll. */
export type PostParts = { row: NewPost; files?: PostFiles; answers?: readonly string[] };

/**
 * Writes a post with all that belongs to it. An author who is gone by now is answered as at the gate, where they would be a
 * moment later. Refuses `containerNotFound` for a group or page that is gone, `postNotFound` for an original.
 */
export async function addPost(services: Services, tx: Tx, { row, files, answers = [] }: PostParts): Promise<number> {
  const { author_id, parent_id = 0, privacy = 0, page_id = 0, group_id = 0 } = row;
  await lockWriter(tx, author_id);
  const containers = containersOfPost({ group_id, page_id });
  if (!(await lockContainers(tx, containers))) throw new Refusal('containerNotFound');
  if (parent_id > 0 && (await lockPostRows(tx, [parent_id])).length === 0) throw new Refusal('postNotFound');

  const isCounted = page_id === 0 && privacy !== PRIVACY.anonymous;
  const id = await insertPost(tx, { ...row, is_counted: Number(isCounted) });
  if (files) {
    await insertPhotos(
      tx,
      files.photos.map((photo) => ({ ...photo, post_id: id })),
    );
    await claimMedia(tx, files.keys);
  }
  if (answers.length > 0) await insertOptions(tx, id, answers);
  await tagPost(tx, { id, text: row.text, privacy, group_id }, row.created_at);
  await countPost(tx, { author_id, is_album: row.is_album ?? 0 }, Number(isCounted));
  await countPostsOf(tx, containers, 1);
  const signal = { postId: id, authorId: author_id };
  await services.emit(services, 'postCreated', { ...signal, privacy, groupId: group_id, pageId: page_id });
  if (parent_id > 0) {
    await addToPostCounters(tx, parent_id, { shares_count: 1 });
    await services.emit(services, 'postShared', { ...signal, originalId: parent_id });
  }
  return id;
}

function refuseIncomplete({ text, answers, uploads, albumName, ...draft }: Draft): void {
  const empty = answers.findIndex(isBlank);
  if (empty >= 0) throw new Refusal('answerMissing', { values: { n: empty + 1 } });
  if (answers.length === 1) throw new Refusal('answerMissing', { values: { n: 2 } });
  if (answers.length > 0 && isBlank(text)) throw new Refusal('questionMissing');
  const { video, music, recording, file, photos } = uploads;
  const holdsFile = [video, music, recording, file, photos?.[0]].some((upload) => upload !== undefined);
  if (albumName !== '' && !photos) throw new Refusal('empty');
  const holdsWords = ![text, draft.feeling, draft.map, draft.sticker, draft.link.url].every(isBlank);
  if (!holdsFile && !holdsWords) throw new Refusal('empty');
}

const HOUR_MS = 3_600_000;

/** The site's `post_limit`, posts an hour. */
async function refuseAboveLimit(ctx: ViewerContext): Promise<void> {
  const limit = Number(ctx.settings.value('post_limit'));
  if (!(limit > 0)) return;
  const times = await latestPostTimes(ctx.db, ctx.viewer.id, limit);
  const oldest = times.at(-1);
  if (times.length >= limit && oldest && ctx.now.getTime() - oldest.getTime() < HOUR_MS) throw new Refusal('tooManyPosts');
}

function rowOf(
  ctx: ViewerContext,
  { draft, files, container }: { draft: Draft; files: PostFiles; container: Container },
): NewPost {
  return {
    author_id: ctx.viewer.id,
    ...containerColumns(container),
    text: draft.text,
    feeling_type: draft.feeling === '' ? '' : draft.feelingType,
    feeling: draft.feelingType === '' ? '' : draft.feeling,
    map: draft.map,
    sticker: draft.sticker,
    color_id: draft.colorId,
    album_name: draft.albumName,
    is_album: Number(draft.albumName !== ''),
    link_url: draft.link.url,
    link_title: draft.link.title,
    link_image: draft.link.image,
    link_content: draft.link.content,
    is_poll: Number(draft.answers.length > 0),
    created_at: ctx.now,
    ...files.columns,
  };
}
