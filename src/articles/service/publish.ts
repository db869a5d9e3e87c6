import type { Services } from '../../context.ts';
import type { Tx } from '../../database/write.ts';
import { addPost } from '../../posts/service/create.ts';
import { type ArticleRow, updateArticle } from '../queries/articles.ts';

/** Tells of a locked, published article in a post of its author's for everyone, once. Refuses as `addPost`. Contract §1.3 blog. */
export async function publishPost(
  services: Services,
  tx: Tx,
  { id, owner_id, post_id, at }: Pick<ArticleRow, 'id' | 'owner_id' | 'post_id'> & { at: Date },
): Promise<void> {
  if (post_id > 0) return;
  const row = { author_id: owner_id, blog_id: id, text: '', created_at: at };
  await updateArticle(tx, id, { post_id: await addPost(services, tx, { row }) });
}
