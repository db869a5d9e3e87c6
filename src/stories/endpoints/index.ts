import type { Endpoint } from '../../http/endpoint.ts';
import { createStory, deleteStory } from './changes.ts';
import { muteStory, reactStory } from './marks.ts';
import { getStories, getStoryById, getStoryViews, getUserStories } from './shown.ts';

export const storyEndpoints: readonly Endpoint[] = [
  createStory,
  deleteStory,
  getStories,
  getUserStories,
  getStoryById,
  getStoryViews,
  reactStory,
  muteStory,
];
