import type { Router } from 'express';
import type { Services } from '../../context.ts';
import type { CountMessages } from '../shell/layout/top-bar.ts';
import { viewerRouter } from '../shell/session/routers.ts';
import {
  castVote,
  edit,
  hide,
  reactToPost,
  remove,
  reportPost,
  savePost,
  shareOnTimeline,
  showDelete,
  showEdit,
  showPost,
} from './actions.ts';

export function postRoutes(services: Services, countMessages: CountMessages): Router {
  const { router, get, post } = viewerRouter(services);
  get('/posts/:id', showPost);
  post('/posts/:id/reaction', reactToPost);
  post('/posts/:id/save', savePost);
  post('/posts/:id/report', reportPost);
  post('/posts/:id/share', shareOnTimeline);
  post('/posts/:id/hide', hide);
  post('/posts/:id/vote', castVote);
  get('/posts/:id/edit', showEdit(countMessages));
  post('/posts/:id/edit', edit);
  get('/posts/:id/delete', showDelete(countMessages));
  post('/posts/:id/delete', remove);
  return router;
}
