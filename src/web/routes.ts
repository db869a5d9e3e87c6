import express, { type Request, Router } from 'express';
import type { Ctx, Services } from '../context.ts';
import type { RawForm } from '../http/form.ts';
import { requestContext } from '../http/request-context.ts';
import { requireSameOrigin } from '../http/same-origin.ts';
import { activate, showActivated, showActivation } from './activation.ts';
import { assetRoutes } from './assets.ts';
import { setNewPassword, showPasswordForm, showPasswordSet } from './password-reset.ts';

/** The pages people open in a browser, and the files these and the apps show. */
export function webRoutes(services: Services): Router {
  const router = Router({ caseSensitive: true });
  const contextOf = (req: Request): Ctx => requestContext(services, req);
  const readForm = [
    requireSameOrigin(services.config.baseUrl),
    express.urlencoded({ extended: false, limit: '8kb', parameterLimit: 20 }),
  ];

  router.use(assetRoutes());
  router.get('/activate', (req, res) => showActivation(contextOf(req), res, queryOf(req)));
  router.post('/activate', readForm, (req: Request, res: express.Response) => activate(contextOf(req), res, bodyOf(req)));
  router.get('/activate/done', (req, res) => showActivated(contextOf(req), res));
  router.get('/reset-password', (req, res) => showPasswordForm(contextOf(req), res, queryOf(req)));
  router.post('/reset-password', readForm, (req: Request, res: express.Response) =>
    setNewPassword(contextOf(req), res, bodyOf(req)),
  );
  router.get('/reset-password/done', (req, res) => showPasswordSet(contextOf(req), res));
  return router;
}

function queryOf(req: Request): RawForm {
  return { fields: { ...req.query }, uploads: [] };
}

function bodyOf(req: Request): RawForm {
  return { fields: { ...req.body }, uploads: [] };
}
