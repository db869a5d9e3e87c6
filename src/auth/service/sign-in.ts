import type { Ctx } from '../../context.ts';
import { Refusal } from '../../http/errors.ts';
import { type Account, accountByLogin, replacePasswordHash, updateAccount } from '../queries.ts';
import { hashPassword, matchPassword } from './password.ts';
import { createSession, type Device } from './sessions.ts';
import { startTwoFactor } from './two-factor.ts';

export type Credentials = { login: string; password: string; timezone: string | undefined; device: Device };

/** A signed-in user; without a token while a second factor is pending. */
export type SignedIn = { userId: number; token: string | undefined; timezone: string };

/**
 * Signs in by username, e-mail address or phone number. Refuses `wrongCredentials`, with the same answer and timing for an
 * unknown name and a wrong password; `banned` only with the right password. Contract: auth, §4 Authentication.
 */
export async function signIn(ctx: Ctx, { login, password, timezone, device }: Credentials): Promise<SignedIn> {
  const account = await accountByLogin(ctx.db, login);
  const match = await matchPassword(ctx, password, account?.password_hash);
  if (!account || match === 'none') throw new Refusal('wrongCredentials');
  if (account.banned) throw new Refusal('banned');
  if (match === 'outdated') await renewHash(ctx, account, password);
  return startSession(ctx, account, { timezone, device });
}

/** Creates a session for an authenticated user, or starts their second factor. */
export async function startSession(
  ctx: Ctx,
  account: Account,
  { timezone, device }: { timezone: string | undefined; device: Device },
): Promise<SignedIn> {
  const zone = timezone ?? account.timezone;
  if (account.two_factor !== 'off' && account.state === 'active') {
    await startTwoFactor(ctx, account);
    return { userId: account.id, token: undefined, timezone: zone };
  }
  const token = await ctx.write(async (tx) => {
    if (zone !== account.timezone) await updateAccount(tx, account.id, { timezone: zone });
    return createSession(ctx, tx, account.id, device);
  });
  return { userId: account.id, token, timezone: zone };
}

/** Hashes the password again while it is at hand, unless it was changed meanwhile. */
async function renewHash(ctx: Ctx, account: Account, password: string): Promise<void> {
  const renewed = await hashPassword(ctx, password);
  await ctx.write((tx) => replacePasswordHash(tx, account.id, { from: account.password_hash, to: renewed }));
}

/**
 * The budget of guesses that a login counts against: that of the account it finds, so that name, e-mail address and phone number
 * share one; an unknown login has its own. 1 statement.
 */
export async function guessedAccount(ctx: Ctx, login: string): Promise<string> {
  const account = await accountByLogin(ctx.db, login);
  return account ? `#${account.id}` : login;
}
