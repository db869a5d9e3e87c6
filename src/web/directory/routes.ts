import { Router } from 'express';
import type { Services } from '../../context.ts';
import { viewerRouter } from '../shell/session/routers.ts';
import { linkRoutes } from './links.ts';
import { relationToggles, toggleRelation } from './relations.ts';

/** The buttons of profiles, groups, pages and events, and the addresses these have by name. */
export function directoryRoutes(services: Services): Router {
  const { router, post } = viewerRouter(services);
  for (const [path, one] of Object.entries(relationToggles)) post(path, toggleRelation(one));
  return Router({ caseSensitive: true }).use(router, linkRoutes(services));
}
