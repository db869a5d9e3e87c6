import type { ViewerContext } from '../../context.ts';
import { Refusal } from '../../http/errors.ts';
import { hydrateMessages } from '../hydrate.ts';
import { lockMessage, type Message } from '../queries/messages.ts';
import type { Content } from './content.ts';
import { requireMessage } from './messages.ts';
import { addMessage, type Destination, type SentMessage } from './send.ts';

/**
 * Says again, somewhere else, what a message says; its file is shown twice, not copied. Refuses `messageNotFound`. The address
 * must be one the viewer may write to. Contract-beyond: forward_message.
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

/** What is taken back meanwhile goes nowhere; locked, its file cannot go before it is shown here too. */
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
