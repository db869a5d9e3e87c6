import type { Request } from 'express';
import type { Config } from '../../config.ts';

/** The one page that everything else is a part or a view of. Contract §2.30. */
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

/** A chat with a page; `visitorId`: for its owner, with whom. */
export function pageChatAddress(pageId: string | number, visitorId?: string | number): string {
  const address = `${MESSAGES}/pages/${pageId}`;
  return visitorId === undefined ? address : `${address}/${visitorId}`;
}
export const hashtagAddress = (tag: string) => `${FEED}?hashtag=${encodeURIComponent(tag)}`;

export function signInAddress(next: string): string {
  return next === FEED ? '/login' : `/login?next=${encodeURIComponent(next)}`;
}

/** Whether htmx asks for a part of a page, to put it into the one that is open. */
export function isFragmentRequest(req: Request): boolean {
  return req.get('hx-request') === 'true';
}

const NOWHERE = 'http://local.invalid';

/** An address of this site as path and query; undefined for anything that could lead elsewhere. */
export function localAddress(given: unknown): string | undefined {
  if (typeof given !== 'string' || given.length > 2000 || !/^\/(?![/\\])[^\\\p{Cc}]*$/u.test(given)) return undefined;
  const url = URL.parse(given, NOWHERE);
  // `/..//evil.example` is a path of this site, and what is left of it is another site's address
  return url?.origin === NOWHERE && !url.pathname.startsWith('//') ? `${url.pathname}${url.search}${url.hash}` : undefined;
}

/** The page somebody is on: what a GET asks for, or where a form or fragment was called from. */
export function addressOf(req: Request): string {
  const own = req.method === 'GET' && !isFragmentRequest(req) ? req.originalUrl : refererOf(req);
  return localAddress(own) ?? FEED;
}

function refererOf(req: Request): string | undefined {
  const from = URL.parse(req.get('referer') ?? '');
  return from?.host === req.host ? `${from.pathname}${from.search}` : undefined;
}

/** An absolute address of our own as a path, so that a page works under every name of its server. Others stay as they are. */
export function pathOf(url: string, { baseUrl }: Pick<Config, 'baseUrl'>): string {
  return url.startsWith(`${baseUrl}/`) ? url.slice(baseUrl.length) : url;
}
