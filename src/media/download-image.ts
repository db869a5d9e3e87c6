import type { Upload } from '../http/form.ts';
import type { Media } from './media.ts';
import { MediaRefusal } from './refusal.ts';
import { safeDownload } from './safe-fetch.ts';
import { newTemporaryPath } from './temporary.ts';
import { UnsafeUrl } from './unsafe-url.ts';

const limits = {
  maxBytes: 5 * 1024 * 1024,
  timeoutMs: 8000,
  accept: ['image/jpeg', 'image/png', 'image/gif', 'image/webp'],
};

/** Whether a text is a web address. Apps send words like `null` when they have no picture. */
export function isWebUrl(text: string | undefined): text is string {
  return text !== undefined && /^https?:\/\//i.test(text);
}

/**
 * Downloads a picture from a user's address, to be stored like an upload. Refuses `unsupported` when it cannot or must not be
 * fetched.
 */
export async function downloadImage(media: Media, url: string, fieldname: string): Promise<Upload> {
  const path = await newTemporaryPath(media.config.temporaryDirectory);
  const upload = { fieldname, originalname: 'image', path };
  try {
    const { sizeBytes, contentType } = await safeDownload(url, { ...limits, path });
    return { ...upload, mimetype: contentType, size: sizeBytes };
  } catch (error) {
    if (error instanceof UnsafeUrl) throw new MediaRefusal('unsupported', upload, { cause: error });
    throw error;
  }
}
