import { canFollow, canSeeUser } from '../graph/rules.ts';
import { isStaff } from '../posts/rules.ts';
import type { Story, StoryMaps } from './hydrate/maps.ts';

/** How long a story lives. Contract §2.23. */
export const STORY_HOURS = 24;

/**
 * Whether the viewer can see a live story: their own; of people not blocked either way, those they follow or could follow without
 * a request (when a user confirms their followers, or the site has friends, strangers see no stories). The site's staff sees all.
 * Contract §1.10, §4 Privacy.
 */
export function canSeeStory(id: number, maps: StoryMaps): boolean {
  const story = maps.stories.get(id);
  if (!story || !maps.viewer || !canSeeUser(story.user_id, maps.users)) return false;
  if (isOwnStory(id, maps) || isStaff(maps)) return true;
  if (maps.users.relations.get(story.user_id)?.following === 'active') return true;
  const confirms = maps.users.users.get(story.user_id)?.confirm_followers === 1;
  return !maps.friendsOnly && !confirms && canFollow(story.user_id, maps.users);
}

/** Whether the viewer is its author. */
export function isOwnStory(id: number, maps: Pick<StoryMaps, 'viewer' | 'stories'>): boolean {
  return maps.viewer !== undefined && maps.stories.get(id)?.user_id === maps.viewer.id;
}

/** Its author and the site's staff can see who has seen a story. */
export function canSeeViewers(id: number, maps: StoryMaps): boolean {
  return isOwnStory(id, maps) || isStaff(maps);
}

/** Its author and the site's staff. Contract §2.24. */
export function canDeleteStory({ user_id }: Pick<Story, 'user_id'>, viewer: NonNullable<StoryMaps['viewer']>): boolean {
  return user_id === viewer.id || isStaff({ viewer });
}
