import type { RequestHandler } from 'express';

/**
 * Treats `//api/x` and `/api//x` as `/api/x`, as nginx does by default: apps join a base that ends in a slash and a path that
 * begins with one.
 */
export function mergeSlashes(): RequestHandler {
  return function mergePathSlashes(req, _res, next) {
    const end = req.url.indexOf('?');
    const path = end < 0 ? req.url : req.url.slice(0, end);
    if (path.includes('//')) req.url = path.replace(/\/{2,}/g, '/') + req.url.slice(path.length);
    next();
  };
}

/** Whether a request is for the API, by either of its addresses; all others are the web's and get true HTTP statuses. */
export function isApiPath(path: string): boolean {
  return path === '/app_api.php' || path === '/api' || path.startsWith('/api/');
}
