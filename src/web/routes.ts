import { Router } from 'express';
import type { Services } from '../context.ts';
import { accountRoutes } from './account/routes.ts';
import { articleRoutes } from './articles/routes.ts';
import { commentRoutes } from './comments/routes.ts';
import { composerRoutes } from './composer/routes.ts';
import { directoryRoutes } from './directory/routes.ts';
import { showFeed } from './feed/feed.ts';
import { feedRoutes } from './feed/routes.ts';
import { messageRoutes } from './messages/routes.ts';
import { notificationRoutes } from './notifications/routes.ts';
import { postRoutes } from './post/routes.ts';
import { assetRoutes } from './shell/assets.ts';
import type { CountMessages } from './shell/layout/top-bar.ts';
import { storyRoutes } from './stories/routes.ts';

/** What the pages use of domains that they must not choose themselves. */
export type WebParts = { countMessages: CountMessages };

/** The pages people open in a browser, and the files that pages and apps show. */
export function webRoutes(services: Services, { countMessages }: WebParts): Router {
  const router = Router({ caseSensitive: true });
  router.use(assetRoutes());
  router.use(accountRoutes(services));
  router.use(composerRoutes(services, { countMessages, showFeed }));
  router.use(storyRoutes(services, countMessages));
  router.use(messageRoutes(services, countMessages));
  router.use(feedRoutes(services, countMessages));
  router.use(notificationRoutes(services, countMessages));
  router.use(articleRoutes(services, countMessages));
  router.use(postRoutes(services, countMessages));
  router.use(commentRoutes(services));
  // last, since a name may be any path
  router.use(directoryRoutes(services));
  return router;
}
