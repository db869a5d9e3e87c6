import type { Ctx } from '../../context.ts';
import { Refusal } from '../../http/errors.ts';
import { accountByEmail, deleteCodesOfSession, updateAccount } from '../queries.ts';
import { issueCode, redeemCode, refundCodeAttempts, wasIssuedRecently } from './codes.ts';
import { hashPassword } from './password.ts';
import { revokeSessionsOf } from './sessions.ts';

const RESET_TTL_SECONDS = 3600;

/**
 * E-mails a link with a one-time code if the account exists, off the request's path: answer and timing are the same for every
 * address. At most one e-mail a minute and account. Contract: send-reset-password-email, §4 Authentication.
 */
export function sendPasswordReset(ctx: Ctx, email: string): void {
  ctx.background('password reset mail', async () => {
    const account = await accountByEmail(ctx.db, email);
    if (!account || account.banned || (await wasIssuedRecently(ctx, account.id, 'reset'))) return;
    const code = await issueCode(ctx, { userId: account.id, purpose: 'reset', form: 'secret', ttlSeconds: RESET_TTL_SECONDS });
    const query = new URLSearchParams({ email: account.email, code });
    await ctx.mail.send({
      to: account.email,
      subject: `${ctx.settings.value('siteName')}: set a new password`,
      text: `Hello ${account.username},\n\nset a new password within one hour here:\n${ctx.config.baseUrl}/reset-password?${query}\n\nYour code is ${code}\n\nIf you did not ask for this, nothing needs to be done.\n`,
    });
  });
}

/** Sets a new password by an e-mailed code and revokes all sessions. Refuses `wrongCode`. Contract: reset_password. */
export async function resetPassword(
  ctx: Ctx,
  { email, code, password }: { email: string; code: string; password: string },
): Promise<void> {
  // before the account is looked up: the time must not reveal whether it exists
  const passwordHash = await hashPassword(ctx, password);
  const account = await accountByEmail(ctx.db, email);
  if (!account) throw new Refusal('wrongCode');
  await ctx
    .write(async (tx) => {
      const taken = await redeemCode(ctx, { userId: account.id, purpose: 'reset', code });
      if (!taken) return { refused: true };
      await updateAccount(tx, account.id, {
        password_hash: passwordHash,
        email_verified_at: account.email_verified_at ?? ctx.now,
      });
      await revokeSessionsOf(ctx, tx, { userId: account.id });
      // a change of address begun by an intruder would receive the next e-mail of this kind
      await deleteCodesOfSession(tx, account.id);
      return { refused: false };
    })
    .then(({ refused }) => {
      // thrown after the commit, so that the counted attempt stays
      if (refused) throw new Refusal('wrongCode');
    });
  await refundCodeAttempts(ctx, account.id, 'two_factor');
}
