import type { Tx } from '../../database/write.ts';
import { Refusal } from '../../http/errors.ts';
import { type Post, lockPostRows } from '../queries/posts.ts';

/** Locks a post before its counters move or anything on it changes. 1 statement. Refuses `postNotFound`. */
export async function lockPost(tx: Tx, id: number): Promise<Post> {
  const [post] = await lockPostRows(tx, [id]);
  if (!post) throw new Refusal('postNotFound');
  return post;
}
