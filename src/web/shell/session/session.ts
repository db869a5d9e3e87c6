import { randomBytes } from 'node:crypto';
import { parseCookie } from 'cookie';
import type { CookieOptions, Request, RequestHandler, Response } from 'express';
import { logOut, viewerOfToken } from '../../../auth/service/sessions.ts';
import type { Ctx, Services, Viewer, ViewerContext } from '../../../context.ts';
import { Refusal } from '../../../http/errors.ts';
import { requestContext } from '../../../http/request-context.ts';
import { addressOf, isFragmentRequest, signInAddress } from '../addresses.ts';
import { formToken, isFormToken } from './form-token.ts';

/** The session's cookie, so named by contract §2.5. */
const SESSION_COOKIE = 'user_id';
/** Before there is a session: what the sign-in form's token is made from. */
const FORM_COOKIE = 'form_key';
const DAY_MS = 86_400_000;
const FORM_MS = DAY_MS;

/** A signed-in person's request for a page, or for a part of one (`isFragment`). */
export type Visit = {
  ctx: ViewerContext;
  req: Request;
  res: Response;
  /** Goes into every form of the answer; a POST brings one back. */
  csrf: string;
  isFragment: boolean;
};

type Visited = (visit: Visit) => Promise<void> | void;
type Limit = 'read' | 'write' | 'upload';

/**
 * A handler for signed-in people. Others are sent to sign in, and from there back to where they wanted to go. A POST must bring
 * the token of a form of ours; its body has been read before.
 */
export function forViewer(services: Services, limit: Limit | ((req: Request) => Limit), visited: Visited): RequestHandler {
  return async function handleVisit(req, res) {
    res.vary('HX-Request');
    // redirects and empty answers tell about a person too
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

/** Whether files that follow in a form may be kept: who sends it is signed in, and it began with a token of ours. 1 statement. */
export async function mayLeaveFiles(services: Services, req: Request): Promise<boolean> {
  const token = sessionToken(req);
  if (token === undefined || !isFormToken(token, req.body?.csrf)) return false;
  return (await viewerOf(services, req)) !== undefined;
}

/** Who a browser is signed in as. 1 statement; no cookie asks nothing. */
export async function viewerOf(services: Services, req: Request): Promise<Viewer | undefined> {
  const token = sessionToken(req);
  return token === undefined ? undefined : viewerOfToken(services, 'browser', token);
}

/** Ends the session a browser came with, if it is one. */
export async function revokeSession(ctx: Ctx, req: Request): Promise<void> {
  const viewer = await viewerOf(ctx, req);
  if (viewer) await logOut({ ...ctx, viewer });
}

/** The token of the session's cookie. */
function sessionToken(req: Request): string | undefined {
  return cookieOf(req, SESSION_COOKIE);
}

/** Cookies of ours: unseen by scripts, not sent along from other sites, over TLS alone where the site has it. */
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

/** The token of a form for who is not signed in, bound to a cookie that is set here unless it is there. */
export function guestFormToken(services: Services, req: Request, res: Response): string {
  const known = cookieOf(req, FORM_COOKIE);
  if (known !== undefined && known.length >= 32) return formToken(known);
  const key = randomBytes(32).toString('base64url');
  res.cookie(FORM_COOKIE, key, { ...cookieOptions(services), sameSite: 'strict', maxAge: FORM_MS });
  return formToken(key);
}

/** Whether a form was one that this browser was given before it signed in. */
export function isGuestForm(req: Request, given: unknown): boolean {
  const key = cookieOf(req, FORM_COOKIE);
  return key !== undefined && isFormToken(key, given);
}

function cookieOf(req: Request, name: string): string | undefined {
  return parseCookie(req.headers.cookie ?? '')[name] || undefined;
}
