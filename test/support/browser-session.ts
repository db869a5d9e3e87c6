import { Agent } from 'node:http';
import { type DefaultTreeAdapterTypes, parse } from 'parse5';
import request, { type Response } from 'supertest';
import { expect } from 'vitest';
import type { Person } from './people.ts';
import type { Site } from './site.ts';

export type PageElement = DefaultTreeAdapterTypes.Element;

/** A signed-in browser without scripts. `csrf` is the token of its forms. */
export type BrowserSession = {
  cookie: string;
  csrf: string;
  get(path: string): Promise<Response>;
  /** Sends a form of the site; `from` is the path of its page. */
  post(path: string, fields?: Record<string, string>, from?: string): Promise<Response>;
  /** A request of htmx: a part of a page. */
  getPart(path: string): Promise<Response>;
  postPart(path: string, fields?: Record<string, string>): Promise<Response>;
};

const agent = new Agent({ keepAlive: true });
const HTML = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';

export const openPage = (site: Site, path: string) => request(site.address).get(path).agent(agent).set('Accept', HTML);
export const sendForm = (site: Site, path: string, fields: Record<string, string>) =>
  request(site.address)
    .post(path)
    .agent(agent)
    .set('Accept', HTML)
    .set('Sec-Fetch-Site', 'same-origin')
    .type('form')
    .send(fields);

/** Signs a person in through the page /login. */
export async function signedIn(
  site: Site,
  { username, password }: Pick<Person, 'username' | 'password'>,
): Promise<BrowserSession> {
  const form = await openPage(site, '/login');
  const answer = await sendForm(site, '/login', { csrf: tokenOf(form.text), login: username, password }).set(
    'Cookie',
    cookiesOf(form),
  );
  expect([answer.status, answer.headers.location]).toEqual([303, '/get_news_feed']);
  const cookie = cookiesOf(answer);
  const csrf = tokenOf((await openPage(site, '/get_news_feed').set('Cookie', cookie)).text);
  const post = (path: string, fields: Record<string, string>) => sendForm(site, path, { csrf, ...fields }).set('Cookie', cookie);
  return {
    cookie,
    csrf,
    get: async (path) => openPage(site, path).set('Cookie', cookie),
    post: async (path, fields = {}, from = '/get_news_feed') => {
      const call = post(path, fields);
      return call.set('Host', 'localhost').set('Referer', `http://localhost${from}`);
    },
    getPart: async (path) => openPage(site, path).set('Cookie', cookie).set('HX-Request', 'true'),
    postPart: async (path, fields = {}) => post(path, fields).set('HX-Request', 'true'),
  };
}

/** The cookies an answer sets, as the browser sends them back. */
export function cookiesOf({ headers }: Response): string {
  const set: string[] = [headers['set-cookie'] ?? []].flat();
  return set
    .map((cookie) => cookie.split(';')[0] ?? '')
    .filter((pair) => !pair.endsWith('='))
    .join('; ');
}

/** The token in a page's first form. */
export function tokenOf(page: string): string {
  const field = elements(page, 'input').find((input) => attributes(input).name === 'csrf');
  return attributes(field).value ?? '';
}

/** All elements of one kind on a page, as a browser would build them. */
export function elements(page: string, tag: string): PageElement[] {
  const found: PageElement[] = [];
  const walk = (node: DefaultTreeAdapterTypes.Node): void => {
    if ('tagName' in node && node.tagName === tag) found.push(node);
    if ('childNodes' in node) node.childNodes.forEach(walk);
  };
  walk(parse(page));
  return found;
}

export const attributes = (element: PageElement | undefined): Record<string, string> =>
  Object.fromEntries((element?.attrs ?? []).map(({ name, value }) => [name, value]));

export function textOf(node: DefaultTreeAdapterTypes.Node): string {
  if (node.nodeName === '#text' && 'value' in node) return node.value;
  return 'childNodes' in node ? node.childNodes.map(textOf).join('') : '';
}

/** The ids of the posts on a page, in order. */
export const postIdsOn = (page: string): string[] =>
  elements(page, 'article').flatMap((article) => attributes(article)['data-post-id'] ?? []);
