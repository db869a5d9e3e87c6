import type { Services } from '../../context.ts';
import type { Tx } from '../../database/write.ts';
import { countForPost, lockPostIfThere } from '../../posts/service/locked.ts';
import type { Gone } from '../queries/purge.ts';
import { addToCounters, lockPlaces, updateComment } from '../queries/rows.ts';

/** Marks a comment or reply as deleted and takes it out of the counters. Gives false when it was deleted already. */
export async function removeFromCounts(services: Services, tx: Tx, comment: Gone): Promise<boolean> {
  const { id, post_id: postId, parent_id: parentId } = comment;
  await lockPostIfThere(tx, postId);
  const places = await lockPlaces(tx, parentId > 0 ? [parentId, id] : [id]);
  if (places.find((place) => place.id === id)?.state !== 'shown') return false;
  await updateComment(tx, id, { state: 'deleted', deleted_at: new Date() });
  if (parentId > 0) await addToCounters(tx, parentId, { replies_count: -1 });
  else await countForPost(tx, postId, { comments_count: -1 });
  await services.emit(services, 'commentDeleted', { commentId: id, postId, parentId });
  return true;
}
