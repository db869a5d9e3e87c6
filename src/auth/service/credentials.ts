import type { Ctx, ViewerContext } from '../../context.ts';
import { refuseDuplicates } from '../../database/duplicate-key.ts';
import type { Tx } from '../../database/write.ts';
import { Refusal } from '../../http/errors.ts';
import { spendGuess } from '../../http/limits.ts';
import { accountById, deleteCodesOfSession, emailChangesTo, lockPasswordHash, updateAccount } from '../queries.ts';
import { issueCode, redeemCode, spendCode } from './codes.ts';
import { emailAccountOwner } from './notices.ts';
import { hashPassword, matchPassword } from './password.ts';
import { revokeSessionsOf } from './sessions.ts';

const EMAIL_CHANGE_TTL_SECONDS = 86_400;

/** A proven password: the hash it was compared with. It proves anything only while the account still has that hash. */
export type ProvenPassword = { userId: number; hash: string };

/** The hash of a new password, given the current one. Refuses as `requirePassword`. */
export async function newPasswordHash(
  ctx: ViewerContext,
  { current, next }: { current: string; next: string },
): Promise<{ proven: ProvenPassword; hash: string }> {
  const proven = await requirePassword(ctx, current);
  return { proven, hash: await hashPassword(ctx, next) };
}

/**
 * Requires the viewer's password before an irreversible action. Counted like sign-ins: a stolen token must not be a way to guess
 * it. Hashing takes too long to be done under a lock, so the write that follows begins with `lockProvenPassword`. Refuses
 * `wrongPassword`; throws LimitError.
 */
export async function requirePassword(ctx: ViewerContext, password: string): Promise<ProvenPassword> {
  const forgive = await spendGuess(ctx.limits, { action: 'password', account: ctx.viewer.id, address: ctx.client.address });
  const proven = await provePassword(ctx, password);
  await forgive();
  return proven;
}

/** The same without counting: for endpoints that count every call themselves. Refuses `wrongPassword`. */
export async function provePassword(ctx: ViewerContext, password: string): Promise<ProvenPassword> {
  const account = await accountById(ctx.db, ctx.viewer.id);
  const match = await matchPassword(ctx, password, account?.password_hash);
  if (match === 'none' || !account?.password_hash) throw new Refusal('wrongPassword');
  return { userId: account.id, hash: account.password_hash };
}

/**
 * Locks the account of a proven password, which must still be its password: of several concurrent calls that name the old one,
 * exactly one changes it. Refuses `wrongPassword`.
 */
export async function lockProvenPassword(tx: Tx, { userId, hash }: ProvenPassword): Promise<void> {
  if ((await lockPasswordHash(tx, userId)) !== hash) throw new Refusal('wrongPassword');
}

/** Revokes the viewer's sessions but this one, and their pending codes, as after a change of password. */
export async function revokeOtherSessions(ctx: ViewerContext, tx: Tx): Promise<void> {
  await revokeSessionsOf(ctx, tx, { userId: ctx.viewer.id, exceptId: ctx.viewer.sessionId });
  await deleteCodesOfSession(tx, ctx.viewer.id);
}

/** Counts a change of address: its e-mail goes to an arbitrary mailbox. Throws LimitError. */
export function spendEmailChange(ctx: ViewerContext): Promise<void> {
  return spendCode(ctx, ctx.viewer.id, 'email_change');
}

/**
 * E-mails a code to a new address; the address is changed when the code comes back (validation_user). Call `spendEmailChange`
 * before.
 */
export async function startEmailChange(ctx: ViewerContext, email: string): Promise<void> {
  const order = { userId: ctx.viewer.id, purpose: 'email_change', form: 'digits', ttlSeconds: EMAIL_CHANGE_TTL_SECONDS } as const;
  const code = await issueCode(ctx, { ...order, subject: email });
  ctx.background('e-mail change', () =>
    ctx.mail.send({
      to: email,
      subject: `${ctx.settings.value('siteName')}: confirm your new e-mail address`,
      text: `Hello ${ctx.viewer.username},\n\nyour confirmation code is ${code}. It is good for a day.\n`,
    }),
  );
}

/** Changes to the address whose code came back. False when no pending change has that code. */
export async function finishEmailChange(ctx: Ctx, email: string, code: string): Promise<boolean> {
  for (const userId of await emailChangesTo(ctx.db, email)) {
    const account = await accountById(ctx.db, userId);
    const isTaken = await ctx.write(async (tx) => {
      const redeemed = await redeemCode(ctx, { userId, purpose: 'email_change', code });
      if (!account || !redeemed) return false;
      const change = { email: redeemed.subject, email_verified_at: ctx.now };
      // another user may have taken the address meanwhile
      await refuseDuplicates({ users_email_unique: 'wrongCode' }, updateAccount(tx, userId, change));
      return true;
    });
    if (!account || !isTaken) continue;
    emailAccountOwner(ctx, account, 'emailChanged');
    return true;
  }
  return false;
}
