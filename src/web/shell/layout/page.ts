import { fileURLToPath } from 'node:url';
import { Eta } from 'eta';
import type { Request, Response } from 'express';
import type { Services } from '../../../context.ts';
import { assetUrl } from '../assets.ts';
import { counted, fill, type Strings, stringsFor } from '../strings.ts';
import type { TopBar } from './top-bar.ts';

type PageServices = Pick<Services, 'settings' | 'config'>;

/** Sends one template, filled with the values it reads: text, never HTML, except in members named `html`. */
export type Send<Values> = (services: PageServices, res: Response, values: Values) => void;

/** What every page of a signed-in person needs: its top bar, the token of its forms, and its section, for styles and the bar. */
export type SitePage = { bar: TopBar; csrf: string; section: string };

const eta = new Eta({
  views: fileURLToPath(new URL('../../', import.meta.url)),
  cache: true,
  autoEscape: true,
  autoFilter: true,
  filterFunction: printable,
});

/** A page without a session: no scripts, no files from elsewhere. `template` is a path below `src/web`, without `.eta`. */
export function plainPage<Values extends object>(template: string): Send<Values> {
  return (services, res, values) => send(services, res, { template, values, policy: plainPolicy(services.config) });
}

/** A page of a signed-in person, in the frame of `site.eta`. */
export function sitePage<Values extends object>(template: string): Send<Values & SitePage> {
  return (services, res, values) => send(services, res, { template, values, policy: sitePolicy(services.config) });
}

/** A part of a page, which htmx puts into an open one. */
export function fragment<Values extends object>(template: string): Send<Values> {
  return plainPage(template);
}

/** What every page handler starts from: the strings of the visitor's language, and the site's name to fill into them. */
export function wordsFor({ settings }: Pick<Services, 'settings'>, req: Request): { text: Strings; site: string } {
  return { text: stringsFor(req), site: settings.value('siteName') };
}

/**
 * No cache keeps the answer, other sites frame it only where the config lets them, and no other site learns its address, which
 * may hold a code. The referrer stays within this site instead of being dropped, see `requireSameOrigin`.
 */
function send(
  services: PageServices,
  res: Response,
  { template, values, policy }: { template: string; values: object; policy: string },
): void {
  const html = eta.render(template, { ...values, ...surroundings(services, res.req) });
  res.set({
    'Content-Security-Policy': policy,
    'Cache-Control': 'no-store',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Referrer-Policy': 'same-origin',
    'X-Frame-Options': 'DENY',
  });
  // this header cannot name other sites; browsers that know the policy follow the policy
  if (services.config.web.frameAncestors.length > 0) res.removeHeader('X-Frame-Options');
  res.type('html').send(html);
}

function plainPolicy(config: Services['config']): string {
  return contentPolicy(config, ["img-src 'self'", "style-src 'self'"]);
}

/** Scripts and styles of our own, and media from where this site stores files. */
function sitePolicy(config: Services['config']): string {
  const origins = [new URL(config.baseUrl).origin, new URL(config.media.store.publicBaseUrl).origin];
  const files = [...new Set(["'self'", ...origins])].join(' ');
  return contentPolicy(config, [
    `img-src ${files}`,
    "style-src 'self'",
    "script-src 'self'",
    "connect-src 'self'",
    `media-src ${files}`,
  ]);
}

/** Nothing inline, and from elsewhere only what `sources` names. */
function contentPolicy({ web }: Services['config'], sources: readonly string[]): string {
  const ancestors = web.frameAncestors.length > 0 ? web.frameAncestors.join(' ') : "'none'";
  return ["default-src 'none'", ...sources, "form-action 'self'", "base-uri 'none'", `frame-ancestors ${ancestors}`].join('; ');
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

/** Templates are not type-checked. A value that is not text fails here, so that no visitor reads "undefined". */
function printable(value: unknown): string {
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  throw new TypeError(`a template prints a value of type ${typeof value}`);
}
