import type { ViewerContext } from '../../context.ts';
import type { Upload } from '../../http/form.ts';
import { storeAudio } from '../../media/audio.ts';
import { storeImage } from '../../media/image.ts';
import { discardMedia } from '../../media/ledger.ts';
import { MediaRefusal } from '../../media/refusal.ts';
import { safeDownload } from '../../media/safe-fetch.ts';
import { newTemporaryPath } from '../../media/temporary.ts';
import { UnsafeUrl } from '../../media/unsafe-url.ts';

/** What may come with a text. `imageUrl`: a picture somewhere else, of which a copy is kept. */
export type Attachments = { image?: Upload | undefined; audio?: Upload | undefined; imageUrl?: string | undefined };

/** Keys of the columns, and all that was stored. */
type Stored = { file_key: string; record_key: string; keys: string[] };

const imageLimits = {
  maxBytes: 5 * 1024 * 1024,
  timeoutMs: 8000,
  accept: ['image/jpeg', 'image/png', 'image/gif', 'image/webp'],
};

/** Whether anything is there to store. Apps send words like `null` where they have no picture. */
export function hasAttachments({ image, audio, imageUrl }: Attachments): boolean {
  return image !== undefined || audio !== undefined || isUrl(imageUrl);
}

/**
 * Stores the files, lets `write` claim them, and removes whatever it did not claim, also when it fails. Refuses
 * `unsupported`, `tooLarge`, `corrupt`.
 */
export async function withAttachments<Result>(
  ctx: ViewerContext,
  attachments: Attachments,
  write: (stored: Stored) => Promise<Result>,
): Promise<Result> {
  const stored: Stored = { file_key: '', record_key: '', keys: [] };
  const owner = { ownerId: ctx.viewer.id };
  try {
    const image = attachments.image ?? (await downloaded(ctx, attachments.imageUrl));
    if (image) {
      const { key, keys } = await storeImage(ctx.media, image, { kind: 'image', ...owner });
      stored.file_key = key;
      stored.keys.push(...keys);
    }
    if (attachments.audio) {
      const { key, keys } = await storeAudio(ctx.media, attachments.audio, owner);
      stored.record_key = key;
      stored.keys.push(...keys);
    }
    return await write(stored);
  } finally {
    await discardMedia(ctx.media, stored.keys);
  }
}

async function downloaded(ctx: ViewerContext, url: string | undefined): Promise<Upload | undefined> {
  if (!isUrl(url)) return undefined;
  const path = await newTemporaryPath(ctx.media.config.temporaryDirectory);
  const upload = { fieldname: 'image_url', originalname: 'image', path };
  try {
    const { sizeBytes, contentType } = await safeDownload(url, { ...imageLimits, path });
    return { ...upload, mimetype: contentType, size: sizeBytes };
  } catch (error) {
    if (error instanceof UnsafeUrl) throw new MediaRefusal('unsupported', upload, { cause: error });
    throw error;
  }
}

function isUrl(text: string | undefined): text is string {
  return text !== undefined && /^https?:\/\//i.test(text);
}
