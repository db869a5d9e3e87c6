import type { ViewerContext } from '../../context.ts';
import type { Upload } from '../../http/form.ts';
import { type ImageKind, type StoredImage, storeImage } from '../../media/image.ts';
import { fullKeyOf } from '../../media/keys.ts';
import { discardMedia } from '../../media/ledger.ts';

/** The picture columns of a page or group, and the image kind of each. */
const KINDS = { avatar: 'avatar', cover: 'cover', background: 'cover' } as const satisfies Record<string, ImageKind>;

type Column = keyof typeof KINDS;

/** The columns after the change, and the files added and replaced. */
export type Pictures = { columns: Partial<Record<Column, string>>; keys: string[] };

/** Stores the pictures of a form; keeps none when one fails. Refuses `unsupported`, `corrupt`, `tooLarge`. */
export async function storePictures(
  ctx: ViewerContext,
  uploads: Readonly<Partial<Record<Column, Upload | undefined>>>,
): Promise<Pictures> {
  const stored: StoredImage[] = [];
  const columns: Partial<Record<Column, string>> = {};
  try {
    for (const column of ['avatar', 'cover', 'background'] as const) {
      const upload = uploads[column];
      if (!upload) continue;
      const picture = await storeImage(ctx.media, upload, { kind: KINDS[column], ownerId: ctx.viewer.id });
      stored.push(picture);
      columns[column] = picture.key;
    }
    return { columns, keys: stored.flatMap((picture) => picture.keys) };
  } catch (error) {
    await discardMedia(
      ctx.media,
      stored.flatMap((picture) => picture.keys),
    );
    throw error;
  }
}

/** The files that the new pictures replace. */
export function replacedKeys(before: Readonly<Partial<Record<Column, string>>>, pictures: Pictures): string[] {
  return keysOf(Object.keys(pictures.columns).map((column) => before[column as Column] ?? '')); // keys of the same record
}

/** The files of the pictures of a row. */
export function keysOf(pictures: readonly string[]): string[] {
  return pictures.filter((key) => key !== '').flatMap((key) => [key, fullKeyOf(key)]);
}
