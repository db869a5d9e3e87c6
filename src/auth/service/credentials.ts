import type { Ctx, ViewerContext } from '../../context.ts';
import { refuseDuplicates } from '../../database/duplicate-key.ts';
import type { Tx } from '../../database/write.ts';
import { Refusal } from '../../http/errors.ts';
import { accountById, emailChangesTo, updateAccount } from '../queries.ts';
import { issueCode, redeemCode } from './codes.ts';
import { hashPassword, passwordMatches } from './password.ts';
import { endSessionsOf } from './sessions.ts';

const EMAIL_CHANGE_TTL_SECONDS = 86_400;

/** The hash of a new password, for who knows the current one. Refuses `wrongPassword`. */
export async function newPasswordHash(ctx: ViewerContext, { current, next }: { current: string; next: string }): Promise<string> {
  const account = await accountById(ctx.db, ctx.viewer.id);
  if (!(await passwordMatches(ctx, current, account?.password_hash))) throw new Refusal('wrongPassword');
  return hashPassword(ctx, next);
}

/** Makes sure that the viewer knows their password, before what cannot be undone. Refuses `wrongPassword`. */
export async function requirePassword(ctx: ViewerContext, password: string): Promise<void> {
  const account = await accountById(ctx.db, ctx.viewer.id);
  if (!(await passwordMatches(ctx, password, account?.password_hash))) throw new Refusal('wrongPassword');
}

/** Ends the viewer's sessions but this one, as after a change of password. */
export function endOtherSessions(ctx: ViewerContext, tx: Tx): Promise<void> {
  return endSessionsOf(ctx, tx, { userId: ctx.viewer.id, exceptId: ctx.viewer.sessionId });
}

/** Mails a code to a new address; the address is taken once the code comes back (validation_user). */
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
    const taken = await redeemCode(ctx, { userId, purpose: 'email_change', code });
    if (!taken) continue;
    const change = { email: taken.subject, email_verified_at: ctx.now };
    // somebody else may have got the address meanwhile
    await ctx.write((tx) => refuseDuplicates({ users_email_unique: 'wrongCode' }, updateAccount(tx, userId, change)));
    return true;
  }
  return false;
}
