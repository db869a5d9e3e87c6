import { z } from 'zod';
import { ReactionData } from '../reactions/wire.ts';
import { UserData } from '../users/wire.ts';

const text = z.string();

/** A file of a story. */
export const StoryFileData = z
  .object({ id: text, story_id: text, type: text, filename: text, expire: text })
  .meta({ id: 'StoryFileData' });

/**
 * A story, contract §1.10. A picture is the `thumbnail` itself; `images` would hold further ones, and a story has one file. A
 * video is in `videos`, its thumbnail beside it.
 */
export const StoryData = z
  .object({
    id: text,
    user_id: text,
    title: text,
    description: text,
    posted: text,
    expire: text,
    thumbnail: text,
    time_text: text,
    view_count: text,
    user_data: UserData,
    images: z.array(StoryFileData),
    videos: z.array(StoryFileData),
    is_owner: z.boolean(),
    is_viewed: z.union([z.literal(0), z.literal(1)]),
    reaction: ReactionData,
  })
  .meta({ id: 'StoryData' });

/** A user with their stories, as the story tray shows them. Contract-beyond: get-user-stories. */
export const UserStoriesData = UserData.extend({ stories: z.array(StoryData) }).meta({ id: 'UserStoriesData' });

/** A viewer of a story; `row_id` is the offset of the next page. */
export const StoryViewerData = UserData.extend({ row_id: text }).meta({ id: 'StoryViewerData' });
