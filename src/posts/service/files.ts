import type { Upload } from '../../http/form.ts';
import { storeAudio } from '../../media/audio.ts';
import { storeImage } from '../../media/image.ts';
import { discardMedia } from '../../media/ledger.ts';
import type { Media } from '../../media/media.ts';
import { storeUpload } from '../../media/upload.ts';
import { storeVideo } from '../../media/video.ts';
import type { PhotoRow } from '../queries/photos.ts';
import type { PostRow } from '../queries/posts.ts';

/** Files of a form; the first kind there is makes the post. */
export type PostUploads = {
  photos?: readonly Upload[] | undefined;
  video?: Upload | undefined;
  videoThumb?: Upload | undefined;
  music?: Upload | undefined;
  recording?: Upload | undefined;
  file?: Upload | undefined;
};

/** What the uploads became: columns of the post, rows of photos, and the stored files to claim with them. */
export type PostFiles = {
  columns: Partial<Pick<PostRow, 'file_key' | 'file_name' | 'file_kind' | 'file_thumb_key' | 'is_recording' | 'is_multi_image'>>;
  photos: Pick<PhotoRow, 'file_key' | 'small_key'>[];
  keys: string[];
};

const NO_FILES: PostFiles = { columns: {}, photos: [], keys: [] };

type Owner = { ownerId: number };

/**
 * Stores a post's files; when one is refused none is kept. Several photos, or any with `inAlbum`, become rows of photos.
 * Refuses `unsupported`, `tooLarge`, `corrupt` with the field.
 */
export async function storePostFiles(
  media: Media,
  { photos, video, videoThumb, music, recording, file }: PostUploads,
  { inAlbum, ...owner }: Owner & { inAlbum: boolean },
): Promise<PostFiles> {
  if (photos && (photos.length > 1 || inAlbum)) return storePhotos(media, photos, owner);
  const main = photos?.[0] ?? video ?? music ?? recording ?? file;
  if (!main) return NO_FILES;
  if (main === photos?.[0]) return imageFiles(main, await storeImage(media, main, { kind: 'image', ...owner }));
  if (main === video) return storeVideoAndThumb(media, { video, videoThumb }, owner);
  if (main === music || main === recording) {
    const { key, keys } = await storeAudio(media, main, owner);
    return single(main, { file_key: key, file_kind: 'sound', is_recording: Number(main === recording) }, keys);
  }
  const stored = await storeUpload(media, main, owner);
  if (stored.kind === 'image') return imageFiles(main, stored);
  const thumb = stored.kind === 'video' ? (stored.thumbKey ?? '') : '';
  return single(main, { file_key: stored.key, file_kind: stored.kind, file_thumb_key: thumb }, stored.keys);
}

/** Several pictures of a post or album, one after the other. */
export async function storePhotos(media: Media, uploads: readonly Upload[], owner: Owner): Promise<PostFiles> {
  const photos: PostFiles['photos'] = [];
  const keys: string[] = [];
  try {
    for (const upload of uploads) {
      const image = await storeImage(media, upload, { kind: 'image', ...owner });
      photos.push({ file_key: image.key, small_key: image.smallKey });
      keys.push(...image.keys);
    }
  } catch (error) {
    await discardMedia(media, keys);
    throw error;
  }
  return { columns: { file_kind: 'image', is_multi_image: 1 }, photos, keys };
}

function imageFiles(upload: Upload, { key, smallKey, keys }: { key: string; smallKey: string; keys: string[] }): PostFiles {
  return single(upload, { file_key: key, file_kind: 'image', file_thumb_key: smallKey }, keys);
}

async function storeVideoAndThumb(
  media: Media,
  { video, videoThumb }: { video: Upload; videoThumb: Upload | undefined },
  owner: Owner,
): Promise<PostFiles> {
  const stored = await storeVideo(media, video, owner);
  if (!videoThumb || stored.thumbKey) {
    return single(video, { file_key: stored.key, file_kind: 'video', file_thumb_key: stored.thumbKey ?? '' }, stored.keys);
  }
  try {
    // the app's picture counts where the server could make none; its second size is not shown and not claimed
    const thumb = await storeImage(media, videoThumb, { kind: 'image', ...owner });
    await discardMedia(media, [thumb.smallKey]);
    return single(video, { file_key: stored.key, file_kind: 'video', file_thumb_key: thumb.key }, [...stored.keys, thumb.key]);
  } catch (error) {
    await discardMedia(media, stored.keys);
    throw error;
  }
}

function single(upload: Upload, columns: PostFiles['columns'], keys: string[]): PostFiles {
  return { columns: { ...columns, file_name: fileName(upload) }, photos: [], keys };
}

/** The name the file had, without folders and control characters, as far as its column goes. */
function fileName({ originalname }: Upload): string {
  const name = originalname.split(/[\\/]/).at(-1) ?? '';
  return [...name.replace(/\p{C}/gu, '')].slice(-200).join('');
}
