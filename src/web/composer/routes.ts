import type { Router } from 'express';
import type { Services } from '../../context.ts';
import { viewerRouter } from '../shell/session/routers.ts';
import { type PublishParts, postForm, publish } from './publish.ts';

export function composerRoutes(services: Services, parts: PublishParts): Router {
  const { router, postFiles } = viewerRouter(services);
  postFiles('/posts', postForm, publish(parts));
  return router;
}
