import type { Response } from 'express';
import { logOut } from '../../auth/service/sessions.ts';
import { guessedAccount, signIn } from '../../auth/service/sign-in.ts';
import { finishTwoFactor } from '../../auth/service/two-factor.ts';
import type { Ctx } from '../../context.ts';
import { LimitError, Refusal } from '../../http/errors.ts';
import { fieldText, form, id, parseForm, type RawForm, text as textField } from '../../http/form.ts';
import { spendGuess } from '../../http/limits.ts';
import { FEED, localAddress } from '../shell/addresses.ts';
import { plainPage } from '../shell/layout/page.ts';
import {
  clearSessionCookie,
  guestFormToken,
  isGuestForm,
  revokeSession,
  setSessionCookie,
  type Visit,
  viewerOf,
} from '../shell/session/session.ts';
import { fill, fromNow, type Strings, stringsFor } from '../shell/strings.ts';

type SignIn = { login: string; next: string; problem: string | undefined };
type SecondStep = { userId: number; next: string; problem: string | undefined };

const sendSignInForm = plainPage<SignIn & { csrf: string }>('account/sign-in');
const sendTwoFactorForm = plainPage<SecondStep & { csrf: string }>('account/two-factor');

const credentials = form({ login: textField(191), password: textField(1000) });
const secondStep = form({ user_id: id(), code: textField(16).transform((code) => code.replace(/\s/g, '')) });

/** A browser as a device: its cookie holds its session. */
const BROWSER = { platform: 'web', pushDeviceId: '', pushApp: '', kind: 'browser' } as const;

export async function showSignIn(ctx: Ctx, res: Response, query: RawForm): Promise<void> {
  if (await viewerOf(ctx, res.req)) return res.redirect(303, nextOf(query));
  sendSignIn(ctx, res, { login: '', next: nextOf(query), problem: undefined });
}

/** Signs in by password, and leads back or on to the second step. Shares its limit with the API's auth. */
export async function signInByPassword(ctx: Ctx, res: Response, body: RawForm): Promise<void> {
  const text = stringsFor(res.req);
  const next = nextOf(body);
  const login = fieldText(body, 'login') ?? '';
  const showAgain = (status: number, problem: string) => sendSignIn(ctx, res.status(status), { login, next, problem });
  if (!isGuestForm(res.req, body.fields.csrf)) return showAgain(403, text.signIn.stale);
  const given = parseForm(credentials, body);
  if (!given.ok) return showAgain(400, text.signIn.missing);
  try {
    const guess = { action: 'auth', account: await guessedAccount(ctx, given.input.login), address: ctx.client.address };
    const refund = await spendGuess(ctx.limits, guess);
    const { token, userId } = await signIn(ctx, { ...given.input, timezone: undefined, device: BROWSER });
    await refund();
    if (token === undefined) return sendSecondStep(ctx, res, { userId, next, problem: undefined });
    await startSession(ctx, res, { token, next });
  } catch (error) {
    const { status, problem } = problemOf(error, { text, res });
    showAgain(status, problem);
  }
}

/** The second step of signing in. Shares its limit with the API's two-factor. */
export async function signInBySecondStep(ctx: Ctx, res: Response, body: RawForm): Promise<void> {
  const text = stringsFor(res.req);
  const next = nextOf(body);
  const given = parseForm(secondStep, body);
  if (!given.ok && given.issues.some(({ field }) => field === 'user_id')) return res.redirect(303, '/login');
  const userId = Number(fieldText(body, 'user_id'));
  const showAgain = (status: number, problem: string) => sendSecondStep(ctx, res.status(status), { userId, next, problem });
  if (!isGuestForm(res.req, body.fields.csrf)) return showAgain(403, text.signIn.stale);
  if (!given.ok) return showAgain(400, text.signIn.twoFactor.wrong);
  try {
    const refund = await spendGuess(ctx.limits, { action: 'two-factor', account: userId, address: ctx.client.address });
    const { token } = await finishTwoFactor(ctx, userId, { code: given.input.code, timezone: undefined, device: BROWSER });
    await refund();
    await startSession(ctx, res, { token, next });
  } catch (error) {
    const { status, problem } = problemOf(error, { text, res });
    showAgain(status, problem);
  }
}

/** Revokes the browser's session. The app around the page, if any, stays signed in. */
export async function signOut({ ctx, res }: Visit): Promise<void> {
  await logOut(ctx);
  clearSessionCookie(ctx, res);
  res.redirect(303, '/login');
}

/** Creates a new session every time, and revokes the one this browser had. */
async function startSession(ctx: Ctx, res: Response, { token, next }: { token: string; next: string }): Promise<void> {
  await revokeSession(ctx, res.req);
  setSessionCookie(ctx, res, token);
  res.redirect(303, next);
}

function sendSignIn(ctx: Ctx, res: Response, shown: SignIn): void {
  sendSignInForm(ctx, res, { csrf: guestFormToken(ctx, res.req, res), ...shown });
}

function sendSecondStep(ctx: Ctx, res: Response, shown: SecondStep): void {
  sendTwoFactorForm(ctx, res, { csrf: guestFormToken(ctx, res.req, res), ...shown });
}

function nextOf(raw: RawForm): string {
  return localAddress(fieldText(raw, 'next')) ?? FEED;
}

/** What to show when signing in failed. Rethrows what is unforeseen. */
function problemOf(error: unknown, { text, res }: { text: Strings; res: Response }): { status: number; problem: string } {
  const { signIn: words } = text;
  if (error instanceof LimitError) {
    res.set('Retry-After', String(error.retryAfterSeconds));
    return { status: 429, problem: fill(words.tooMany, { when: fromNow(error.retryAfterSeconds, text) }) };
  }
  if (!(error instanceof Refusal)) throw error;
  if (error.reason === 'banned') return { status: 403, problem: words.banned };
  if (error.reason === 'wrongCode') return { status: 400, problem: words.twoFactor.wrong };
  if (error.reason === 'wrongCredentials') return { status: 400, problem: words.wrong };
  throw error;
}
