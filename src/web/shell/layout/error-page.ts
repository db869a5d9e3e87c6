import type { Request, Response } from 'express';
import type { Services } from '../../../context.ts';
import { isApiPath } from '../../../http/addresses.ts';
import type { ErrorAnswer } from '../../../http/errors.ts';
import { FEED, isFragmentRequest } from '../addresses.ts';
import { fill, fromNow } from '../strings.ts';
import { sendNotice, sendToast } from './notices.ts';
import { wordsFor } from './page.ts';

/** Whether an error is answered with a page: to browsers that ask for one, outside the API. Sets `Vary` for caches. */
export function wantsPage(req: Request, res: Response): boolean {
  if (isApiPath(req.path)) return false;
  res.vary('Accept');
  return req.accepts(['json', 'html']) === 'html';
}

/** Sends an error as a page, with its status and headers; to htmx as a notice at the edge of the open page. */
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
    sendToast(services, res, { tone: 'bad', message: paragraph });
    return;
  }
  sendNotice(services, res, {
    tone: 'bad',
    title: words.title,
    paragraphs: [paragraph],
    ...(explained === undefined ? {} : { link: { href: FEED, label: text.nav.back } }),
    ...(id === undefined ? {} : { footnote: fill(text.requestId, { id }) }),
  });
}

/** Whether the text of the error is one of the pages' own, in the visitor's language. */
function isExplained({ locals }: Response, { errors }: ErrorAnswer['body']): boolean {
  const table: Record<string, readonly [number, string]> = locals.refusals ?? {};
  return Object.values(table).some(([, text]) => text === errors.error_text);
}
