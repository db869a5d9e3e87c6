import type { Ctx, ViewerContext } from '../../context.ts';
import { refuseDuplicates } from '../../database/duplicate-key.ts';
import type { Tx } from '../../database/write.ts';
import { Refusal } from '../../http/errors.ts';
import { spendGuess } from '../../http/limits.ts';
import { accountById, deleteCodesOfSession, emailChangesTo, updateAccount } from '../queries.ts';
import { issueCode, redeemCode, spendCode } from './codes.ts';
import { emailAccountOwner } from './notices.ts';
import { hashPassword, passwordMatches } from './password.ts';
import { revokeSessionsOf } from './sessions.ts';

const EMAIL_CHANGE_TTL_SECONDS = 86_400;

/** The hash of a new password, for who knows the current one. Refuses as `requirePassword`. */
export async function newPasswordHash(ctx: ViewerContext, { current, next }: { current: string; next: string }): Promise<string> {
  await requirePassword(ctx, current);
  return hashPassword(ctx, next);
}

/**
 * Makes sure that the viewer knows their password, before what cannot be undone. Counted as signing in is: a stolen token must
 * not be a way to guess it. Refuses `wrongPassword`; throws LimitError.
 */
export async function requirePassword(ctx: ViewerContext, password: string): Promise<void> {
  const forgive = await spendGuess(ctx.limits, { action: 'password', account: ctx.viewer.id, address: ctx.client.address });
  const account = await accountById(ctx.db, ctx.viewer.id);
  if (!(await passwordMatches(ctx, password, account?.password_hash))) throw new Refusal('wrongPassword');
  await forgive();
}

/** Ends the viewer's sessions but this one, and what they set going by a code, as after a change of password. */
export async function revokeOtherSessions(ctx: ViewerContext, tx: Tx): Promise<void> {
  await revokeSessionsOf(ctx, tx, { userId: ctx.viewer.id, exceptId: ctx.viewer.sessionId });
  await deleteCodesOfSession(tx, ctx.viewer.id);
}

/** Counts a change of address: its letter goes to a mailbox of anybody's. Throws LimitError. */
export function spendEmailChange(ctx: ViewerContext): Promise<void> {
  return spendCode(ctx, ctx.viewer.id, 'email_change');
}

/** Mails a code to a new address; the address is taken once the code comes back (validation_user). `spendEmailChange` before. */
export async function startEmailChange(ctx: ViewerContext, email: string): Promise<void> {
  const order = { userId: ctx.viewer.id, purpose: 'email_change', form: 'digits', ttlSeconds: EMAIL_CHANGE_TTL_SECONDS } as const;
  const code = await issueCode(ctx, { ...order, subject: email.toLowerCase() });
  ctx.background('e-mail change', () =>
    ctx.mail.send({
      to: email,
      subject: `${ctx.settings.value('siteName')}: confirm your new e-mail address`,
      text: `Hello ${ctx.viewer.username},\n\nyour confirmation code is ${code}. It is good for a day.\n`,
    }),
  );
}

/** Takes a new address whose code came back. False when nobody is changing to it with that code. */
export async function finishEmailChange(ctx: Ctx, email: string, code: string): Promise<boolean> {
  for (const userId of await emailChangesTo(ctx.db, email.toLowerCase())) {
    const account = await accountById(ctx.db, userId);
    const taken = await redeemCode(ctx, { userId, purpose: 'email_change', code });
    if (!account || !taken) continue;
    const change = { email: taken.subject, email_verified_at: ctx.now };
    // somebody else may have got the address meanwhile
    await ctx.write((tx) => refuseDuplicates({ users_email_unique: 'wrongCode' }, updateAccount(tx, userId, change)));
    emailAccountOwner(ctx, account, 'emailChanged');
    return true;
  }
  return false;
}
