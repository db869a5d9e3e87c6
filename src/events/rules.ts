import { canSeeUser } from '../graph/rules.ts';
import type { EventMaps } from './hydrate.ts';

/** Whether the viewer can see an event: not when its owner and they blocked one another. Contract §4 Privacy. */
export function canSeeEvent(id: number, maps: EventMaps): boolean {
  const event = maps.events.get(id);
  return event !== undefined && canSeeUser(event.owner_id, maps.users);
}

/** The owner of an event can delete others' posts in it, as on their wall. Contract §2.20 delete. */
export function canDeletePostsInEvent(id: number, maps: EventMaps): boolean {
  return isEventOwner(id, maps);
}

/** Whether the viewer is the owner; only they can change or delete it. */
export function isEventOwner(id: number, maps: EventMaps): boolean {
  return maps.viewer !== undefined && maps.events.get(id)?.owner_id === maps.viewer.id;
}
