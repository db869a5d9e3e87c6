import type { RequestHandler } from 'express';

/**
 * Lets a form through only if a page of this site sent it. Browsers tell by `Sec-Fetch-Site`, older ones and plain-HTTP sites
 * by `Origin`; without either it was no browser, so nobody's cookie can have been abused.
 *
 * NOTE: pages with forms need `Referrer-Policy: same-origin`. Under `no-referrer` browsers send `Origin: null`, and over plain
 * HTTP no `Sec-Fetch-Site` beside it (seen in Chromium), which looks like a sandboxed page of somebody else.
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
