import { readFileSync } from 'node:fs';
import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import helmet from 'helmet';
import { apiDomains, generalDataSources, legacyEndpoints } from './api.ts';
import { viewerOfToken } from './auth/service/sessions.ts';
import type { Services } from './context.ts';
import { isApiPath, mergeSlashes } from './http/addresses.ts';
import { createBodyReader } from './http/body.ts';
import { compressAnswers } from './http/compression.ts';
import { docsRouter } from './http/docs.ts';
import { endpointRouter, type RouterParts } from './http/endpoint.ts';
import { errorAnswer } from './http/errors.ts';
import { endpointNotSpecified, endpointUnknown, requireServerKey } from './http/gate.ts';
import { healthRouter } from './http/health.ts';
import { legacyError, legacyRouter } from './http/legacy.ts';
import { requestLog } from './http/log.ts';
import { metricsRouter } from './http/metrics.ts';
import type { ApiDomain } from './http/openapi.ts';
import { requestContext } from './http/request-context.ts';
import { closeUnreadBodies } from './http/unread-body.ts';
import { mediaRoutes } from './media/routes.ts';
import { webRoutes } from './web/routes.ts';
import { sendErrorPage, wantsPage } from './web/shell/layout/error-page.ts';

export const version: string = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version;

/** The Express app over opened services. Does no I/O by itself. */
export function createApp(services: Services, domains: readonly ApiDomain[] = apiDomains): Express {
  const { config } = services;
  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', config.trustProxy);
  app.set('case sensitive routing', true);
  app.set('query parser', 'simple');
  app.set('etag', false);
  app.use(requestLog(services.log));
  app.use(closeUnreadBodies());
  app.use(mergeSlashes());
  app.use(
    helmet({
      crossOriginResourcePolicy: { policy: 'cross-origin' },
      strictTransportSecurity: config.baseUrl.startsWith('https:'),
    }),
  );
  app.use(healthRouter(services));
  app.use(metricsRouter(services.metrics.registry, config.metricsToken));
  if (config.compression) app.use(compressAnswers());
  app.use(docsRouter(domains, version));
  app.use('/api', apiRouter(services, domains));
  app.use(legacyRouter(legacyEndpoints, routerParts(services), version));
  app.use(mediaRoutes(services.media));
  app.use(webRoutes(services, { countMessages: generalDataSources.count_new_messages }));
  app.use((_req, _res, next) => next(endpointUnknown()));
  app.use(answerErrors(services));
  return app;
}

function routerParts(services: Services): RouterParts {
  return {
    readBody: createBodyReader({ limits: services.config.body, temporaryDirectory: services.config.directories.temporary }),
    authenticate: (token) => viewerOfToken(services, 'app', token),
    contextFor: (req) => requestContext(services, req),
    observe(endpoint, outcome, seconds) {
      services.metrics.requests.inc({ endpoint, outcome });
      services.metrics.duration.observe({ endpoint }, seconds);
    },
  };
}

function apiRouter(services: Services, domains: readonly ApiDomain[]): express.Router {
  const parts = routerParts(services);
  const router = express.Router({ caseSensitive: true });
  router.use((_req, res, next) => {
    res.setHeader('Cache-Control', 'no-store');
    next();
  });
  for (const domain of domains) router.use(endpointRouter(domain.endpoints, parts));

  // Contract §0: no name first, then the key, then whether the endpoint exists.
  const readNothing = parts.readBody(new Map(), async () => false);
  router.use(async (req, res) => {
    if (req.path === '/') throw endpointNotSpecified();
    requireServerKey(await readNothing(req, res), services.settings.serverKey());
    throw endpointUnknown();
  });
  return router;
}

/** The only place that writes an error answer: a page for people, the envelope for all others. */
function answerErrors(services: Services) {
  return (error: unknown, req: Request, res: Response, next: NextFunction): void => {
    const table = res.locals.endpoint?.errors ?? res.locals.refusals ?? {};
    const isPage = wantsPage(req, res);
    const mode = isApiPath(req.path) ? services.config.statusMode : 'semantic';
    const answer = errorAnswer(error, { table, mode, requestId: String(req.id) });
    res.locals.outcome = answer.outcome;
    if (answer.outcome === 'unavailable') services.noteUnavailable(error);
    else if (answer.unforeseen) req.log.error({ err: error }, 'unforeseen error');
    else req.log.debug({ err: error }, 'refused');
    if (res.headersSent) {
      next(error);
      return;
    }
    // the rest of the body is not read, so the connection cannot be used again
    if (!req.complete) res.set('Connection', 'close');
    if (isPage) sendErrorPage(services, res, answer);
    else {
      const body = res.locals.legacy ? legacyError(answer.body, version) : answer.body;
      res.status(answer.status).set(answer.headers).json(body);
    }
  };
}
