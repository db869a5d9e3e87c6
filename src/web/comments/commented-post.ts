import type { PostMaps } from '../../posts/hydrate.ts';
import { postOf } from '../../posts/present.ts';
import { postAddress } from '../shell/addresses.ts';

/** The post of a comment, as far as its count of comments needs it. */
export type CommentedPost = { id: string; commentsCount: number; address: string };

export function commentedPost(postId: number, maps: PostMaps): CommentedPost {
  return { id: String(postId), commentsCount: postOf(postId, maps).comments_count, address: postAddress(postId) };
}
