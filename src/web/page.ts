import { fileURLToPath } from 'node:url';
import { Eta } from 'eta';
import type { Request, Response } from 'express';
import type { Services } from '../context.ts';
import { assetUrl } from './assets.ts';
import { counted, fill, type Strings, stringsFor } from './strings.ts';
import type { Fragment, View } from './views.ts';

export type { Notice, ResetPasswordForm } from './views.ts';

type PageServices = Pick<Services, 'settings' | 'config'>;

const eta = new Eta({
  views: fileURLToPath(new URL('templates/', import.meta.url)),
  cache: true,
  autoEscape: true,
  autoFilter: true,
  filterFunction: printable,
});

/**
 * Sends a page that no cache keeps, that other sites frame only where the config lets them, and whose address (it may carry a
 * code) no other site learns. The referrer stays within this site instead of being dropped, see `requireSameOrigin`.
 */
export function sendPage(services: PageServices, res: Response, view: View): void {
  res.set('Content-Security-Policy', contentPolicy(services.config, { isPlain: !('bar' in view) }));
  send(services, res, eta.render(`./${view.template}`, { ...view, ...surroundings(services, res.req) }));
}

/** Sends a part of a page, under the same rules. */
export function sendFragment(services: PageServices, res: Response, view: Fragment): void {
  res.set('Content-Security-Policy', contentPolicy(services.config, { isPlain: true }));
  send(services, res, eta.render(`./fragments/${view.fragment}`, { ...view, ...surroundings(services, res.req) }));
}

/** What every page handler starts from: the strings of the visitor's language and the site's name to fill into them. */
export function wordsFor({ settings }: Pick<Services, 'settings'>, req: Request): { text: Strings; site: string } {
  return { text: stringsFor(req), site: settings.value('siteName') };
}

function send({ config }: PageServices, res: Response, html: string): void {
  const ancestors = config.web.frameAncestors;
  res.set({
    'Cache-Control': 'no-store',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Referrer-Policy': 'same-origin',
    'X-Frame-Options': 'DENY',
  });
  // it can not name other sites; browsers that know the policy go by that
  if (ancestors.length > 0) res.removeHeader('X-Frame-Options');
  res.type('html').send(html);
}

/**
 * Nothing inline; from elsewhere nothing but people's files, where these have a place of their own. A plain page, for whoever
 * comes, has not even scripts.
 */
function contentPolicy({ web, media, baseUrl }: Services['config'], { isPlain }: { isPlain: boolean }): string {
  const files = [...new Set(["'self'", new URL(baseUrl).origin, new URL(media.store.publicBaseUrl).origin])].join(' ');
  const own = isPlain
    ? ["img-src 'self'", "style-src 'self'"]
    : [`img-src ${files}`, "style-src 'self'", "script-src 'self'", "connect-src 'self'", `media-src ${files}`];
  const ancestors = web.frameAncestors.length > 0 ? web.frameAncestors.join(' ') : "'none'";
  return ["default-src 'none'", ...own, "form-action 'self'", "base-uri 'none'", `frame-ancestors ${ancestors}`].join('; ');
}

/** What every template may use. */
function surroundings({ settings }: PageServices, req: Request) {
  const text = stringsFor(req);
  return {
    text,
    site: settings.value('siteName'),
    assetUrl,
    fill,
    count: (forms: Parameters<typeof counted>[0], count: number) => counted(forms, count, text.lang),
    icon,
  };
}

/** A drawing of `icons.svg`, as HTML. */
function icon(name: string): string {
  return `<svg class="icon" width="20" height="20" aria-hidden="true" focusable="false"><use href="${assetUrl('icons.svg')}#${name}"/></svg>`;
}

/** Templates are not type-checked, so what is no text fails there and then, instead of printing "undefined" to a visitor. */
function printable(value: unknown): string {
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  throw new TypeError(`a template prints a value of type ${typeof value}`);
}
