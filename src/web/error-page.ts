import type { Request, Response } from 'express';
import type { Services } from '../context.ts';
import { isApiPath } from '../http/addresses.ts';
import type { ErrorAnswer } from '../http/errors.ts';
import { FEED, isFragmentRequest } from './addresses.ts';
import { sendFragment, sendPage, wordsFor } from './page.ts';
import { fill, fromNow } from './strings.ts';

/** Whether an error is to be told to a person: a browser that asks for a page, away from the API. Tells caches about it. */
export function wantsPage(req: Request, res: Response): boolean {
  if (isApiPath(req.path)) return false;
  res.vary('Accept');
  return req.accepts(['json', 'html']) === 'html';
}

/** The page of an error, with the answer's true status and headers; in an open page, a notice at its edge. */
export function sendErrorPage(services: Services, res: Response, { status, headers, body }: ErrorAnswer): void {
  const { text } = wordsFor(services, res.req);
  const words = text.errors[status] ?? text.error;
  const when = fromNow(Number(headers['Retry-After'] ?? 0), text);
  const { request_id: id } = body.errors;
  const explained = isExplained(res, body) ? body.errors.error_text : undefined;
  const paragraph = explained ?? fill(words.text, { when });
  res.status(status).set(headers);
  if (isFragmentRequest(res.req)) {
    res.set({ 'HX-Retarget': '#notices', 'HX-Reswap': 'innerHTML' });
    sendFragment(services, res, { fragment: 'notice', tone: 'bad', words: paragraph });
    return;
  }
  sendPage(services, res, {
    template: 'notice',
    tone: 'bad',
    title: words.title,
    paragraphs: [paragraph],
    ...(explained === undefined ? {} : { link: { href: FEED, label: text.nav.back } }),
    ...(id === undefined ? {} : { footnote: fill(text.requestId, { id }) }),
  });
}

/** Whether the error's text is one of the pages' own: said in the visitor's language, for people. */
function isExplained({ locals }: Response, { errors }: ErrorAnswer['body']): boolean {
  const table: Record<string, readonly [number, string]> = locals.refusals ?? {};
  return Object.values(table).some(([, text]) => text === errors.error_text);
}
