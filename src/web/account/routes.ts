import { Router } from 'express';
import type { Services } from '../../context.ts';
import { guestRouter, viewerRouter } from '../shell/session/routers.ts';
import { activate, showActivated, showActivation } from './activation.ts';
import { setNewPassword, showPasswordForm, showPasswordSet } from './password-reset.ts';
import { showSignIn, signInByPassword, signInBySecondStep, signOut } from './sign-in.ts';

/** Signing in and out, and the pages that links in e-mails lead to. */
export function accountRoutes(services: Services): Router {
  const guest = guestRouter(services);
  guest.get('/activate', showActivation);
  guest.post('/activate', activate);
  guest.get('/activate/done', showActivated);
  guest.get('/reset-password', showPasswordForm);
  guest.post('/reset-password', setNewPassword);
  guest.get('/reset-password/done', showPasswordSet);
  guest.get('/login', showSignIn);
  guest.post('/login', signInByPassword);
  guest.post('/login/code', signInBySecondStep);

  const viewer = viewerRouter(services);
  viewer.post('/logout', signOut);
  return Router({ caseSensitive: true }).use(guest.router, viewer.router);
}
