import type { Request, Response } from 'express';
import type { Services } from '../context.ts';
import type { ErrorAnswer } from '../http/errors.ts';
import { sendPage, wordsFor } from './page.ts';
import { fill, fromNow } from './strings.ts';

/** Whether an error is to be told to a person: a browser that asks for a page, away from the API. Tells caches about it. */
export function wantsPage(req: Request, res: Response): boolean {
  if (req.path === '/api' || req.path.startsWith('/api/')) return false;
  res.vary('Accept');
  return req.accepts(['json', 'html']) === 'html';
}

/** The page of an error, with the answer's true status and headers. */
export function sendErrorPage(services: Services, res: Response, { status, headers, body }: ErrorAnswer): void {
  const { text } = wordsFor(services, res.req);
  const words = text.errors[status] ?? text.error;
  const when = fromNow(Number(headers['Retry-After'] ?? 0), text);
  const { request_id: id } = body.errors;
  sendPage(services, res.status(status).set(headers), {
    template: 'notice',
    tone: 'bad',
    title: words.title,
    paragraphs: [fill(words.text, { when })],
    ...(id === undefined ? {} : { footnote: fill(text.requestId, { id }) }),
  });
}
