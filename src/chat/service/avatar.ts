import type { ViewerContext } from '../../context.ts';
import type { Upload } from '../../http/form.ts';
import { storeImage } from '../../media/image.ts';
import { discardMedia } from '../../media/ledger.ts';

/**
 * Stores the picture of a chat, lets `write` claim it, and removes it if unclaimed. Gives '' without an upload. Refuses as
 * pictures do.
 */
export async function withAvatar<Result>(
  ctx: ViewerContext,
  upload: Upload | undefined,
  write: (key: string) => Promise<Result>,
): Promise<Result> {
  if (!upload) return write('');
  const { key, keys } = await storeImage(ctx.media, upload, { kind: 'avatar', ownerId: ctx.viewer.id });
  try {
    return await write(key);
  } finally {
    await discardMedia(ctx.media, keys); // the sizes that nobody shows; all where it failed
  }
}
