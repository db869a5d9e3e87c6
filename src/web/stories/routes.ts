import type { Router } from 'express';
import type { Services } from '../../context.ts';
import type { CountMessages } from '../shell/layout/top-bar.ts';
import { viewerRouter } from '../shell/session/routers.ts';
import { shareStory, showNewStory, storyForm } from './new/new-story.ts';
import { muteStoriesOf, reactToStory, removeStory, replyToStory, showStory } from './stories.ts';

export function storyRoutes(services: Services, countMessages: CountMessages): Router {
  const { router, get, post, postFiles } = viewerRouter(services);
  get('/stories/new', showNewStory(countMessages));
  postFiles('/stories', storyForm, shareStory(countMessages));
  get('/stories/:id', showStory(countMessages));
  post('/stories/:id/reaction', reactToStory);
  post('/stories/:id/reply', replyToStory);
  post('/stories/:id/mute', muteStoriesOf);
  post('/stories/:id/delete', removeStory);
  return router;
}
