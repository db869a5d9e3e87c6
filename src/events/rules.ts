import { canSeeUser } from '../graph/rules.ts';
import type { EventMaps } from './hydrate.ts';

/** Whether an event is there for the viewer: not where its owner and they blocked one another. Contract §4 Privacy. */
export function canSeeEvent(id: number, maps: EventMaps): boolean {
  const event = maps.events.get(id);
  return event !== undefined && canSeeUser(event.owner_id, maps.users);
}

/** Who may delete what others wrote in an event: its owner, as of a wall. Contract §2.20 delete. */
export function canDeletePostsInEvent(id: number, maps: EventMaps): boolean {
  return isEventOwner(id, maps);
}

/** Whether the viewer made it; nobody else changes or deletes it. */
export function isEventOwner(id: number, maps: EventMaps): boolean {
  return maps.viewer !== undefined && maps.events.get(id)?.owner_id === maps.viewer.id;
}
