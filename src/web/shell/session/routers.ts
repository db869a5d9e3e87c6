import express, { type Request, type RequestHandler, type Response, Router } from 'express';
import type { z } from 'zod';
import type { Ctx, Services } from '../../../context.ts';
import type { RawForm } from '../../../http/form.ts';
import { requestContext } from '../../../http/request-context.ts';
import { requireSameOrigin } from '../../../http/same-origin.ts';
import { limitOfFiles, withFiles } from '../forms/uploads.ts';
import { explainRefusals } from './refusals.ts';
import { forViewer, type Visit } from './session.ts';

type GuestHandler = (ctx: Ctx, res: Response, form: RawForm) => Promise<void> | void;
type VisitHandler = (visit: Visit) => Promise<void> | void;

/** Routes for everybody, signed in or not: a GET reads its query, a POST its body. */
export function guestRouter(services: Services) {
  const router = Router({ caseSensitive: true });
  const readForm = formReader(services, '8kb');
  return {
    router,
    get: (path: string, handle: GuestHandler) =>
      router.get(path, (req, res) => handle(requestContext(services, req), res, { fields: { ...req.query }, uploads: [] })),
    post: (path: string, handle: GuestHandler) =>
      router.post(path, readForm, (req: Request, res: Response) =>
        handle(requestContext(services, req), res, { fields: { ...req.body }, uploads: [] }),
      ),
  };
}

/** Routes for signed-in people: `get` shows, `post` reads a form, `postFiles` reads a form with files. */
export function viewerRouter(services: Services) {
  const router = Router({ caseSensitive: true });
  const readForm = [explainRefusals, ...formReader(services, '64kb')];
  const sameOrigin = requireSameOrigin(services.config.baseUrl);
  return {
    router,
    get: (path: string, show: VisitHandler) => router.get(path, explainRefusals, forViewer(services, 'read', show)),
    post: (path: string, act: VisitHandler) => router.post(path, readForm, forViewer(services, 'write', act)),
    postFiles: (path: string, schema: z.ZodType, act: VisitHandler) => {
      const handle = forViewer(services, limitOfFiles, act);
      router.post(path, explainRefusals, sameOrigin, withFiles(services, schema, handle));
    },
  };
}

/** Reads a form that a page of this site sent. */
function formReader({ config }: Services, limit: string): RequestHandler[] {
  return [requireSameOrigin(config.baseUrl), express.urlencoded({ extended: false, limit, parameterLimit: 50 })];
}
