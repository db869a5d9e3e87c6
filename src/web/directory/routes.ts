import { Router } from 'express';
import type { Services } from '../../context.ts';
import { viewerRouter } from '../shell/session/routers.ts';
import { leadByName } from './links.ts';
import { turn, turns } from './relations.ts';

/** The buttons of profiles, groups, pages and events, and the addresses these have by name. */
export function directoryRoutes(services: Services): Router {
  const { router, post } = viewerRouter(services);
  for (const [path, one] of Object.entries(turns)) post(path, turn(one));
  return Router({ caseSensitive: true }).use(router, leadByName(services));
}
