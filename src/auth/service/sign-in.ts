import bcrypt from 'bcrypt';
import type { Ctx } from '../../context.ts';
import { Refusal } from '../../http/errors.ts';
import { type Account, accountByLogin, updateAccount } from '../queries.ts';
import { hashPassword, passwordMatches } from './password.ts';
import { createSession, type Device } from './sessions.ts';
import { startTwoFactor } from './two-factor.ts';

export type Credentials = { login: string; password: string; timezone: string | undefined; device: Device };

/** A signed-in person; without a token while a second factor is awaited. */
export type SignedIn = { userId: number; token: string | undefined; timezone: string };

/**
 * Signs in by username, e-mail address or phone number. Refuses `wrongCredentials` alike, and in equal time, for an unknown
 * name and a wrong password; `banned` only to who knows the password. Contract: auth, §4 Authentication.
 */
export async function signIn(ctx: Ctx, { login, password, timezone, device }: Credentials): Promise<SignedIn> {
  const account = await accountByLogin(ctx.db, login);
  const right = await passwordMatches(ctx, password, account?.password_hash);
  if (!account || !right) throw new Refusal('wrongCredentials');
  if (account.banned) throw new Refusal('banned');
  await strengthenHash(ctx, account, password);
  return startSession(ctx, account, { timezone, device });
}

/** A session for someone who has proved who they are, or the start of their second factor. */
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

/** Hashes made at another cost are renewed while the password is at hand. */
async function strengthenHash(ctx: Ctx, account: Account, password: string): Promise<void> {
  if (account.password_hash === null || bcrypt.getRounds(account.password_hash) === ctx.config.auth.bcryptCostRounds) return;
  const renewed = await hashPassword(ctx, password);
  await ctx.write((tx) => updateAccount(tx, account.id, { password_hash: renewed }));
}
