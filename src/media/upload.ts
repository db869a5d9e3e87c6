import type { Upload } from '../http/form.ts';
import { type StoredAudio, storeAudio } from './audio.ts';
import { probe } from './ffmpeg.ts';
import { type StoredFile, storeFile } from './file.ts';
import { type StoredImage, storeImage } from './image.ts';
import { type ContentKind, kindsOf } from './kinds.ts';
import type { Media } from './media.ts';
import { sniff } from './sniff.ts';
import { type StoredVideo, storeVideo } from './video.ts';

export type StoredUpload =
  | ({ kind: 'image' } & StoredImage)
  | ({ kind: 'video' } & StoredVideo)
  | ({ kind: 'sound' } & StoredAudio)
  | ({ kind: 'file' } & StoredFile);

/**
 * Stores an upload as what its bytes say it is; for fields that accept any file (a chat's `file`, a post's `postFile`). Refuses
 * `unsupported`, `tooLarge`, `corrupt`.
 */
export async function storeUpload(media: Media, upload: Upload, owner: { ownerId: number | null }): Promise<StoredUpload> {
  switch (await kindOf(media, upload)) {
    case 'image':
      return { kind: 'image', ...(await storeImage(media, upload, { kind: 'image', ...owner })) };
    case 'video':
      return { kind: 'video', ...(await storeVideo(media, upload, owner)) };
    case 'sound':
      return { kind: 'sound', ...(await storeAudio(media, upload, owner)) };
    case 'file':
      return { kind: 'file', ...(await storeFile(media, upload, owner)) };
  }
}

const soundNames = /\.(m4a|mp3|aac|amr|caf|ogg|oga|opus|wav|weba)$/i;

/**
 * The kind by the table of contents. For a container with two kinds its streams decide: sound alone is a sound, whatever the
 * client calls it. With moving pictures (or without ffprobe) the client's name and type choose; either is checked.
 */
async function kindOf(media: Media, upload: Upload): Promise<ContentKind> {
  const content = (await sniff(upload.path))?.ext;
  const [first, second] = kindsOf(content);
  if (first === undefined) return 'file';
  if (second === undefined) return first;
  if (upload.mimetype.startsWith('audio/') || soundNames.test(upload.originalname)) return 'sound';
  const demuxer = content === 'webm' ? 'matroska' : 'mov';
  const found = await probe({ media, upload, directory: media.config.temporaryDirectory, demuxer });
  return found && !found.video && found.audio ? 'sound' : 'video';
}
