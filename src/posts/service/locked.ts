import type { Tx } from '../../database/write.ts';
import { Refusal } from '../../http/errors.ts';
import { addToPostCounters, lockPostRows, type Post, type PostCounter } from '../queries/posts.ts';

/** Locks a post before its counters move or anything on it changes. 1 statement. Refuses `postNotFound`. */
export async function lockPost(tx: Tx, id: number): Promise<Post> {
  const [post] = await lockPostRows(tx, [id]);
  if (!post) throw new Refusal('postNotFound');
  return post;
}

/** Adds to counters of a post whose row is locked; one that is gone has nothing to count. */
export function countForPost(tx: Tx, id: number, changes: Partial<Record<PostCounter, number>>): Promise<void> {
  return addToPostCounters(tx, id, changes);
}

/** Locks a post that may be gone by now. 1 statement. */
export async function lockPostIfThere(tx: Tx, id: number): Promise<Post | undefined> {
  const [post] = await lockPostRows(tx, [id]);
  return post;
}
