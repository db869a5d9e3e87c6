import type { Ctx } from '../context.ts';
import type { Post } from './queries/posts.ts';

/** A group as far as its posts need it: who may read and write them. */
export type PostGroup = { ownerId: number; isPrivate: boolean; isMember: boolean; isAdmin: boolean };
/** A page as far as its posts need it. */
export type PostPage = { ownerId: number; isAdmin: boolean; isLiked: boolean };
/** An event as far as its posts need it. */
export type PostEvent = { ownerId: number };

/** Where posts stand beside a person's timeline. What is not in a map is not there, and neither are its posts. */
export type PlaceMaps = {
  groups: ReadonlyMap<number, PostGroup>;
  pages: ReadonlyMap<number, PostPage>;
  events: ReadonlyMap<number, PostEvent>;
};

/** The groups, pages and events of posts. */
export async function hydratePlaces(
  _ctx: Ctx,
  _posts: readonly Pick<Post, 'group_id' | 'page_id' | 'event_id'>[],
): Promise<PlaceMaps> {
  return { groups: new Map(), pages: new Map(), events: new Map() };
}
