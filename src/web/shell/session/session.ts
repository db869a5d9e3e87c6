import { randomBytes } from 'node:crypto';
import { parseCookie } from 'cookie';
import type { CookieOptions, Request, RequestHandler, Response } from 'express';
import { logOut, viewerOfToken } from '../../../auth/service/sessions.ts';
import type { Ctx, Services, Viewer, ViewerContext } from '../../../context.ts';
import { Refusal } from '../../../http/errors.ts';
import { requestContext } from '../../../http/request-context.ts';
import { addressOf, isFragmentRequest, signInAddress } from '../addresses.ts';
import { formToken, isFormToken } from './form-token.ts';

/** The cookie of the session, named by contract §2.5. */
const SESSION_COOKIE = 'user_id';
/** The cookie that the token of the sign-in form is derived from, before there is a session. */
const FORM_COOKIE = 'form_key';
const DAY_MS = 86_400_000;
const FORM_MS = DAY_MS;

/** A signed-in person's request for a page, or for a part of one (`isFragment`). */
export type Visit = {
  ctx: ViewerContext;
  req: Request;
  res: Response;
  /** The CSRF token of every form in the answer; a POST returns it. */
  csrf: string;
  isFragment: boolean;
};

type Visited = (visit: Visit) => Promise<void> | void;
type Limit = 'read' | 'write' | 'upload';

/**
 * A handler for signed-in people. Others are redirected to sign in, and from there back to the page they asked for. A POST must
 * come with the token of one of our forms; its body is read before.
 */
export function forViewer(services: Services, limit: Limit | ((req: Request) => Limit), visited: Visited): RequestHandler {
  return async function handleVisit(req, res) {
    res.vary('HX-Request');
    // redirects and empty answers are personal too
    res.set('Cache-Control', 'no-store');
    const token = sessionToken(req);
    const viewer = await viewerOf(services, req);
    const isFragment = isFragmentRequest(req);
    if (token === undefined || !viewer) {
      const address = signInAddress(addressOf(req));
      if (isFragment) res.status(401).set('HX-Redirect', address).end();
      else res.redirect(303, address);
      return;
    }
    const ctx = { ...requestContext(services, req), viewer };
    await ctx.limits.spend(typeof limit === 'string' ? limit : limit(req), `user:${viewer.id}`);
    if (req.method === 'POST' && !isFormToken(token, req.body?.csrf)) throw new Refusal('staleForm');
    await visited({ ctx, req, res, csrf: formToken(token), isFragment });
  };
}

/** Whether the files of a form may be stored: its sender is signed in, and it starts with a token of ours. 1 statement. */
export async function mayUpload(services: Services, req: Request): Promise<boolean> {
  const token = sessionToken(req);
  if (token === undefined || !isFormToken(token, req.body?.csrf)) return false;
  return (await viewerOf(services, req)) !== undefined;
}

/** The person a browser is signed in as. 1 statement; none without a cookie. */
export async function viewerOf(services: Services, req: Request): Promise<Viewer | undefined> {
  const token = sessionToken(req);
  return token === undefined ? undefined : viewerOfToken(services, 'browser', token);
}

/** Revokes the session of a browser, if it has one. */
export async function revokeSession(ctx: Ctx, req: Request): Promise<void> {
  const viewer = await viewerOf(ctx, req);
  if (viewer) await logOut({ ...ctx, viewer });
}

/** The token in the cookie of the session. */
function sessionToken(req: Request): string | undefined {
  return cookieOf(req, SESSION_COOKIE);
}

/** Our cookies: hidden from scripts, not sent from other sites, and only over TLS where the site has it. */
function cookieOptions({ config }: Pick<Services, 'config'>): CookieOptions {
  return { httpOnly: true, sameSite: 'lax', secure: config.baseUrl.startsWith('https:'), path: '/' };
}

export function setSessionCookie(services: Services, res: Response, token: string): void {
  const maxAge = services.config.auth.sessionIdleDays * DAY_MS;
  res.cookie(SESSION_COOKIE, token, { ...cookieOptions(services), maxAge });
  res.clearCookie(FORM_COOKIE, cookieOptions(services));
}

export function clearSessionCookie(services: Services, res: Response): void {
  res.clearCookie(SESSION_COOKIE, cookieOptions(services));
}

/** The token of a form for guests, bound to a cookie that is set here unless the browser has it. */
export function guestFormToken(services: Services, req: Request, res: Response): string {
  const known = cookieOf(req, FORM_COOKIE);
  if (known !== undefined && known.length >= 32) return formToken(known);
  const key = randomBytes(32).toString('base64url');
  res.cookie(FORM_COOKIE, key, { ...cookieOptions(services), sameSite: 'strict', maxAge: FORM_MS });
  return formToken(key);
}

/** Whether a form is one that this browser got as a guest. */
export function isGuestForm(req: Request, given: unknown): boolean {
  const key = cookieOf(req, FORM_COOKIE);
  return key !== undefined && isFormToken(key, given);
}

function cookieOf(req: Request, name: string): string | undefined {
  return parseCookie(req.headers.cookie ?? '')[name] || undefined;
}
