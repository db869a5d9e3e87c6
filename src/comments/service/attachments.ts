import type { ViewerContext } from '../../context.ts';
import type { Upload } from '../../http/form.ts';
import { storeAudio } from '../../media/audio.ts';
import { downloadImage, isWebUrl } from '../../media/download-image.ts';
import { storeImage } from '../../media/image.ts';
import { discardMedia } from '../../media/ledger.ts';

/** The attachments of a comment. `imageUrl`: a picture on another server, which is copied. */
export type Attachments = { image?: Upload | undefined; audio?: Upload | undefined; imageUrl?: string | undefined };

/** The keys for the columns, and everything that was stored. */
type Stored = { file_key: string; record_key: string; keys: string[] };

/** Whether there is anything to store. */
export function hasAttachments({ image, audio, imageUrl }: Attachments): boolean {
  return image !== undefined || audio !== undefined || isWebUrl(imageUrl);
}

/**
 * Stores the files, lets `write` claim them, and removes those it did not claim, also when it fails. Refuses `unsupported`,
 * `tooLarge`, `corrupt`.
 */
export async function withAttachments<Result>(
  ctx: ViewerContext,
  attachments: Attachments,
  write: (stored: Stored) => Promise<Result>,
): Promise<Result> {
  const stored: Stored = { file_key: '', record_key: '', keys: [] };
  const owner = { ownerId: ctx.viewer.id };
  try {
    const { imageUrl } = attachments;
    const image = attachments.image ?? (isWebUrl(imageUrl) ? await downloadImage(ctx.media, imageUrl, 'image_url') : undefined);
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
