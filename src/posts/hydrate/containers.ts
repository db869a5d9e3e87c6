import { type GroupMaps, hydrateGroups, hydratePages, type PageMaps } from '../../communities/hydrate.ts';
import {
  canDeletePostsInGroup,
  canEditGroup,
  canPostAsPage,
  canSeeGroup,
  canSeePage,
  isInGroup,
} from '../../communities/rules.ts';
import type { Ctx } from '../../context.ts';
import { type EventMaps, hydrateEvents } from '../../events/hydrate.ts';
import { canDeletePostsInEvent, canSeeEvent } from '../../events/rules.ts';
import type { Post } from '../queries/posts.ts';

/** A group as far as its posts need it: who may read, write and delete them. */
export type PostGroup = { ownerId: number; isPrivate: boolean; isMember: boolean; isAdmin: boolean; canDeletePosts: boolean };
/** A page as far as its posts need it. */
export type PostPage = { ownerId: number; isAdmin: boolean; isLiked: boolean };
/** An event as far as its posts need it. */
export type PostEvent = { canDeletePosts: boolean };

/** Where posts stand beside a person's timeline. What is not in a map is not there, and neither are its posts. */
export type ContainerMaps = {
  groups: ReadonlyMap<number, PostGroup>;
  pages: ReadonlyMap<number, PostPage>;
  events: ReadonlyMap<number, PostEvent>;
  /** What presenting them needs. */
  groupMaps: GroupMaps;
  pageMaps: PageMaps;
  eventMaps: EventMaps;
};

/** The groups, pages and events of posts, and the events that these announce. */
export async function hydrateContainers(
  ctx: Pick<Ctx, 'db' | 'settings' | 'viewer'>,
  posts: readonly (Pick<Post, 'group_id' | 'page_id' | 'event_id'> & Partial<Pick<Post, 'page_event_id'>>)[],
): Promise<ContainerMaps> {
  const idsIn = (column: 'group_id' | 'page_id' | 'event_id') => posts.map((post) => post[column]).filter((id) => id > 0);
  const announced = posts.flatMap(({ page_event_id: id = 0 }) => (id > 0 ? [id] : []));
  const [groupMaps, pageMaps, eventMaps] = await Promise.all([
    hydrateGroups(ctx, idsIn('group_id')),
    hydratePages(ctx, idsIn('page_id')),
    hydrateEvents(ctx, [...idsIn('event_id'), ...announced]),
  ]);
  const groups = [...groupMaps.groups].filter(([id]) => canSeeGroup(id, groupMaps));
  const pages = [...pageMaps.pages].filter(([id]) => canSeePage(id, pageMaps));
  const events = [...eventMaps.events].filter(([id]) => canSeeEvent(id, eventMaps));
  return {
    groups: new Map(
      groups.map(([id, { owner_id: ownerId, privacy }]) => {
        const access = { isMember: isInGroup(id, groupMaps), isAdmin: canEditGroup(id, groupMaps) };
        return [id, { ownerId, isPrivate: privacy === 2, ...access, canDeletePosts: canDeletePostsInGroup(id, groupMaps) }];
      }),
    ),
    pages: new Map(
      pages.map(([id, { owner_id: ownerId }]) => {
        return [id, { ownerId, isAdmin: canPostAsPage(id, pageMaps), isLiked: pageMaps.liked.has(id) }];
      }),
    ),
    events: new Map(events.map(([id]) => [id, { canDeletePosts: canDeletePostsInEvent(id, eventMaps) }])),
    groupMaps,
    pageMaps,
    eventMaps,
  };
}
