import { containersOfPost, lockContainers } from '../../communities/service/post-counters.ts';
import type { ViewerContext } from '../../context.ts';
import type { Tx } from '../../database/write.ts';
import { Refusal } from '../../http/errors.ts';
import { lockWriter, requireVisibleUser } from '../../users/service.ts';
import { hydrateContainers } from '../hydrate/containers.ts';
import { canPostOnWall, PRIVACY } from '../rules.ts';

/** Where a post shall stand; 0 for what it is not. */
export type ContainerIds = { pageId: number; groupId: number; eventId: number; recipientId: number };

/** A container and the privacy of what is said there. */
export type Container = ContainerIds & { privacy: number };

const NOWHERE: ContainerIds = { pageId: 0, groupId: 0, eventId: 0, recipientId: 0 };

/**
 * The one container, of those a form names, where the viewer's post will stand: a page before a group, an event, another's wall;
 * the others are let go, since nobody asked whether the viewer may post there. With the privacy there: in a group 0 where it
 * is public and 2 where it is private. Refuses `containerNotFound`, `userNotFound`, `notAllowed`. Contract-beyond: new_post.
 */
export async function requireContainer(ctx: ViewerContext, wanted: Container): Promise<Container> {
  const { pageId, groupId, eventId, recipientId, privacy } = wanted;
  if (pageId > 0) return { ...NOWHERE, pageId, privacy: await privacyOnPage(ctx, wanted) };
  if (groupId > 0) return { ...NOWHERE, groupId, privacy: await privacyInGroup(ctx, groupId) };
  if (eventId > 0) {
    const { events } = await hydrateContainers(ctx, [{ page_id: 0, group_id: 0, event_id: eventId }]);
    if (!events.has(eventId)) throw new Refusal('containerNotFound');
    return { ...NOWHERE, eventId, privacy };
  }
  if (recipientId === 0 || recipientId === ctx.viewer.id) return { ...NOWHERE, privacy };
  const maps = await requireVisibleUser(ctx, recipientId);
  if (!canPostOnWall(recipientId, maps)) throw new Refusal('notAllowed');
  return { ...NOWHERE, recipientId, privacy };
}

/**
 * The same container, checked again with the writer and it locked: a member may have been removed, or a group made private,
 * since. Refuses as `requireContainer`.
 */
export async function lockContainer(ctx: ViewerContext, tx: Tx, container: Container): Promise<Container> {
  await lockWriter(tx, ctx.viewer.id);
  const { groupId, pageId } = container;
  const exists = await lockContainers(tx, containersOfPost({ group_id: groupId, page_id: pageId }));
  if (!exists) throw new Refusal('containerNotFound');
  return requireContainer({ ...ctx, db: tx }, container);
}

/** The columns of a post that say where it stands. */
export function containerColumns({ pageId, groupId, eventId, recipientId, privacy }: Container) {
  return { page_id: pageId, group_id: groupId, event_id: eventId, recipient_id: recipientId, privacy };
}

async function privacyOnPage(ctx: ViewerContext, { pageId, privacy }: Container): Promise<number> {
  const { pages } = await hydrateContainers(ctx, [{ page_id: pageId, group_id: 0, event_id: 0 }]);
  const page = pages.get(pageId);
  if (!page) throw new Refusal('containerNotFound');
  if (!page.isAdmin) throw new Refusal('notAllowed');
  return privacy === PRIVACY.anonymous ? PRIVACY.everyone : privacy;
}

async function privacyInGroup(ctx: ViewerContext, groupId: number): Promise<number> {
  const { groups } = await hydrateContainers(ctx, [{ page_id: 0, group_id: groupId, event_id: 0 }]);
  const group = groups.get(groupId);
  // a private group is not there to post in for who is not in it
  if (!group?.isMember) throw new Refusal('containerNotFound');
  return group.isPrivate ? PRIVACY.peopleFollowingMe : PRIVACY.everyone;
}
