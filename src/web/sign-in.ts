import type { Response } from 'express';
import { logOut } from '../auth/service/sessions.ts';
import { guessedAccount, signIn } from '../auth/service/sign-in.ts';
import { finishTwoFactor } from '../auth/service/two-factor.ts';
import type { Ctx } from '../context.ts';
import { LimitError, Refusal } from '../http/errors.ts';
import { fieldText, form, id, parseForm, type RawForm, text as words } from '../http/form.ts';
import { spendGuess } from '../http/limits.ts';
import { FEED, localAddress } from './addresses.ts';
import { sendPage } from './page.ts';
import {
  clearSessionCookie,
  endSession,
  guestFormToken,
  isGuestForm,
  setSessionCookie,
  type Visit,
  viewerOf,
} from './session.ts';
import { fill, fromNow, type Strings, stringsFor } from './strings.ts';

const credentials = form({ login: words(191), password: words(1000) });
const secondStep = form({ user_id: id(), code: words(16).transform((code) => code.replace(/\s/g, '')) });

/** What a browser is among devices: its cookie is its session. */
const BROWSER = { platform: 'web', pushDeviceId: '', pushApp: '', kind: 'browser' } as const;

export async function showSignIn(ctx: Ctx, res: Response, query: RawForm): Promise<void> {
  if (await viewerOf(ctx, res.req)) return res.redirect(303, nextOf(query));
  sendSignIn(ctx, res, { login: '', next: nextOf(query), problem: undefined });
}

/** Signs in by password, as the API's auth and counted together with it; leads back, or on to the second factor. */
export async function signInByPassword(ctx: Ctx, res: Response, body: RawForm): Promise<void> {
  const text = stringsFor(res.req);
  const next = nextOf(body);
  const login = fieldText(body, 'login') ?? '';
  const again = (status: number, problem: string) => sendSignIn(ctx, res.status(status), { login, next, problem });
  if (!isGuestForm(res.req, body.fields.csrf)) return again(403, text.signIn.stale);
  const given = parseForm(credentials, body);
  if (!given.ok) return again(400, text.signIn.missing);
  try {
    const guess = { action: 'auth', account: await guessedAccount(ctx, given.input.login), address: ctx.client.address };
    const forgive = await spendGuess(ctx.limits, guess);
    const { token, userId } = await signIn(ctx, { ...given.input, timezone: undefined, device: BROWSER });
    await forgive();
    if (token === undefined) return sendSecondStep(ctx, res, { userId, next, problem: undefined });
    await enter(ctx, res, { token, next });
  } catch (error) {
    const { status, problem } = problemOf(error, { text, res });
    again(status, problem);
  }
}

/** The second step of signing in, as the API's two-factor and counted together with it. */
export async function signInBySecondStep(ctx: Ctx, res: Response, body: RawForm): Promise<void> {
  const text = stringsFor(res.req);
  const next = nextOf(body);
  const given = parseForm(secondStep, body);
  if (!given.ok && given.issues.some(({ field }) => field === 'user_id')) return res.redirect(303, '/login');
  const userId = Number(fieldText(body, 'user_id'));
  const again = (status: number, problem: string) => sendSecondStep(ctx, res.status(status), { userId, next, problem });
  if (!isGuestForm(res.req, body.fields.csrf)) return again(403, text.signIn.stale);
  if (!given.ok) return again(400, text.signIn.twoFactor.wrong);
  try {
    const forgive = await spendGuess(ctx.limits, { action: 'two-factor', account: userId, address: ctx.client.address });
    const { token } = await finishTwoFactor(ctx, userId, { code: given.input.code, timezone: undefined, device: BROWSER });
    await forgive();
    await enter(ctx, res, { token, next });
  } catch (error) {
    const { status, problem } = problemOf(error, { text, res });
    again(status, problem);
  }
}

/** Ends the browser's session; the app it came from, if any, stays signed in. */
export async function signOut({ ctx, res }: Visit): Promise<void> {
  await logOut(ctx);
  clearSessionCookie(ctx, res);
  res.redirect(303, '/login');
}

/** A fresh session every time; one this browser had before ends. */
async function enter(ctx: Ctx, res: Response, { token, next }: { token: string; next: string }): Promise<void> {
  await endSession(ctx, res.req);
  setSessionCookie(ctx, res, token);
  res.redirect(303, next);
}

function sendSignIn(ctx: Ctx, res: Response, shown: { login: string; next: string; problem: string | undefined }): void {
  sendPage(ctx, res, { template: 'sign-in', csrf: guestFormToken(ctx, res.req, res), ...shown });
}

function sendSecondStep(ctx: Ctx, res: Response, shown: { userId: number; next: string; problem: string | undefined }): void {
  sendPage(ctx, res, { template: 'two-factor', csrf: guestFormToken(ctx, res.req, res), ...shown });
}

function nextOf(raw: RawForm): string {
  return localAddress(fieldText(raw, 'next')) ?? FEED;
}

/** What to tell whoever could not enter. Anything unforeseen goes on. */
function problemOf(error: unknown, { text, res }: { text: Strings; res: Response }): { status: number; problem: string } {
  const { signIn: said } = text;
  if (error instanceof LimitError) {
    res.set('Retry-After', String(error.retryAfterSeconds));
    return { status: 429, problem: fill(said.tooMany, { when: fromNow(error.retryAfterSeconds, text) }) };
  }
  if (!(error instanceof Refusal)) throw error;
  if (error.reason === 'banned') return { status: 403, problem: said.banned };
  if (error.reason === 'wrongCode') return { status: 400, problem: said.twoFactor.wrong };
  if (error.reason === 'wrongCredentials') return { status: 400, problem: said.wrong };
  throw error;
}
