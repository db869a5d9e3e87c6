import type { Router } from 'express';
import type { Services } from '../../context.ts';
import { viewerRouter } from '../shell/session/routers.ts';
import { likeComment, postComment, postReply, removeComment, showEarlierComments, showReplies } from './comments.ts';

export function commentRoutes(services: Services): Router {
  const { router, get, post } = viewerRouter(services);
  get('/posts/:id/comments', showEarlierComments);
  post('/posts/:id/comments', postComment);
  get('/comments/:id/replies', showReplies);
  post('/comments/:id/replies', postReply);
  post('/comments/:id/like', likeComment);
  post('/comments/:id/delete', removeComment);
  return router;
}
