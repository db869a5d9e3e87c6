import { canSeeArticle } from '../articles/rules.ts';
import type { GroupMaps } from '../communities/hydrate.ts';
import { canSeeGroupPosts } from '../communities/rules.ts';
import type { Relation } from '../graph/rules/relation.ts';
import { canSeeUser } from '../graph/rules.ts';
import type { UserMaps } from '../users/hydrate.ts';
import type { ContainerMaps } from './hydrate/containers.ts';
import type { Post, PostMaps } from './hydrate.ts';
import { FILE_KINDS, type MediaType } from './rules/media-types.ts';

/** Values of `privacy`, from the author's side. Contract §4 Privacy. */
export const PRIVACY = { everyone: 0, peopleIFollow: 1, peopleFollowingMe: 2, onlyMe: 3, anonymous: 4 } as const;

/**
 * Whether a post is there for the viewer at all: not deleted, not hidden by them, its people not blocked either way (inside a
 * group they may be), its privacy and its container open to them, what it tells of there for them. Contract §1.3, §4 Privacy.
 */
export function canSeePost(id: number, maps: PostMaps): boolean {
  const post = maps.posts.get(id);
  if (!post || !maps.users.users.has(post.author_id)) return false;
  if (maps.postViewers.get(id)?.hidden) return false;
  if (post.blog_id > 0 && !canSeeArticle(post.blog_id, maps.articles)) return false;
  if (post.page_event_id > 0 && !maps.containers.events.has(post.page_event_id)) return false;
  if (isOwnPost(id, maps)) return true;
  if (post.group_id > 0) return groupOpenTo(post, maps.containers.groupMaps);
  if (!canSeeUser(post.author_id, maps.users)) return false;
  if (post.recipient_id > 0 && !canSeeUser(post.recipient_id, maps.users)) return false;
  if (post.page_id > 0) return canReadPage(post, maps.containers);
  if (post.event_id > 0 && !maps.containers.events.has(post.event_id)) return false;
  return privacyAllows(post, maps);
}

/** Whether a post of a group is for a viewer who meets the group like this. */
export function groupOpenTo({ group_id, privacy }: Post, groups: GroupMaps): boolean {
  return privacy !== PRIVACY.onlyMe && canSeeGroupPosts(group_id, groups);
}

function canReadPage({ page_id, privacy }: Post, containers: ContainerMaps): boolean {
  const page = containers.pages.get(page_id);
  if (!page) return false;
  if (page.isAdmin || privacy === PRIVACY.everyone || privacy === PRIVACY.anonymous) return true;
  return privacy === PRIVACY.peopleFollowingMe && page.isLiked;
}

function privacyAllows({ author_id, recipient_id, privacy }: Post, maps: PostMaps): boolean {
  if (privacy === PRIVACY.everyone || privacy === PRIVACY.anonymous) return true;
  if (privacy === PRIVACY.onlyMe || !maps.viewer) return false;
  if (recipient_id === maps.viewer.id) return true;
  const relation = maps.users.relations.get(author_id);
  return privacy === PRIVACY.peopleIFollow ? relation?.followedBy === 'active' : relation?.following === 'active';
}

/** Whether the viewer wrote it. */
export function isOwnPost(id: number, maps: PostMaps): boolean {
  return maps.viewer !== undefined && maps.posts.get(id)?.author_id === maps.viewer.id;
}

export function isStaff({ viewer }: Pick<PostMaps, 'viewer'>): boolean {
  return viewer?.role === 'admin' || viewer?.role === 'moderator';
}

/** Whether the viewer may know who wrote it: of an anonymous post only the author and the site's staff do. */
export function canSeeAuthor(id: number, maps: PostMaps): boolean {
  return maps.posts.get(id)?.privacy !== PRIVACY.anonymous || isOwnPost(id, maps) || isStaff(maps);
}

/** The author; a page's post whoever speaks for the page now, no longer an admin of once who wrote it. */
export function canEditPost(id: number, maps: PostMaps): boolean {
  const pageId = maps.posts.get(id)?.page_id ?? 0;
  return pageId > 0 ? (maps.containers.pages.get(pageId)?.isAdmin ?? false) : isOwnPost(id, maps);
}

/** Who may edit it, whose wall or event it stands in, who runs its group, and the site's staff. Contract §2.20. */
export function canDeletePost(id: number, maps: PostMaps): boolean {
  const post = maps.posts.get(id);
  if (!post || !maps.viewer) return false;
  if (canEditPost(id, maps) || isStaff(maps) || post.recipient_id === maps.viewer.id) return true;
  const container = maps.containers.groups.get(post.group_id) ?? maps.containers.events.get(post.event_id);
  return container?.canDeletePosts ?? false;
}

/** Whether the viewer sees it and it takes comments; in a group only its members write. */
export function canComment(id: number, maps: PostMaps): boolean {
  const post = maps.posts.get(id);
  if (!post || post.comments_enabled === 0 || !maps.viewer || !canSeePost(id, maps)) return false;
  return post.group_id === 0 || (maps.containers.groups.get(post.group_id)?.isMember ?? false);
}

/** Whether it may be shared on: nobody passes on what not everybody may see. */
export function canSharePost(id: number, maps: PostMaps): boolean {
  const post = maps.posts.get(id);
  return post !== undefined && canSeePost(id, maps) && post.privacy !== PRIVACY.onlyMe;
}

/** post_privacy of a person, who may write on their wall: everyone, people they follow (ifollow), nobody. Contract §1.1. */
export function canPostOnWall(ownerId: number, maps: UserMaps): boolean {
  const owner = maps.users.get(ownerId);
  if (!owner || !canSeeUser(ownerId, maps)) return false;
  if (ownerId === maps.viewerId || owner.post_privacy === 'everyone') return true;
  return owner.post_privacy === 'ifollow' && maps.relations.get(ownerId)?.followedBy === 'active';
}

/** Which privacies of a person's posts are open to the viewer on that person's timeline; never 4 but to themselves. */
export function openPrivacies(authorId: number, maps: UserMaps): number[] {
  if (authorId === maps.viewerId) return Object.values(PRIVACY);
  const relation = maps.relations.get(authorId);
  return [
    PRIVACY.everyone,
    ...(relation?.followedBy === 'active' ? [PRIVACY.peopleIFollow] : []),
    ...(relation?.following === 'active' ? [PRIVACY.peopleFollowingMe] : []),
  ];
}

/** Whether a post is of a type that lists may be narrowed to; every post is of no type in particular. Contract §2.10. */
export function isOfType(id: number, maps: PostMaps, type: MediaType | undefined): boolean {
  const post = maps.posts.get(id);
  if (!type || !post) return !type;
  if (type === 'maps') return post.map !== '';
  if (type === 'text') return post.file_kind === '' && post.text !== '';
  return post.file_kind === FILE_KINDS[type];
}

/** Whether somebody else may read a post outside any group or page; `relation` is how its author stands to them. */
export function privacyOpenTo(post: Post, readerId: number, relation: Relation | undefined): boolean {
  const { privacy, recipient_id: recipientId } = post;
  if (!relation || relation.blocked || privacy === PRIVACY.onlyMe) return false;
  if (privacy === PRIVACY.everyone || privacy === PRIVACY.anonymous || recipientId === readerId) return true;
  return privacy === PRIVACY.peopleIFollow ? relation.following === 'active' : relation.followedBy === 'active';
}

/** The same on a page or in an event; `containers` are as the reader meets them. */
export function containerOpenTo(
  post: Post,
  containers: ContainerMaps,
  reader: { id: number; relation: Relation | undefined },
): boolean {
  if (!reader.relation || reader.relation.blocked) return false;
  if (post.page_id > 0) return canReadPage(post, containers);
  return containers.events.has(post.event_id) && privacyOpenTo(post, reader.id, reader.relation);
}
