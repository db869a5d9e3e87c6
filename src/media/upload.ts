import type { Upload } from '../http/form.ts';
import { type StoredAudio, storeAudio } from './audio.ts';
import { type StoredFile, storeFile } from './file.ts';
import { type StoredImage, storeImage } from './image.ts';
import type { Media } from './media.ts';
import { sniff } from './sniff.ts';
import { type StoredVideo, storeVideo } from './video.ts';

export type StoredUpload =
  | ({ kind: 'image' } & StoredImage)
  | ({ kind: 'video' } & StoredVideo)
  | ({ kind: 'sound' } & StoredAudio)
  | ({ kind: 'file' } & StoredFile);

/**
 * Stores whatever was sent as what its bytes say it is; for fields that take any file (a chat's `file`, a post's `postFile`).
 * Refuses `unsupported`, `tooLarge`, `corrupt`.
 */
export async function storeUpload(media: Media, upload: Upload, owner: { ownerId: number | null }): Promise<StoredUpload> {
  switch (await kindOf(upload)) {
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

const soundNames = /\.(m4a|mp3|aac|ogg|oga|opus|wav|weba)$/i;

/** The client's words only choose between the two readings of one container; either is checked. */
async function kindOf(upload: Upload): Promise<StoredUpload['kind']> {
  const mime = (await sniff(upload.path))?.mime ?? '';
  if (mime.startsWith('image/')) return 'image';
  if (mime.startsWith('audio/')) return 'sound';
  if (mime.startsWith('video/'))
    return upload.mimetype.startsWith('audio/') || soundNames.test(upload.originalname) ? 'sound' : 'video';
  return 'file';
}
