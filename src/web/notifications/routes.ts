import type { Router } from 'express';
import type { Services } from '../../context.ts';
import type { CountMessages } from '../shell/layout/top-bar.ts';
import { viewerRouter } from '../shell/session/routers.ts';
import { showNotifications } from './notifications.ts';

export function notificationRoutes(services: Services, countMessages: CountMessages): Router {
  const { router, get } = viewerRouter(services);
  get('/notifications', (visit) => showNotifications(visit, countMessages));
  return router;
}
