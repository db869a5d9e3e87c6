import type { Response } from 'express';
import { email, newPassword } from '../../auth/endpoints/fields.ts';
import { normalizePassword } from '../../auth/service/password.ts';
import { resetPassword } from '../../auth/service/recovery.ts';
import type { Ctx } from '../../context.ts';
import { LimitError, Refusal } from '../../http/errors.ts';
import { type FormIssue, fieldText, form, parseForm, type RawForm, secret, text } from '../../http/form.ts';
import { spendGuess } from '../../http/limits.ts';
import { sendNotice } from '../shell/layout/notices.ts';
import { plainPage, wordsFor } from '../shell/layout/page.ts';
import { fill, fromNow, type Strings } from '../shell/strings.ts';

/** The form for a new password, also with what was wrong: values kept, problems by field. */
type PasswordForm = {
  email: string;
  code: string;
  /** What is wrong with the form as a whole. */
  problem?: string;
  problems: Readonly<Record<string, string>>;
};

const sendPasswordForm = plainPage<PasswordForm>('account/reset-password');

const passwordForm = form({
  email: email(),
  code: text(64).transform((code) => code.trim()),
  new_password: newPassword(),
  confirm_password: secret(),
}).refine((input) => normalizePassword(input.new_password) === normalizePassword(input.confirm_password), {
  error: 'mismatch',
  path: ['confirm_password'],
});

/** The page behind the link in the e-mail: a form for a new password. It asks for the code only if the link has none. */
export function showPasswordForm(ctx: Ctx, res: Response, query: RawForm): void {
  sendPasswordForm(ctx, res, { ...linkOf(query), problems: {} });
}

/** Sets the password, or shows the form again with what is wrong. Shares its limit with reset_password. */
export async function setNewPassword(ctx: Ctx, res: Response, body: RawForm): Promise<void> {
  const { text } = wordsFor(ctx, res.req);
  const showAgain = (status: number, problem: Partial<PasswordForm>) =>
    sendPasswordForm(ctx, res.status(status), { ...linkOf(body), problems: {}, ...problem });
  try {
    const guess = { action: 'reset_password', account: fieldText(body, 'email'), address: ctx.client.address };
    const refund = await spendGuess(ctx.limits, guess);
    const given = parseForm(passwordForm, body);
    if (!given.ok) return showAgain(400, { problems: problemsOf(given.issues, text) });
    await resetPassword(ctx, { ...given.input, password: given.input.new_password });
    await refund();
  } catch (error) {
    if (error instanceof Refusal && error.reason === 'wrongCode')
      return showAgain(400, { problem: text.resetPassword.wrongCode });
    if (!(error instanceof LimitError)) throw error;
    const when = fromNow(error.retryAfterSeconds, text);
    res.set('Retry-After', String(error.retryAfterSeconds));
    return showAgain(429, { problem: fill(text.resetPassword.tooMany, { when }) });
  }
  res.redirect(303, '/reset-password/done');
}

export function showPasswordSet(ctx: Ctx, res: Response): void {
  const { title, text } = wordsFor(ctx, res.req).text.resetPassword.done;
  sendNotice(ctx, res, { tone: 'good', title, paragraphs: [text] });
}

/** The values of the link, which the page keeps; never the passwords. */
function linkOf(raw: RawForm): { email: string; code: string } {
  return { email: fieldText(raw, 'email') ?? '', code: fieldText(raw, 'code') ?? '' };
}

/** The first problem of each field, as text. */
function problemsOf(issues: readonly FormIssue[], { resetPassword: words }: Strings): Record<string, string> {
  const problems: Record<string, string> = {};
  for (const { field, reason } of issues) problems[field] ??= words.problems[`${field}.${reason}`] ?? words.problem;
  return problems;
}
