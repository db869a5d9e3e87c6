import type { Router } from 'express';
import { webRoutes } from '../../src/web/routes.ts';
import type { Site } from './site.ts';

export type PageRoute = { method: 'get' | 'post'; path: string };

/** Every route of the pages for signed-in people, read from the router itself, so that a new one is in every test at once. */
export function pageRoutes(site: Site): PageRoute[] {
  const parts = { countMessages: async () => ({}) };
  return routesIn(webRoutes(site.services, parts)).filter(({ path }) => !FOR_GUESTS.test(path));
}

const FOR_GUESTS = /^\/(assets|favicon\.ico|login|activate|reset-password|post\/|hashtag\/|events\/:id$)/;

function routesIn({ stack }: Pick<Router, 'stack'>): PageRoute[] {
  return stack.flatMap((layer): PageRoute[] => {
    const { route } = layer;
    if (!route) return 'stack' in layer.handle ? routesIn(layer.handle as Router) : []; // only routers have one
    const methods = new Set(route.stack.map(({ method }) => method));
    return (['get', 'post'] as const).filter((method) => methods.has(method)).map((method) => ({ method, path: route.path }));
  });
}

/** A route's address with an id in it. */
export const addressIn = ({ path }: PageRoute, id: string | number) => path.replace(/:\w+/g, String(id));
