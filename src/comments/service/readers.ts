import type { ViewerContext } from '../../context.ts';
import type { PostMaps } from '../../posts/hydrate.ts';
import { filterReaders } from '../../posts/service/readers.ts';
import { mentionedNames } from '../../text/render.ts';
import { idsOfUsernames } from '../../users/service.ts';

type OnPost = { posts: PostMaps; postId: number };

/** Ids of the people a text speaks to who may read the post, but not the viewer. 1 statement, and those of `filterReaders`. */
export async function mentionedReaders(ctx: ViewerContext, { text, ...on }: OnPost & { text: string }): Promise<number[]> {
  return otherReaders(ctx, on, await idsOfUsernames(ctx.db, mentionedNames(text)));
}

/** Those of the people, but not the viewer, who may read the post. Statements of `filterReaders`. */
export async function otherReaders(ctx: ViewerContext, { posts, postId }: OnPost, ids: readonly number[]): Promise<number[]> {
  const post = posts.posts.get(postId);
  const others = ids.filter((id) => id !== ctx.viewer.id);
  return post ? filterReaders(ctx, post, others) : [];
}
