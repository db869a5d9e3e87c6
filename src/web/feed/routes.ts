import type { Router } from 'express';
import type { Services } from '../../context.ts';
import { FEED } from '../shell/addresses.ts';
import type { CountMessages } from '../shell/layout/top-bar.ts';
import { viewerRouter } from '../shell/session/routers.ts';
import { showFeed } from './feed.ts';

export function feedRoutes(services: Services, countMessages: CountMessages): Router {
  const { router, get } = viewerRouter(services);
  get(FEED, (visit) => showFeed(visit, countMessages));
  get('/', ({ res }) => res.redirect(303, FEED));
  return router;
}
