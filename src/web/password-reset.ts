import type { Response } from 'express';
import { email, newPassword } from '../auth/endpoints/fields.ts';
import { normalizePassword } from '../auth/service/password.ts';
import { resetPassword } from '../auth/service/recovery.ts';
import type { Ctx } from '../context.ts';
import { LimitError, Refusal } from '../http/errors.ts';
import { type FormIssue, fieldText, form, parseForm, type RawForm, secret, text } from '../http/form.ts';
import { spendGuess } from '../http/limits.ts';
import { type ResetPasswordForm, sendPage, wordsFor } from './page.ts';
import { fill, fromNow, type Strings } from './strings.ts';

const passwordForm = form({
  email: email(),
  code: text(64).transform((code) => code.trim()),
  new_password: newPassword(),
  confirm_password: secret(),
}).refine((input) => normalizePassword(input.new_password) === normalizePassword(input.confirm_password), {
  error: 'mismatch',
  path: ['confirm_password'],
});

/** The page behind the mailed link: a form for a new password. The code is a field to type only where the link brought none. */
export function showPasswordForm(ctx: Ctx, res: Response, query: RawForm): void {
  sendPage(ctx, res, { template: 'reset-password', ...linkOf(query), problems: {} });
}

/** Sets the password, or shows the form again with what is wrong. Counted together with reset_password. */
export async function setNewPassword(ctx: Ctx, res: Response, body: RawForm): Promise<void> {
  const { text } = wordsFor(ctx, res.req);
  const again = (status: number, problem: Pick<ResetPasswordForm, 'problem'> & Partial<ResetPasswordForm>) =>
    sendPage(ctx, res.status(status), { template: 'reset-password', ...linkOf(body), problems: {}, ...problem });
  try {
    const guess = { action: 'reset_password', account: fieldText(body, 'email'), address: ctx.client.address };
    const forgive = await spendGuess(ctx.limits, guess);
    const given = parseForm(passwordForm, body);
    if (!given.ok) return again(400, { problems: problemsOf(given.issues, text) });
    await resetPassword(ctx, { ...given.input, password: given.input.new_password });
    await forgive();
  } catch (error) {
    if (error instanceof Refusal && error.reason === 'wrongCode') return again(400, { problem: text.resetPassword.wrongCode });
    if (!(error instanceof LimitError)) throw error;
    const when = fromNow(error.retryAfterSeconds, text);
    res.set('Retry-After', String(error.retryAfterSeconds));
    return again(429, { problem: fill(text.resetPassword.tooMany, { when }) });
  }
  res.redirect(303, '/reset-password/done');
}

export function showPasswordSet(ctx: Ctx, res: Response): void {
  const { title, text } = wordsFor(ctx, res.req).text.resetPassword.done;
  sendPage(ctx, res, { template: 'notice', tone: 'good', title, paragraphs: [text] });
}

/** What the link brought, for the page to keep; never the passwords. */
function linkOf(raw: RawForm): { email: string; code: string } {
  return { email: fieldText(raw, 'email') ?? '', code: fieldText(raw, 'code') ?? '' };
}

/** The first problem of each field, in words. */
function problemsOf(issues: readonly FormIssue[], { resetPassword: words }: Strings): Record<string, string> {
  const problems: Record<string, string> = {};
  for (const { field, reason } of issues) problems[field] ??= words.problems[`${field}.${reason}`] ?? words.problem;
  return problems;
}
