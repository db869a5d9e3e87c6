import type { User, UserMaps } from '../users/hydrate.ts';
import type { Relation } from './rules/relation.ts';

/** A user as the viewer sees them; undefined when missing or blocked either way. */
function seen(id: number, maps: UserMaps): { user: User; relation: Relation; self: boolean } | undefined {
  const user = maps.users.get(id);
  const relation = maps.relations.get(id);
  if (!user || !relation || relation.blocked) return undefined;
  return { user, relation, self: id === maps.viewerId };
}

const followsViewer = (relation: Relation) => relation.followedBy === 'active';
const followedByViewer = (relation: Relation) => relation.following === 'active';

/** Whether the viewer can see a user at all. Contract §4 Privacy. */
export function canSeeUser(id: number, maps: UserMaps): boolean {
  return seen(id, maps) !== undefined;
}

/** message_privacy: 0 everyone, 1 people they follow, 2 nobody. Nobody can write to themselves. */
export function canMessage(id: number, maps: UserMaps): boolean {
  const other = seen(id, maps);
  if (!other || other.self || maps.viewerId === undefined) return false;
  if (other.user.message_privacy === 0) return true;
  return other.user.message_privacy === 1 && followsViewer(other.relation);
}

/** follow_privacy: 0 everyone, 1 people they follow. Existing followers and requesters can always undo it. Contract §2.8. */
export function canFollow(id: number, maps: UserMaps): boolean {
  const other = seen(id, maps);
  if (!other || other.self || maps.viewerId === undefined) return false;
  if (other.relation.following !== 'none' || other.user.follow_privacy === 0) return true;
  return other.user.follow_privacy === 1 && followsViewer(other.relation);
}

/**
 * friend_privacy, for lists of followers, following, pages, groups: 0 everyone, 1 people they follow, 2 their followers, 3
 * nobody.
 */
export function canSeeLists(id: number, maps: UserMaps): boolean {
  const other = seen(id, maps);
  if (!other) return false;
  const privacy = other.user.friend_privacy;
  if (other.self || privacy === 0) return true;
  return (privacy === 1 && followsViewer(other.relation)) || (privacy === 2 && followedByViewer(other.relation));
}

/** birth_privacy: 0 everyone, 1 people they follow, 2 nobody. */
export function canSeeBirthday(id: number, maps: UserMaps): boolean {
  const other = seen(id, maps);
  if (!other) return false;
  if (other.self || other.user.birth_privacy === 0) return true;
  return other.user.birth_privacy === 1 && followsViewer(other.relation);
}

/** Only users who share their location show it. */
export function canSeeLocation(id: number, maps: UserMaps): boolean {
  const other = seen(id, maps);
  return other !== undefined && (other.self || other.user.share_my_location === 1);
}
