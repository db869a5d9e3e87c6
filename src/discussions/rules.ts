import { canSeeUser } from '../graph/rules.ts';
import type { RemarkMaps } from './hydrate.ts';

/** What a person thinks of a remark: 1 like to 6 angry, or this; 0 is nothing. */
export const DISLIKE = 7;

/** Whether a hydrated remark is there for the viewer: its author is active and not blocked either way. */
export function canSeeRemark(id: number, maps: RemarkMaps): boolean {
  const remark = maps.remarks.get(id);
  return remark !== undefined && canSeeUser(remark.author_id, maps.users);
}

/** Whoever wrote it, whose thing it is about (`ownerId`, 0 for nobody's), and the site's staff. */
export function canDeleteRemark({ author_id }: { author_id: number }, viewer: RemarkMaps['viewer'], ownerId: number): boolean {
  return viewer.id === author_id || viewer.id === ownerId || viewer.role !== 'member';
}
