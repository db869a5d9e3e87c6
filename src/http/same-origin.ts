import type { RequestHandler } from 'express';

/**
 * Accepts a form only from a page of this site. Browsers send `Sec-Fetch-Site`, older ones and plain-HTTP sites `Origin`; without
 * either the client is no browser, so no cookie can have been abused. NOTE: pages with forms need `Referrer-Policy: same-origin`.
 * Under `no-referrer` browsers send `Origin: null`, and over plain HTTP no `Sec-Fetch-Site` (seen in Chromium), which looks like
 * another site's sandboxed page.
 */
export function requireSameOrigin(baseUrl: string): RequestHandler {
  const ownOrigin = new URL(baseUrl).origin;
  return function checkOrigin(req, _res, next) {
    const site = req.get('sec-fetch-site');
    const origin = req.get('origin');
    const isSame =
      site === undefined
        ? origin === undefined || origin === ownOrigin || URL.parse(origin)?.host === req.host
        : site === 'same-origin' || site === 'none';
    next(isSame ? undefined : Object.assign(new Error('a form sent by another site'), { status: 403, expose: true }));
  };
}
