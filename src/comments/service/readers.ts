import type { ViewerContext } from '../../context.ts';
import { hydrateRelations, type Relation } from '../../graph/hydrate.ts';
import { hydratePosts, type Post, type PostMaps } from '../../posts/hydrate.ts';
import { canSeePost, PRIVACY } from '../../posts/rules.ts';
import { mentionedNames } from '../../text/render.ts';
import { existingNames } from '../../users/hydrate.ts';
import { idOfUsername } from '../../users/service.ts';

/** Ids of the people a text speaks to who may read the post. A statement for each name (at most 20), and those of `readersAmong`. */
export async function mentionedReaders(ctx: ViewerContext, { text, posts, postId }: Said): Promise<number[]> {
  const names = [...(await existingNames(ctx, mentionedNames(text)))];
  const ids = await Promise.all(names.map((name) => idOfUsername(ctx, name)));
  return readersAmong(ctx, { posts, postId }, ids);
}

type Said = { text: string; posts: PostMaps; postId: number };

/**
 * Those of the people who may see the post: nobody hears of words they could not read. 1 statement; for a post of a group,
 * page or event the statements of `hydratePosts` for each of them.
 */
export async function readersAmong(
  ctx: ViewerContext,
  { posts, postId }: Pick<Said, 'posts' | 'postId'>,
  ids: readonly number[],
): Promise<number[]> {
  const post = posts.posts.get(postId);
  const others = [...new Set(ids)].filter((id) => id > 0 && id !== ctx.viewer.id);
  if (!post || others.length === 0) return [];
  if (post.group_id + post.page_id + post.event_id > 0) return readersInPlace(ctx, postId, others);
  const asAuthor = { db: ctx.db, viewer: { ...ctx.viewer, id: post.author_id } };
  const relations = await hydrateRelations(asAuthor, others);
  return others.filter((id) => id === post.author_id || mayRead(post, id, relations.get(id)));
}

/** The post's privacy for somebody else, from its author's side. Contract §4 Privacy. */
function mayRead({ privacy, recipient_id }: Post, id: number, relation: Relation | undefined): boolean {
  if (!relation || relation.blocked || privacy === PRIVACY.onlyMe) return false;
  if (privacy === PRIVACY.everyone || privacy === PRIVACY.anonymous || recipient_id === id) return true;
  return privacy === PRIVACY.peopleIFollow ? relation.following === 'active' : relation.followedBy === 'active';
}

async function readersInPlace(ctx: ViewerContext, postId: number, ids: readonly number[]): Promise<number[]> {
  const readers: number[] = [];
  for (const id of ids) {
    const posts = await hydratePosts({ ...ctx, viewer: { ...ctx.viewer, id, role: 'member' } }, [postId]);
    if (canSeePost(postId, posts)) readers.push(id);
  }
  return readers;
}
