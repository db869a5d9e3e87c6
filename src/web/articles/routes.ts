import type { Router } from 'express';
import type { Services } from '../../context.ts';
import type { CountMessages } from '../shell/layout/top-bar.ts';
import { viewerRouter } from '../shell/session/routers.ts';
import { showArticle } from './article.ts';

export function articleRoutes(services: Services, countMessages: CountMessages): Router {
  const { router, get } = viewerRouter(services);
  get('/articles/:id', showArticle(countMessages));
  return router;
}
