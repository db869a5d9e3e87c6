import { createHash } from 'node:crypto';
import sanitize from 'sanitize-html';

const options: sanitize.IOptions = {
  allowedTags: [
    ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'p', 'br', 'hr', 'blockquote', 'pre', 'code', 'kbd', 'ul', 'ol', 'li', 'div', 'span'],
    ...['b', 'strong', 'i', 'em', 'u', 's', 'del', 'ins', 'mark', 'small', 'sub', 'sup', 'a', 'img', 'figure', 'figcaption'],
    ...['table', 'caption', 'thead', 'tbody', 'tfoot', 'tr', 'th', 'td'],
  ],
  allowedAttributes: {
    a: ['href', 'title', 'rel'],
    img: ['src', 'alt', 'title', 'width', 'height'],
    th: ['colspan', 'rowspan'],
    td: ['colspan', 'rowspan'],
    ol: ['start'],
  },
  allowedSchemes: ['http', 'https'],
  allowedSchemesAppliedToAttributes: ['href', 'src'],
  // `//elsewhere.example` leads off the site without showing it
  allowProtocolRelative: false,
  disallowedTagsMode: 'discard',
  nestingLimit: 100,
  transformTags: {
    // the writer cannot choose other values of rel
    a: (tagName, { rel: _, ...attribs }) => ({ tagName, attribs: { ...attribs, rel: 'nofollow ugc noopener' } }),
  },
};

/**
 * The harmless markup of a user's rich text, for any page and app: formatting, links, pictures and tables; no scripts, styles or
 * frames.
 */
export function richText(html: string): string {
  const clean = sanitize(html, options);
  remember(digestOf(clean), undefined);
  return clean;
}

const MAX_KEPT = 50_000;
const MAX_KEPT_CHARACTERS = 8_000_000;

/** The harmless part of a text, by its digest; undefined: all of it. Evicts the oldest entry first. */
const kept = new Map<string, string | undefined>();
let keptCharacters = 0;

/**
 * `richText` of stored texts that are shown repeatedly. Sanitising takes a tenth of a second for the worst 60 000 characters, and
 * a page of a list has a hundred texts: one that was sanitised before is not processed again.
 */
export function shownRichText(html: string): string {
  const digest = digestOf(html);
  if (kept.has(digest)) {
    const known = kept.get(digest);
    remember(digest, known);
    return known ?? html;
  }
  const clean = richText(html);
  if (clean !== html) remember(digest, clean);
  return clean;
}

function remember(digest: string, clean: string | undefined): void {
  forget(digest);
  kept.set(digest, clean);
  keptCharacters += clean?.length ?? 0;
  for (const oldest of kept.keys()) {
    if (kept.size <= MAX_KEPT && keptCharacters <= MAX_KEPT_CHARACTERS) return;
    forget(oldest);
  }
}

function forget(digest: string): void {
  keptCharacters -= kept.get(digest)?.length ?? 0;
  kept.delete(digest);
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}
