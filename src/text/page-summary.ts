import { type DefaultTreeAdapterTypes, parseFragment } from 'parse5';

/** A page's description of itself; '' for missing parts. `image` is an absolute http or https URL. */
export type PageSummary = { title: string; description: string; image: string };

const MAX_TITLE_LENGTH = 200;
const MAX_DESCRIPTION_LENGTH = 400;
const MAX_URL_LENGTH = 2000;
const MAX_TAGS = 200;
const MAX_TAG_LENGTH = 4096;

/** Reads a page's Open Graph, Twitter and plain HTML descriptions, in this order of trust. */
export function pageSummary(html: string, url: string): PageSummary {
  const said = wordsOf(html);
  const first = (...names: string[]) => names.map((name) => said.get(name)).find(Boolean) ?? '';
  return {
    title: cut(first('og:title', 'twitter:title', 'title'), MAX_TITLE_LENGTH),
    description: cut(first('og:description', 'twitter:description', 'description'), MAX_DESCRIPTION_LENGTH),
    image: webUrl(first('og:image:secure_url', 'og:image:url', 'og:image', 'twitter:image', 'twitter:image:src'), url),
  };
}

/** The text of a page in the encoding its server or the page itself declares; UTF-8 otherwise. */
export function decodePage(body: Uint8Array, contentType: string): string {
  const start = new TextDecoder('latin1').decode(body.subarray(0, 2048));
  const named = /charset=["']?([\w-]+)/i.exec(contentType)?.[1] ?? /<meta[^>]{0,200}charset=["']?([\w-]+)/i.exec(start)?.[1];
  return decode(body, named);
}

function decode(body: Uint8Array, encoding: string | undefined): string {
  try {
    return new TextDecoder(encoding).decode(body);
  } catch (error) {
    if (error instanceof RangeError && encoding) return decode(body, undefined); // a name no browser knows
    throw error;
  }
}

/**
 * The first of each `meta`, and `title`. Parses each tag by itself, up to the next one: a parser given a whole hostile page (100
 * 000 attributes, or as many open elements) takes minutes, this one milliseconds.
 */
function wordsOf(html: string): Map<string, string> {
  const words = new Map<string, string>();
  const starts = [...html.matchAll(/<(?:meta|title)(?=[\s/>])/gi)].map(({ index }) => index);
  for (const [position, start] of starts.slice(0, MAX_TAGS).entries()) {
    const end = Math.min(starts[position + 1] ?? html.length, start + MAX_TAG_LENGTH);
    const [tag] = parseFragment(html.slice(start, end)).childNodes;
    if (!tag || !('tagName' in tag)) continue;
    const { name, value } = tag.tagName === 'title' ? { name: 'title', value: textOf(tag) } : metaOf(tag);
    const clean = oneLine(value);
    if (clean !== '' && !words.has(name)) words.set(name, clean);
  }
  return words;
}

function metaOf({ attrs }: DefaultTreeAdapterTypes.Element): { name: string; value: string } {
  const attribute = (name: string) => attrs.find((one) => one.name === name)?.value ?? '';
  return { name: (attribute('property') || attribute('name')).trim().toLowerCase(), value: attribute('content') };
}

function textOf({ childNodes }: DefaultTreeAdapterTypes.Element): string {
  return childNodes.map((node) => ('value' in node ? node.value : '')).join('');
}

/** Without control characters and those that change the direction of the text after them. */
function oneLine(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\s\p{Cc}\u202a-\u202e\u2066-\u2069]+/gu, ' ')
    .trim();
}

function cut(text: string, maxLength: number): string {
  const characters = [...text];
  return characters.length <= maxLength
    ? text
    : `${characters
        .slice(0, maxLength - 1)
        .join('')
        .trimEnd()}…`;
}

function webUrl(text: string, base: string): string {
  const url = text === '' ? null : URL.parse(text, base);
  return url && /^https?:$/.test(url.protocol) && url.href.length <= MAX_URL_LENGTH ? url.href : '';
}
