import type { Response } from 'express';
import { activateAccount } from '../../auth/service/accounts.ts';
import type { Ctx } from '../../context.ts';
import { Refusal } from '../../http/errors.ts';
import { fieldText, form, id, parseForm, type RawForm, text } from '../../http/form.ts';
import { spendGuess } from '../../http/limits.ts';
import { sendNotice } from '../shell/layout/notices.ts';
import { plainPage, wordsFor } from '../shell/layout/page.ts';
import { fill } from '../shell/strings.ts';

const sendActivation = plainPage<{ userId: number; code: string }>('account/activate');

const activationForm = form({ user_id: id(), code: text(64) });

/** The page behind the link in the e-mail. It asks for a tap: mail scanners follow links, so a GET must not use up the code. */
export function showActivation(ctx: Ctx, res: Response, query: RawForm): void {
  const link = parseForm(activationForm, query);
  if (link.ok) sendActivation(ctx, res, { userId: link.input.user_id, code: link.input.code });
  else showIncomplete(ctx, res);
}

/** Confirms the address, and redirects to a page that can be reloaded. Shares its limit with active_account_sms. */
export async function activate(ctx: Ctx, res: Response, body: RawForm): Promise<void> {
  const guess = { action: 'active_account_sms', account: fieldText(body, 'user_id'), address: ctx.client.address };
  const refund = await spendGuess(ctx.limits, guess);
  const given = parseForm(activationForm, body);
  if (!given.ok) return showIncomplete(ctx, res);
  try {
    await activateAccount(ctx, given.input.user_id, given.input.code);
  } catch (error) {
    if (error instanceof Refusal && error.reason === 'wrongCode') return showWrong(ctx, res);
    throw error;
  }
  await refund();
  res.redirect(303, '/activate/done');
}

export function showActivated(ctx: Ctx, res: Response): void {
  const { text, site } = wordsFor(ctx, res.req);
  const { title, text: paragraph } = text.activate.done;
  sendNotice(ctx, res, { tone: 'good', title, paragraphs: [fill(paragraph, { site })] });
}

function showIncomplete(ctx: Ctx, res: Response): void {
  const { title, text } = wordsFor(ctx, res.req).text.activate.incomplete;
  sendNotice(ctx, res.status(400), { tone: 'bad', title, paragraphs: [text] });
}

function showWrong(ctx: Ctx, res: Response): void {
  const { title, text, advice } = wordsFor(ctx, res.req).text.activate.wrong;
  sendNotice(ctx, res.status(400), { tone: 'bad', title, paragraphs: [text, advice] });
}
