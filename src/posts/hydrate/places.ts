import type { Ctx } from '../../context.ts';
import { type EventMaps, hydrateEvents } from '../../events/hydrate.ts';
import { canSeeEvent } from '../../events/rules.ts';
import type { Post } from '../queries/posts.ts';

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
  /** What presenting those events needs. */
  eventMaps: EventMaps;
};

/** The groups, pages and events of posts. */
export async function hydratePlaces(
  ctx: Ctx,
  posts: readonly Pick<Post, 'group_id' | 'page_id' | 'event_id'>[],
): Promise<PlaceMaps> {
  const eventIds = posts.flatMap((post) => (post.event_id > 0 ? [post.event_id] : []));
  const eventMaps = await hydrateEvents(ctx, eventIds);
  const events = [...eventMaps.events].filter(([id]) => canSeeEvent(id, eventMaps));
  return {
    groups: new Map(),
    pages: new Map(),
    events: new Map(events.map(([id, event]) => [id, { ownerId: event.owner_id }])),
    eventMaps,
  };
}
