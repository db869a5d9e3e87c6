import type { ViewerContext } from '../../context.ts';
import { Refusal } from '../../http/errors.ts';
import type { Upload } from '../../http/form.ts';
import { storeImage } from '../../media/image.ts';
import { claimMedia, discardMedia } from '../../media/ledger.ts';
import type { Media } from '../../media/media.ts';
import { storeUpload } from '../../media/upload.ts';
import { lockWriter } from '../../users/service.ts';
import { insertStory, type NewStory } from '../queries/stories.ts';
import { STORY_HOURS } from '../rules.ts';

/** A story to publish. `cover` is the picture of a video; beside an image it is ignored. */
export type StoryDraft = {
  title: string;
  description: string;
  kind: 'image' | 'video';
  file: Upload;
  cover?: Upload | undefined;
};

/**
 * Publishes a picture or a video for 24 hours by the database's clock. Gives its id. Refuses `wrongKind`, `unsupported`,
 * `corrupt`, `tooLarge`, and keeps no file then. Contract §2.23.
 */
export async function createStory(ctx: ViewerContext, draft: StoryDraft): Promise<number> {
  const { title, description } = draft;
  const files = await storeStoryFiles(ctx.media, draft, { ownerId: ctx.viewer.id });
  try {
    return await ctx.write(async (tx) => {
      await lockWriter(tx, ctx.viewer.id);
      const id = await insertStory(tx, { user_id: ctx.viewer.id, title, description, ...files }, STORY_HOURS);
      await claimMedia(tx, storyKeys(files));
      return id;
    });
  } catch (error) {
    await discardMedia(ctx.media, storyKeys(files));
    throw error;
  }
}

/** The files of a story. */
export function storyKeys({ file_key, thumb_key }: Pick<NewStory, 'file_key' | 'thumb_key'>): string[] {
  return [file_key, thumb_key].filter(Boolean);
}

type StoryFiles = Pick<NewStory, 'file_kind' | 'file_key' | 'thumb_key'>;

/** Stores exactly the files the story shows; keeps none when one is refused. */
async function storeStoryFiles(media: Media, { kind, file, cover }: StoryDraft, owner: { ownerId: number }): Promise<StoryFiles> {
  const stored = await storeUpload(media, file, owner);
  try {
    if (stored.kind !== kind) throw new Refusal('wrongKind', { field: 'file' });
    const chosen = stored.kind === 'video' && cover ? await storePicture(media, cover, owner) : undefined;
    const made = stored.kind === 'video' ? (stored.thumbKey ?? '') : '';
    const files = { file_kind: kind, file_key: stored.key, thumb_key: chosen ?? made };
    await discardMedia(
      media,
      stored.keys.filter((key) => !storyKeys(files).includes(key)),
    );
    return files;
  } catch (error) {
    await discardMedia(media, stored.kind === 'file' ? [stored.key] : stored.keys);
    throw error;
  }
}

/** Stores a picture in one size. Gives its key. */
async function storePicture(media: Media, upload: Upload, owner: { ownerId: number }): Promise<string> {
  const { key, keys } = await storeImage(media, upload, { kind: 'image', ...owner });
  await discardMedia(
    media,
    keys.filter((other) => other !== key),
  );
  return key;
}
