import type { Request } from 'express';
import type { Config } from '../../config.ts';

/** The hybrid page, which shows feeds, profiles and single posts. Contract §2.30. */
export const FEED = '/get_news_feed';

export const userAddress = (id: string | number) => `${FEED}?user_id=${id}`;
export const pageAddress = (id: string | number) => `${FEED}?page_id=${id}`;
export const groupAddress = (id: string | number) => `${FEED}?group_id=${id}`;
export const eventAddress = (id: string | number) => `${FEED}?event_id=${id}`;
export const postAddress = (id: string | number) => `${FEED}?post_id=${id}`;
export const storyAddress = (id: string | number) => `/stories/${id}`;
export const MESSAGES = '/messages';
export const messagesAddress = (id: string | number) => `${MESSAGES}/${id}`;
export const groupChatAddress = (id: string | number) => `${MESSAGES}/groups/${id}`;
export const aboutGroupChatAddress = (id: string | number) => `${groupChatAddress(id)}/about`;

/** A conversation with a page; for the owner of the page `visitorId` says with whom. */
export function pageChatAddress(pageId: string | number, visitorId?: string | number): string {
  const address = `${MESSAGES}/pages/${pageId}`;
  return visitorId === undefined ? address : `${address}/${visitorId}`;
}
export const hashtagAddress = (tag: string) => `${FEED}?hashtag=${encodeURIComponent(tag)}`;

export function signInAddress(next: string): string {
  return next === FEED ? '/login' : `/login?next=${encodeURIComponent(next)}`;
}

/** Whether htmx asks for a fragment, to put it into the open page. */
export function isFragmentRequest(req: Request): boolean {
  return req.get('hx-request') === 'true';
}

const NOWHERE = 'http://local.invalid';

/** An address of this site as path and query; undefined for anything that could lead to another site. */
export function localAddress(given: unknown): string | undefined {
  if (typeof given !== 'string' || given.length > 2000 || !/^\/(?![/\\])[^\\\p{Cc}]*$/u.test(given)) return undefined;
  const url = URL.parse(given, NOWHERE);
  // `/..//evil.example` is a path of this site, but resolves to the address of another
  return url?.origin === NOWHERE && !url.pathname.startsWith('//') ? `${url.pathname}${url.search}${url.hash}` : undefined;
}

/** The page the browser shows: the one a GET asks for, or the one that a form or fragment came from. */
export function addressOf(req: Request): string {
  const own = req.method === 'GET' && !isFragmentRequest(req) ? req.originalUrl : refererOf(req);
  return localAddress(own) ?? FEED;
}

function refererOf(req: Request): string | undefined {
  const from = URL.parse(req.get('referer') ?? '');
  return from?.host === req.host ? `${from.pathname}${from.search}` : undefined;
}

/** One of our absolute addresses as a path, so that pages work under every name of the server. Others stay unchanged. */
export function pathOf(url: string, { baseUrl }: Pick<Config, 'baseUrl'>): string {
  return url.startsWith(`${baseUrl}/`) ? url.slice(baseUrl.length) : url;
}
