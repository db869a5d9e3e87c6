import { mended } from './mend.ts';

const NAMED: ReadonlyMap<string, string> = new Map(
  Object.entries({ lt: '<', gt: '>', amp: '&', quot: '"', apos: "'", nbsp: ' ' }),
);

const ENTITY = /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(lt|gt|amp|quot|apos|nbsp));/gi;
const BREAK = /<br\s*\/?>\r?\n?/gi;

/** Stored text as people wrote it: repaired, without HTML's escapes, with line ends as `\n`. */
export function plainText(stored: string): string {
  let text = mended(stored);
  if (text.includes('<')) text = text.replace(BREAK, '\n');
  if (text.includes('&')) text = text.replace(ENTITY, entity);
  if (text.includes('\r')) text = text.replace(/\r\n?/g, '\n');
  return text.replaceAll('\0', '').toWellFormed();
}

function entity(whole: string, decimal?: string, hexadecimal?: string, name?: string): string {
  if (name !== undefined) return NAMED.get(name.toLowerCase()) ?? whole;
  const code = decimal !== undefined ? Number(decimal) : Number.parseInt(hexadecimal ?? '', 16);
  const isLetter = code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
  return isLetter ? String.fromCodePoint(code) : whole;
}

/** Usernames by id, and hashtags by id. */
export type Names = { users: ReadonlyMap<number, string>; tags: ReadonlyMap<number, string> };

const MARK = /@\[(\d{1,10})\]|#\[(\d{1,10})\]|\[a\]([\s\S]*?)\[\/a\]/g;

/** The users and hashtags a stored text names by their ids. */
export function namedIds(stored: string): { users: number[]; tags: number[] } {
  const users: number[] = [];
  const tags: number[] = [];
  if (!stored.includes('[')) return { users, tags };
  for (const [, user, tag] of stored.matchAll(MARK)) {
    if (user !== undefined) users.push(Number(user));
    if (tag !== undefined) tags.push(Number(tag));
  }
  return { users, tags };
}

/** Stored text as `plainText`, with mentions, hashtags and links as people type them. */
export function writtenText(stored: string, { users, tags }: Names): string {
  const text = plainText(stored);
  if (!text.includes('[')) return text;
  return text.replace(MARK, (whole, user?: string, tag?: string, link?: string) => {
    if (user !== undefined) return `@${users.get(Number(user)) ?? 'deleted'}`;
    if (tag !== undefined) return `#${tags.get(Number(tag)) ?? tag}`;
    return link === undefined ? whole : address(link);
  });
}

function address(link: string): string {
  try {
    return decodeURIComponent(link);
  } catch {
    // no percent encoding: it is the address itself
    return link;
  }
}
