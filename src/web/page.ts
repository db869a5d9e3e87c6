import { fileURLToPath } from 'node:url';
import { Eta } from 'eta';
import type { Request, Response } from 'express';
import type { Services } from '../context.ts';
import { assetUrl } from './assets.ts';
import { fill, type Strings, stringsFor } from './strings.ts';

/** What a page shows: its template, and the values that template reads. Text, never HTML. */
export type View =
  | { template: 'activate'; userId: number; code: string }
  | ({ template: 'reset-password' } & ResetPasswordForm)
  | ({ template: 'notice' } & Notice);

/** The form for a new password as it is shown (again): values kept, problems by field. */
export type ResetPasswordForm = {
  email: string;
  code: string;
  /** What is wrong with the whole. */
  problem?: string;
  problems: Readonly<Record<string, string>>;
};

/** A page that only tells something. */
export type Notice = { tone: 'good' | 'bad'; title: string; paragraphs: readonly string[]; footnote?: string };

const CONTENT_POLICY = [
  "default-src 'none'",
  "img-src 'self'",
  "style-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

const eta = new Eta({
  views: fileURLToPath(new URL('templates/', import.meta.url)),
  cache: true,
  autoEscape: true,
  autoFilter: true,
  filterFunction: printable,
});

/**
 * Sends a page that no cache keeps, no other site frames, and whose address (it may carry a code) no other site learns. The
 * referrer stays within this site instead of being dropped, see `requireSameOrigin`.
 */
export function sendPage({ settings }: Pick<Services, 'settings'>, res: Response, view: View): void {
  const site = settings.value('siteName');
  const html = eta.render(`./${view.template}`, { ...view, text: stringsFor(res.req), site, assetUrl, fill });
  res.set({
    'Cache-Control': 'no-store',
    'Content-Security-Policy': CONTENT_POLICY,
    'Referrer-Policy': 'same-origin',
  });
  res.type('html').send(html);
}

/** What every page handler starts from: the strings of the visitor's language and the site's name to fill into them. */
export function wordsFor({ settings }: Pick<Services, 'settings'>, req: Request): { text: Strings; site: string } {
  return { text: stringsFor(req), site: settings.value('siteName') };
}

/** Templates are not type-checked, so what is no text fails there and then, instead of printing "undefined" to a visitor. */
function printable(value: unknown): string {
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  throw new TypeError(`a template prints a value of type ${typeof value}`);
}
