import { requireVisiblePage } from '../../communities/service/pages.ts';
import type { ViewerContext } from '../../context.ts';
import { canSeeUser } from '../../graph/rules.ts';
import { Refusal } from '../../http/errors.ts';
import { hydrateUsers } from '../../users/hydrate.ts';
import { conversationOfParties, type Parties, type SideRow, sidesOf } from '../queries/conversations.ts';
import type { Saying } from './content.ts';
import { type Address, type Sent, say } from './send.ts';

/** A chat between a page, which speaks through its owner, and a visitor. */
export type PageChat = { parties: Parties; pageId: number; ownerId: number; visitorId: number };

/**
 * The chat of a page with the viewer, or where the viewer owns it with the person named. Refuses `pageNotFound`, `userNotFound`.
 * Contract-beyond: page_chat.
 */
export async function pageChat(ctx: ViewerContext, pageId: number, recipientId: number | undefined): Promise<PageChat> {
  const { pages } = await requireVisiblePage(ctx, pageId);
  const ownerId = pages.get(pageId)?.owner_id ?? 0;
  const isOwner = ownerId === ctx.viewer.id;
  const visitorId = isOwner ? (recipientId ?? 0) : ctx.viewer.id;
  const otherId = isOwner ? visitorId : ownerId;
  if (otherId === ctx.viewer.id || !canSeeUser(otherId, await hydrateUsers(ctx, [otherId]))) throw new Refusal('userNotFound');
  return { parties: { kind: 'page', first_id: pageId, second_id: visitorId }, pageId, ownerId, visitorId };
}

export function pageAddress(ctx: ViewerContext, { parties, pageId, ownerId, visitorId }: PageChat): Address {
  return {
    parties,
    columns: { page_id: pageId, to_id: ctx.viewer.id === ownerId ? visitorId : ownerId },
    sides: [
      { user_id: ownerId, kind: 'page', chat_id: pageId },
      { user_id: visitorId, kind: 'page', chat_id: pageId },
    ],
  };
}

/** Says something to a page, or as its owner to a visitor. Refuses as `pageChat` and `say`. */
export async function sendToPage(
  ctx: ViewerContext,
  { pageId, recipientId }: { pageId: number; recipientId: number | undefined },
  saying: Saying,
): Promise<Sent> {
  return say(ctx, pageAddress(ctx, await pageChat(ctx, pageId, recipientId)), saying);
}

/** The viewer's side of a page chat; undefined while nothing was said in it. */
export async function sideOfPageChat(ctx: ViewerContext, { parties }: PageChat): Promise<SideRow | undefined> {
  const conversation = await conversationOfParties(ctx.db, parties);
  if (!conversation) return undefined;
  const [side] = await sidesOf(ctx.db, ctx.viewer.id, [conversation.id]);
  return side;
}
