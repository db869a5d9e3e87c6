import type { ViewerContext } from '../../context.ts';
import { Refusal } from '../../http/errors.ts';
import { groupDestination, NO_MEMBERS, requireGroupChat } from './groups.ts';
import { requirePageDestination } from './pages.ts';
import { type Destination, requireWritable, userDestination } from './send.ts';

/** The recipient: the first of these that is set. A page's owner names the visitor by `userId`. */
export type Recipient = { userId: number | undefined; groupId: number | undefined; pageId: number | undefined };

/**
 * The destination of a message to a person, group chat or page that the viewer may write to. Refuses `recipientMissing`,
 * `groupNotFound`, `pageNotFound`, `userNotFound`, `notAllowed`.
 */
export async function requireDestination(ctx: ViewerContext, { userId, groupId, pageId }: Recipient): Promise<Destination> {
  if (groupId !== undefined) {
    await requireGroupChat(ctx, groupId, NO_MEMBERS);
    return groupDestination(ctx, groupId);
  }
  if (pageId !== undefined) return requirePageDestination(ctx, { pageId, recipientId: userId });
  if (userId === undefined) throw new Refusal('recipientMissing');
  await requireWritable(ctx, userId);
  return userDestination(ctx, userId);
}
