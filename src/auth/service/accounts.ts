import type { Ctx } from '../../context.ts';
import { refuseDuplicates } from '../../database/duplicate-key.ts';
import type { Tx } from '../../database/write.ts';
import { Refusal } from '../../http/errors.ts';
import { isWithin } from '../../http/limits.ts';
import { nameProblem, refuseReservedName, takeName } from '../../names/service.ts';
import { canonicalEmail } from '../../text/email-address.ts';
import { accountByEmail, accountById, accountByLogin, insertAccount, type NewAccount, updateAccount } from '../queries.ts';
import { issueCodeOnce, redeemCode, spendCode, wasIssuedRecently } from './codes.ts';
import { finishEmailChange } from './credentials.ts';
import { removeAccount } from './deletion.ts';
import { hashPassword } from './password.ts';
import { createSession, type Device } from './sessions.ts';

const ACTIVATION_TTL_SECONDS = 86_400;

export type SignUp = {
  username: string;
  email: string;
  password: string;
  gender: string;
  firstName: string;
  lastName: string;
  referrer: string | undefined;
  device: Device;
};

/** A new account: signed in at once, or waiting for its activation code. */
export type SignedUp = { userId: number; token: string | undefined };

/**
 * Creates an account. Refuses `registrationClosed`, `nameReserved`, `nameTaken`, `emailTaken`, and `mailFailed` when the
 * activation e-mail could not be sent (the account is deleted again). Contract: create-account.
 */
export async function signUp(ctx: Ctx, form: SignUp): Promise<SignedUp> {
  if (!ctx.settings.isOn('user_registration')) throw new Refusal('registrationClosed');
  await refuseReservedName(ctx, form.username);
  const referrer = form.referrer ? await accountByLogin(ctx.db, form.referrer) : undefined;
  const activates = ctx.settings.isOn('emailValidation');
  const passwordHash = await hashPassword(ctx, form.password);
  const account = await ctx.write(async (tx) => {
    const userId = await createUser(ctx, tx, {
      username: form.username,
      email: form.email,
      password_hash: passwordHash,
      state: activates ? 'pending' : 'active',
      gender: form.gender,
      first_name: form.firstName,
      last_name: form.lastName,
      referrer_id: referrer?.id ?? 0,
    });
    return { userId, token: activates ? undefined : await createSession(ctx, tx, userId, form.device) };
  });
  if (activates) await sendActivationOrDeleteAccount(ctx, account.userId, form);
  return account;
}

/** Inserts the rows of a new user. Refuses `nameTaken`, `emailTaken`: the unique keys decide. */
export async function createUser(
  ctx: Ctx,
  tx: Tx,
  user: Omit<NewAccount, 'language' | 'created_at' | 'last_seen_at' | 'order_posts_by'>,
): Promise<number> {
  await takeName(tx, user.username, 'user');
  const row = {
    ...user,
    email: canonicalEmail(user.email) ?? user.email.toLowerCase(),
    language: ctx.settings.value('defualtLang') || 'english',
    order_posts_by: Number(ctx.settings.value('order_posts_by') || 1),
    created_at: ctx.now,
    last_seen_at: ctx.now,
  };
  const userId = await refuseDuplicates(
    { users_username_unique: 'nameTaken', users_email_unique: 'emailTaken' },
    insertAccount(tx, row),
  );
  await ctx.emit(ctx, 'userCreated', { userId });
  return userId;
}

/** Whether a username or an e-mail address is taken, as reasons by field; for forms that fail for other reasons, too. */
export async function takenFields(
  ctx: Ctx,
  wanted: { username?: string; email?: string },
): Promise<{ field: string; reason: string }[]> {
  const [problem, owner] = await Promise.all([
    wanted.username ? nameProblem(ctx, wanted.username) : undefined,
    wanted.email ? accountByEmail(ctx.db, wanted.email) : undefined,
  ]);
  return [
    ...(problem ? [{ field: 'username', reason: problem }] : []),
    ...(owner ? [{ field: 'email', reason: 'emailTaken' }] : []),
  ];
}

async function sendActivationOrDeleteAccount(
  ctx: Ctx,
  userId: number,
  person: { username: string; email: string },
): Promise<void> {
  try {
    await sendActivation(ctx, { id: userId, ...person });
  } catch (error) {
    if (!ctx.noteUnavailable(error)) ctx.log.error({ err: error }, 'the activation e-mail could not be sent');
    await removeAccount(ctx, userId);
    throw new Refusal('mailFailed', { cause: error });
  }
}

async function sendActivation(ctx: Ctx, person: { id: number; username: string; email: string }): Promise<void> {
  const order = { userId: person.id, purpose: 'activation', form: 'digits', ttlSeconds: ACTIVATION_TTL_SECONDS } as const;
  const code = await issueCodeOnce(ctx, order);
  if (code === undefined) return;
  const site = ctx.settings.value('siteName');
  const link = `${ctx.config.baseUrl}/activate?user_id=${person.id}&code=${code}`;
  await ctx.mail.send({
    to: person.email,
    subject: `${site}: confirm your e-mail address`,
    text: `Hello ${person.username},\n\nyour confirmation code is ${code}.\n\nOr open this link within 24 hours:\n${link}\n`,
  });
}

/** Sends the activation code again, at most once a minute, and does not reveal whether the account exists. */
export function resendActivation(ctx: Ctx, userId: number): void {
  ctx.background('resend activation code', async () => {
    const account = await accountById(ctx.db, userId);
    if (account?.state !== 'pending' || (await wasIssuedRecently(ctx, account.id, 'activation'))) return;
    if (await isWithin(spendCode(ctx, account.id, 'activation'))) await sendActivation(ctx, account);
  });
}

/**
 * Confirms the address of an account by the code sent to it. Refuses `wrongCode`. Contract: active_account_sms, validation_user.
 */
export async function activateAccount(ctx: Ctx, userId: number, code: string): Promise<void> {
  const isActive = await ctx.write(async (tx) => {
    if (!(await redeemCode(ctx, { userId, purpose: 'activation', code }))) return false;
    await updateAccount(tx, userId, { state: 'active', email_verified_at: ctx.now });
    return true;
  });
  // thrown after the commit, so that the counted attempt stays
  if (!isActive) throw new Refusal('wrongCode');
}

/** Confirms the address of a new account, or a changed one. Refuses `wrongCode`. Contract: validation_user. */
export async function confirmEmail(ctx: Ctx, email: string, code: string): Promise<void> {
  if (await finishEmailChange(ctx, email, code)) return;
  const account = await accountByEmail(ctx.db, email);
  await activateAccount(ctx, account?.id ?? 0, code);
}

/** Activates and signs in: a session token, and the account's timezone. Refuses `wrongCode`. */
export async function activateAndSignIn(ctx: Ctx, userId: number, { code, device }: { code: string; device: Device }) {
  await activateAccount(ctx, userId, code);
  const account = await accountById(ctx.db, userId);
  if (!account || account.banned) throw new Refusal('wrongCode');
  const token = await ctx.write((tx) => createSession(ctx, tx, userId, device));
  return { userId, token, timezone: account.timezone };
}

/** Whether an account is active. Refuses `userNotFound`, `notActive`. Contract: is-active. */
export async function requireActive(ctx: Ctx, userId: number): Promise<void> {
  const account = await accountById(ctx.db, userId);
  if (!account) throw new Refusal('userNotFound');
  if (account.state !== 'active') throw new Refusal('notActive');
}
