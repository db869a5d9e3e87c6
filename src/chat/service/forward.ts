import type { ViewerContext } from '../../context.ts';
import { hydrateMessages } from '../hydrate.ts';
import type { Message } from '../queries/messages.ts';
import type { Content } from './content.ts';
import { requireMessage } from './messages.ts';
import { type Address, addMessage, type Sent } from './send.ts';

/**
 * Says again, somewhere else, what a message says; its file is shown twice, not copied. Refuses `messageNotFound`. The address
 * must be one the viewer may write to. Contract-beyond: forward_message.
 */
export async function forwardMessage(
  ctx: ViewerContext,
  id: number,
  { address, hashId }: { address: Address; hashId: string },
): Promise<Sent> {
  const { message } = await requireMessage(ctx, id);
  const content = contentOfForward(message);
  const sentId = await ctx.write((tx) => addMessage(ctx, tx, { address, content, hashId }));
  return { id: sentId, maps: await hydrateMessages(ctx, [sentId]) };
}

function contentOfForward(message: Message): Content {
  const { text, media_key, media_name, media_kind, media_bytes } = message;
  const { is_sticker, is_contact, gif_url, lat, lng, product_id } = message;
  return {
    columns: {
      text,
      media_key,
      media_name,
      media_kind,
      media_bytes,
      is_sticker,
      is_contact,
      gif_url,
      lat,
      lng,
      product_id,
      is_forwarded: 1,
    },
    keys: [],
    digest: `forward:${message.id}`,
  };
}
