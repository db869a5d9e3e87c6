import type { ViewerContext } from '../../context.ts';
import { Refusal } from '../../http/errors.ts';
import { groupAddress, NO_MEMBERS, requireGroupChat } from './groups.ts';
import { requirePageAddress } from './pages.ts';
import { type Address, personAddress, requireWritable } from './send.ts';

/** Whom something is for; the first of these that is there. A page's owner names the visitor by `userId`. */
export type Recipient = { userId: number | undefined; groupId: number | undefined; pageId: number | undefined };

/**
 * Where a message to a person, group chat or page goes, which the viewer may write to. Refuses `recipientMissing`,
 * `groupNotFound`, `pageNotFound`, `userNotFound`, `notAllowed`.
 */
export async function requireAddress(ctx: ViewerContext, { userId, groupId, pageId }: Recipient): Promise<Address> {
  if (groupId !== undefined) {
    await requireGroupChat(ctx, groupId, NO_MEMBERS);
    return groupAddress(ctx, groupId);
  }
  if (pageId !== undefined) return requirePageAddress(ctx, { pageId, recipientId: userId });
  if (userId === undefined) throw new Refusal('recipientMissing');
  await requireWritable(ctx, userId);
  return personAddress(ctx, userId);
}
