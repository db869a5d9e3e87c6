import type { z } from 'zod';
import { presentReaction } from '../reactions/present.ts';
import { timeAgo, unixSeconds } from '../time-text.ts';
import type { UserMaps } from '../users/hydrate.ts';
import { mediaUrl, type PresentCtx, presentUser } from '../users/present.ts';
import type { Story, StoryMaps } from './hydrate/maps.ts';
import { isOwnStory } from './rules.ts';
import type { StoryData, StoryFileData, StoryViewerData, UserStoriesData } from './wire.ts';

/** A story, contract §1.10. `id` must be in the maps. */
export function presentStory(id: number, maps: StoryMaps, ctx: PresentCtx): z.output<typeof StoryData> {
  const story = maps.stories.get(id);
  if (!story) throw new Error(`story ${id} was not hydrated, or is not there`);
  const author = presentUser(story.user_id, maps.users, ctx);
  const isOwner = isOwnStory(id, maps);
  const picture = story.file_kind === 'image' ? story.file_key : story.thumb_key;
  return {
    id: String(id),
    user_id: author.user_id,
    title: story.title,
    description: story.description,
    posted: unixSeconds(story.created_at),
    expire: unixSeconds(story.expires_at),
    thumbnail: picture ? mediaUrl(ctx, picture) : author.avatar,
    time_text: timeAgo(story.created_at, ctx.now),
    view_count: String(story.views_count),
    user_data: author,
    images: [],
    videos: story.file_kind === 'video' ? [fileOf(story, ctx)] : [],
    is_owner: isOwner,
    // one's own story is never new
    is_viewed: isOwner || maps.viewed.has(id) ? 1 : 0,
    reaction: presentReaction(story, maps.reactions.get(id) ?? 0),
  };
}

function fileOf(story: Story, ctx: PresentCtx): z.output<typeof StoryFileData> {
  return {
    id: String(story.id),
    story_id: String(story.id),
    type: story.file_kind,
    filename: mediaUrl(ctx, story.file_key),
    expire: unixSeconds(story.expires_at),
  };
}

/** A user with some of their stories. All of them must be in the maps. Contract-beyond: get-user-stories. */
export function presentUserStories(
  { userId, storyIds }: { userId: number; storyIds: readonly number[] },
  maps: StoryMaps,
  ctx: PresentCtx,
): z.output<typeof UserStoriesData> {
  return { ...presentUser(userId, maps.users, ctx), stories: storyIds.map((id) => presentStory(id, maps, ctx)) };
}

/** A viewer of a story. */
export function presentStoryViewer(
  { id, user_id }: { id: number; user_id: number },
  maps: UserMaps,
  ctx: PresentCtx,
): z.output<typeof StoryViewerData> {
  return { ...presentUser(user_id, maps, ctx), row_id: String(id) };
}
