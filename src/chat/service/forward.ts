import type { ViewerContext } from '../../context.ts';
import { Refusal } from '../../http/errors.ts';
import { hydrateMessages } from '../hydrate.ts';
import { lockMessage, type Message } from '../queries/messages.ts';
import type { Content } from './content.ts';
import { requireMessage } from './messages.ts';
import { addMessage, type Destination, type SentMessage } from './send.ts';

/**
 * Sends the content of a message to another chat; its file is shared, not copied. Refuses `messageNotFound`. The viewer must be
 * allowed to write to the destination. Contract-beyond: forward_message.
 */
export async function forwardMessage(
  ctx: ViewerContext,
  id: number,
  { address, hashId }: { address: Destination; hashId: string },
): Promise<SentMessage> {
  const { message } = await requireMessage(ctx, id);
  const content = contentOfForward(message);
  const addition = { address: whileThere(id, address), content, hashId };
  const sentId = await ctx.write((tx) => addMessage(ctx, tx, addition));
  return { id: sentId, maps: await hydrateMessages(ctx, [sentId]) };
}

/** A message deleted meanwhile is not forwarded. Under the lock its file cannot be removed before the copy shows it. */
function whileThere(id: number, address: Destination): Destination {
  return {
    ...address,
    async check(tx) {
      await address.check?.(tx);
      if (!(await lockMessage(tx, id))) throw new Refusal('messageNotFound');
    },
  };
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
    tookMs: 0,
  };
}
