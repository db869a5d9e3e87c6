import { z } from 'zod';
import { defineEndpoint } from '../../http/endpoint.ts';
import { form, id, page } from '../../http/form.ts';
import { presentStory, presentStoryViewer, presentUserStories } from '../present.ts';
import { trayStories, trayUsers } from '../service/lists.ts';
import { openStory, storyViewers } from '../service/view.ts';
import { StoryData, StoryViewerData, UserStoriesData } from '../wire.ts';

const missing = [4, '{field} can not be empty'] as const;
const storyNotFound = [6, 'Story not found'] as const;

export const getStories = defineEndpoint({
  name: 'get-stories',
  summary: "The viewer's own stories and then those of people they follow, newest first",
  access: 'user',
  limit: 'read',
  input: form(page({ limit: 25 })),
  answer: z.object({ stories: z.array(StoryData) }),
  errors: {},
  async handle({ ctx, input }) {
    const items = await trayStories(ctx, input);
    return { stories: items.map(({ id: storyId, maps }) => presentStory(storyId, maps, ctx)) };
  },
});

export const getUserStories = defineEndpoint({
  name: 'get-user-stories',
  summary: 'People with their stories: the viewer, then those they follow; who published last first',
  access: 'user',
  limit: 'read',
  input: form(page({ limit: 20, max: 50 })),
  answer: z.object({ stories: z.array(UserStoriesData) }),
  errors: {},
  async handle({ ctx, input }) {
    const people = await trayUsers(ctx, input);
    return { stories: people.map(({ maps, ...person }) => presentUserStories(person, maps, ctx)) };
  },
});

export const getStoryById = defineEndpoint({
  name: 'get_story_by_id',
  summary: 'A story, which the viewer saw from now on',
  access: 'user',
  limit: 'read',
  input: form({ id: id() }),
  answer: z.object({ story: StoryData }),
  errors: { missing, invalid: storyNotFound, storyNotFound },
  async handle({ ctx, input }) {
    return { story: presentStory(input.id, await openStory(ctx, input.id), ctx) };
  },
});

export const getStoryViews = defineEndpoint({
  name: 'get_story_views',
  summary: 'Who saw a story, newest first; for its author',
  access: 'user',
  limit: 'read',
  input: form({ story_id: id(), ...page({ limit: 20, max: 50 }) }),
  answer: z.object({ users: z.array(StoryViewerData) }),
  errors: { missing, invalid: storyNotFound, storyNotFound, notOwner: [7, 'You are not the story owner.'] },
  async handle({ ctx, input }) {
    const { viewers, maps } = await storyViewers(ctx, input.story_id, input);
    return { users: viewers.map((viewer) => presentStoryViewer(viewer, maps, ctx)) };
  },
});
