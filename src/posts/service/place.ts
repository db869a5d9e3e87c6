import type { ViewerContext } from '../../context.ts';
import { Refusal } from '../../http/errors.ts';
import { requireVisibleUser } from '../../users/service.ts';
import { hydratePlaces } from '../hydrate/places.ts';
import { canPostOnWall, PRIVACY } from '../rules.ts';

/** Where a post shall stand; 0 for what it is not. At most one of the first three counts, a page before a group. */
export type PlaceIds = { pageId: number; groupId: number; eventId: number; recipientId: number };

/**
 * Whether the viewer may post there, and with which privacy: in a group, 0 where it is public and 2 where it is private.
 * Refuses `placeNotFound`, `userNotFound`, `notAllowed`. Contract-beyond: new_post.
 */
export async function requirePlace(
  ctx: ViewerContext,
  { pageId, groupId, eventId, recipientId, privacy }: PlaceIds & { privacy: number },
): Promise<{ privacy: number }> {
  if (recipientId > 0 && recipientId !== ctx.viewer.id) {
    const maps = await requireVisibleUser(ctx, recipientId);
    if (!canPostOnWall(recipientId, maps)) throw new Refusal('notAllowed');
  }
  if (pageId === 0 && groupId === 0 && eventId === 0) return { privacy };
  const places = await hydratePlaces(ctx, [{ page_id: pageId, group_id: groupId, event_id: eventId }]);
  if (eventId > 0 && !places.events.has(eventId)) throw new Refusal('placeNotFound');
  if (pageId > 0) {
    const page = places.pages.get(pageId);
    if (!page) throw new Refusal('placeNotFound');
    if (!page.isAdmin) throw new Refusal('notAllowed');
    return { privacy: privacy === PRIVACY.anonymous ? PRIVACY.everyone : privacy };
  }
  if (groupId > 0) {
    const group = places.groups.get(groupId);
    // a private group is not there to post in for who is not in it
    if (!group?.isMember) throw new Refusal('placeNotFound');
    return { privacy: group.isPrivate ? PRIVACY.peopleFollowingMe : PRIVACY.everyone };
  }
  return { privacy };
}
