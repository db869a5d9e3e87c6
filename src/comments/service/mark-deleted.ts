import type { Services } from '../../context.ts';
import { addToCounters } from '../../database/counters.ts';
import type { Tx } from '../../database/write.ts';
import type { DeletableComment } from '../queries/purge.ts';
import { lockComments, updateComment } from '../queries/rows.ts';
import { subjects } from './subjects.ts';

/** Marks a comment or reply as deleted and subtracts it from the counters. Gives false when it was already deleted. */
export async function markDeleted(services: Services, tx: Tx, comment: DeletableComment): Promise<boolean> {
  const { id, subject_kind: subjectKind, subject_id: subjectId, parent_id: parentId } = comment;
  const subject = subjects[subjectKind];
  await subject.lockIfThere?.(tx, subjectId);
  const locked = await lockComments(tx, parentId > 0 ? [parentId, id] : [id]);
  if (locked.find((row) => row.id === id)?.state !== 'shown') return false;
  await updateComment(tx, id, { state: 'deleted', deleted_at: new Date() });
  if (parentId > 0) await addToCounters(tx, 'comments', parentId, { replies_count: -1 });
  else await subject.count?.(tx, subjectId, -1);
  await services.emit(services, 'commentDeleted', { commentId: id, subjectKind, subjectId, parentId });
  return true;
}
