import type { Ctx } from '../../context.ts';
import { Refusal } from '../../http/errors.ts';
import { canonicalEmail } from '../../text/email-address.ts';
import { type Account, accountByLogin, lockAccount, updateAccount } from '../queries.ts';
import { comparePassword, type ProvenPassword } from './credentials.ts';
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
  const proven = await comparePassword(ctx, account, password);
  if (!account || !proven) throw new Refusal('wrongCredentials');
  if (account.banned) throw new Refusal('banned');
  return startSession(ctx, account, { timezone, device, proven });
}

type Start = { timezone: string | undefined; device: Device; proven?: ProvenPassword };

/**
 * Creates a session for an authenticated user, or starts their second factor. Checks the account again under its lock: a
 * concurrent change of password has revoked all sessions and would miss this one. Refuses `wrongCredentials` when the proven
 * password has changed, `banned` for a banned or deleted account.
 */
export async function startSession(
  ctx: Ctx,
  { id }: Pick<Account, 'id'>,
  { timezone, device, proven }: Start,
): Promise<SignedIn> {
  const { account, token } = await ctx.write(async (tx) => {
    const locked = await lockAccount(tx, id);
    if (proven && locked?.password_hash !== proven.hash) throw new Refusal('wrongCredentials');
    if (!locked || locked.banned) throw new Refusal('banned');
    if (locked.two_factor !== 'off' && locked.state === 'active') return { account: locked, token: undefined };
    if (timezone !== undefined && timezone !== locked.timezone) await updateAccount(tx, id, { timezone });
    return { account: locked, token: await createSession(ctx, tx, id, device) };
  });
  if (token === undefined) await startTwoFactor(ctx, account);
  return { userId: id, token, timezone: timezone ?? account.timezone };
}

/**
 * The budget of guesses that a login counts against: that of the account it finds, so that name, e-mail address and phone number
 * share one; an unknown login has its own, an address the same in both forms of its domain. 1 statement.
 */
export async function guessedAccount(ctx: Ctx, login: string): Promise<string> {
  const account = await accountByLogin(ctx.db, login);
  return account ? `#${account.id}` : (canonicalEmail(login.trim()) ?? login);
}
