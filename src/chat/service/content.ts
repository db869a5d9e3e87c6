import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { ViewerContext } from '../../context.ts';
import { Refusal } from '../../http/errors.ts';
import type { Upload } from '../../http/form.ts';
import { downloadImage, isWebUrl } from '../../media/download-image.ts';
import { storeUpload } from '../../media/upload.ts';
import type { MessageRow } from '../queries/messages.ts';

/** A message to send. */
export type MessageDraft = {
  text: string;
  file?: Upload | undefined;
  /** The address of a picture elsewhere, which is copied. */
  imageUrl?: string | undefined;
  stickerId?: string | undefined;
  gif?: string | undefined;
  lat?: string | undefined;
  lng?: string | undefined;
  contact?: string | undefined;
  productId?: number | undefined;
  replyId?: number | undefined;
  storyId?: number | undefined;
  /** The app's own id of the message, by which a retry is recognised. */
  hashId: string;
};

/**
 * The columns of a message, the files stored for it (it claims `media_key`), how long storing took, and a digest of the content.
 */
export type Content = { columns: Partial<MessageRow> & { text: string }; keys: string[]; digest: string; tookMs: number };

/**
 * Builds the content of a message and stores its file. Refuses `nothingToSend`, `details` for an invalid gif or location, and as
 * files do.
 */
export async function contentOf(ctx: ViewerContext, saying: MessageDraft): Promise<Content> {
  const begun = performance.now();
  const tookMs = () => Math.round(performance.now() - begun);
  const columns = { ...plainColumns(saying), ...placeOf(saying) };
  const upload =
    saying.file ?? (isWebUrl(saying.imageUrl) ? await downloadImage(ctx.media, saying.imageUrl, 'image_url') : undefined);
  const hasColumn = columns.text !== '' || columns.gif_url !== '' || columns.lat !== '' || columns.product_id > 0;
  if (!upload && !hasColumn) throw new Refusal('nothingToSend');
  const said = createHash('sha256').update(JSON.stringify([columns, saying.stickerId ?? '']));
  if (!upload) return { columns, keys: [], digest: said.digest('hex'), tookMs: tookMs() };

  await pipeline(createReadStream(upload.path), said, { end: false });
  const stored = await storeUpload(ctx.media, upload, { ownerId: ctx.viewer.id });
  const sticker = stored.kind === 'image' && saying.stickerId ? `sticker_${saying.stickerId}.webp` : undefined;
  return {
    columns: {
      ...columns,
      media_key: stored.key,
      media_kind: stored.kind,
      media_name: sticker ?? fileName(upload),
      media_bytes: Math.min(stored.sizeBytes, MAX_UNSIGNED),
      is_sticker: Number(sticker !== undefined),
    },
    keys: stored.keys,
    digest: said.digest('hex'),
    tookMs: tookMs(),
  };
}

const MAX_UNSIGNED = 4_294_967_295;

function plainColumns({ text, contact, gif, productId, replyId, storyId }: MessageDraft) {
  if (gif !== undefined && !(isWebUrl(gif) && /\.gif/i.test(gif))) throw new Refusal('details');
  return {
    text: text === '' && contact ? contact : text,
    is_contact: Number(contact !== undefined && contact !== ''),
    gif_url: gif ?? '',
    product_id: productId ?? 0,
    reply_id: replyId ?? 0,
    story_id: storyId ?? 0,
  };
}

/** Degrees as typed, only both together; 0 and 0 is how apps say that there is no location. */
function placeOf({ lat = '', lng = '' }: MessageDraft): { lat: string; lng: string } {
  if (Number(lat) === 0 && Number(lng) === 0) return { lat: '', lng: '' };
  const isDegrees = (degrees: string, most: number) =>
    /^-?\d{1,3}(\.\d{1,15})?$/.test(degrees) && Math.abs(Number(degrees)) <= most;
  if (!isDegrees(lat, 90) || !isDegrees(lng, 180)) throw new Refusal('details');
  return { lat: lat.slice(0, 20), lng: lng.slice(0, 20) };
}

/** The original file name, without folders and control characters, cut to the column's length. */
function fileName({ originalname }: Upload): string {
  const name = originalname.split(/[\\/]/).at(-1) ?? '';
  return [...name.replace(/\p{C}/gu, '')].slice(-200).join('');
}

/** Identifies the same content sent again by the same sender. Contract §4 Retries. */
export function contentHash(conversationId: number, fromId: number, parts: { hashId: string; digest: string }): Buffer {
  const { hashId, digest } = parts;
  return createHash('md5')
    .update(JSON.stringify([conversationId, fromId, hashId, digest]))
    .digest();
}
