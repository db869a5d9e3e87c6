import { Secret, TOTP } from 'otpauth';
import type { Ctx, ViewerContext } from '../../context.ts';
import { Refusal } from '../../http/errors.ts';
import { type Account, accountById, raiseTotpStep, updateAccount } from '../queries.ts';
import { issueCode, redeemCode, refundCodeAttempts, spendCode, wasIssuedRecently } from './codes.ts';
import { lockProvenPassword, type ProvenPassword, provePassword } from './credentials.ts';
import { emailAccountOwner } from './notices.ts';
import { createSession, type Device } from './sessions.ts';

const CODE_TTL_SECONDS = 600;
const PERIOD_SECONDS = 30;

/**
 * Starts the second step of signing in: e-mails a code, or waits for an authenticator app's. Requires the first step, so codes
 * can be guessed only within ten minutes of a right password. Throws LimitError when too many codes were requested and not used.
 */
export async function startTwoFactor(ctx: Ctx, account: Account): Promise<void> {
  if (await wasIssuedRecently(ctx, account.id, 'two_factor')) return;
  await spendCode(ctx, account.id, 'two_factor');
  const code = await issueCode(ctx, { userId: account.id, purpose: 'two_factor', form: 'digits', ttlSeconds: CODE_TTL_SECONDS });
  if (account.two_factor === 'mail') ctx.background('two-factor mail', () => sendCode(ctx, account, code));
}

/** Completes the second step. Refuses `wrongCode`. Contract: two-factor. */
export async function finishTwoFactor(
  ctx: Ctx,
  userId: number,
  { code, timezone, device }: { code: string; timezone: string | undefined; device: Device },
) {
  const account = await accountById(ctx.db, userId);
  const usable = account?.state === 'active' && !account.banned && account.two_factor !== 'off';
  const entered = usable && (await secondStep(ctx, account, code));
  if (!entered) throw new Refusal('wrongCode');
  await refundCodeAttempts(ctx, userId, 'two_factor');
  const zone = timezone ?? account.timezone;
  const token = await ctx.write(async (tx) => {
    if (zone !== account.timezone) await updateAccount(tx, userId, { timezone: zone });
    return createSession(ctx, tx, userId, device);
  });
  return { userId, token, timezone: zone };
}

async function secondStep(ctx: Ctx, account: Account, code: string): Promise<boolean> {
  if (account.two_factor === 'mail')
    return (await redeemCode(ctx, { userId: account.id, purpose: 'two_factor', code })) !== undefined;
  const step = totpStep(ctx, account.totp_secret, code);
  const isRight = () => step !== undefined && step > account.totp_last_step;
  // the digits issued for an authenticator's challenge are never sent; only the app's own code is right
  const taken = await redeemCode(ctx, { userId: account.id, purpose: 'two_factor', code: 'authenticator', isRight });
  if (!taken || step === undefined) return false;
  return ctx.write(async (tx) => (await raiseTotpStep(tx, account.id, step)) === 1);
}

/**
 * E-mails a code to the viewer's own address, to prove that codes arrive before turning the factor on. Contract:
 * update_two_factor.
 */
export async function startMailSetup(ctx: ViewerContext): Promise<void> {
  const account = await accountById(ctx.db, ctx.viewer.id);
  if (!account) throw new Error('the viewer has no account');
  if (await wasIssuedRecently(ctx, account.id, 'two_factor_setup')) return;
  const code = await issueCode(ctx, {
    userId: account.id,
    purpose: 'two_factor_setup',
    form: 'digits',
    ttlSeconds: CODE_TTL_SECONDS,
  });
  ctx.background('two-factor setup mail', () => sendCode(ctx, account, code));
}

/**
 * A fresh secret for an authenticator app, and the `otpauth:` URL to scan; takes effect once a code of it is verified. A user
 * with a second factor must give their password: an intruder's app in its place would lock them out. Refuses `missing`,
 * `wrongPassword`.
 */
export async function startTotpSetup(ctx: ViewerContext, password: string | undefined): Promise<{ secret: string; url: string }> {
  const account = await accountById(ctx.db, ctx.viewer.id);
  let proven: ProvenPassword | undefined;
  if (account?.two_factor !== 'off') {
    if (password === undefined) throw new Refusal('missing', { field: 'password' });
    proven = await provePassword(ctx, password);
  }
  const secret = new Secret({ size: 20 }).base32;
  await ctx.write(async (tx) => {
    if (proven) await lockProvenPassword(tx, proven);
    await issueCode(ctx, {
      userId: ctx.viewer.id,
      purpose: 'two_factor_setup',
      form: 'secret',
      ttlSeconds: CODE_TTL_SECONDS,
      subject: secret,
    });
  });
  return { secret, url: totp(secret, ctx.settings.value('siteName'), ctx.viewer.username).toString() };
}

/** Turns on the second factor that was set up last. Refuses `wrongCode`. */
export async function finishSetup(ctx: ViewerContext, code: string): Promise<void> {
  const userId = ctx.viewer.id;
  const isRight = (secret: string) => secret !== '' && totpStep(ctx, secret, code) !== undefined;
  const isSet = await ctx.write(async (tx) => {
    const redeemed = await redeemCode(ctx, { userId, purpose: 'two_factor_setup', code, isRight });
    if (!redeemed) return false;
    const { subject: secret } = redeemed;
    const step = secret === '' ? 0 : (totpStep(ctx, secret, code) ?? 0);
    await updateAccount(tx, userId, { two_factor: secret === '' ? 'mail' : 'totp', totp_secret: secret, totp_last_step: step });
    return true;
  });
  // thrown after the commit, so that the counted attempt stays
  if (!isSet) throw new Refusal('wrongCode');
}

/** Turns the second factor off, given the password. Refuses `wrongPassword`. */
export async function turnTwoFactorOff(ctx: ViewerContext, password: string): Promise<void> {
  const proven = await provePassword(ctx, password);
  const account = await accountById(ctx.db, ctx.viewer.id);
  await ctx.write(async (tx) => {
    await lockProvenPassword(tx, proven);
    await updateAccount(tx, ctx.viewer.id, { two_factor: 'off', totp_secret: '', totp_last_step: 0 });
  });
  if (account && account.two_factor !== 'off') emailAccountOwner(ctx, account, 'secondFactorOff');
}

function totp(secret: string, issuer = '', label = ''): TOTP {
  return new TOTP({ issuer, label, secret: Secret.fromBase32(secret), period: PERIOD_SECONDS, digits: 6 });
}

/** The time step that a code matches, allowing one step of clock drift either way. */
function totpStep(ctx: Ctx, secret: string, code: string): number | undefined {
  const delta = totp(secret).validate({ token: code, timestamp: ctx.now.getTime(), window: 1 });
  return delta === null ? undefined : Math.floor(ctx.now.getTime() / 1000 / PERIOD_SECONDS) + delta;
}

async function sendCode(ctx: Ctx, account: Account, code: string): Promise<void> {
  await ctx.mail.send({
    to: account.email,
    subject: `${ctx.settings.value('siteName')}: your confirmation code`,
    text: `Hello ${account.username},\n\nyour confirmation code is ${code}. It is good for ten minutes.\n\nIf you did not try to sign in, change your password.\n`,
  });
}
