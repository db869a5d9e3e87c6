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
  // `//elsewhere.example` leads off the site without saying so
  allowProtocolRelative: false,
  disallowedTagsMode: 'discard',
  nestingLimit: 100,
  transformTags: {
    // other values of rel are not the writer's to choose
    a: (tagName, { rel: _, ...attribs }) => ({ tagName, attribs: { ...attribs, rel: 'nofollow ugc noopener' } }),
  },
};

/**
 * The markup of a person's rich text that is harmless on any page and in any app: formatting, links, pictures and tables; no
 * scripts, styles or frames.
 */
export function richText(html: string): string {
  return sanitize(html, options);
}

const MOST_KEPT_CHARACTERS = 8_000_000;

const kept = new Map<string, string>();
let keptCharacters = 0;

/**
 * `richText` of what is shown again and again: the texts asked for lately are kept with what came of them, since sanitising
 * takes a millisecond for a few thousand characters and a page of a list holds many texts.
 */
export function shownRichText(html: string): string {
  const known = kept.get(html);
  if (known !== undefined) {
    // to the end of the line: the first in it is the next to go
    kept.delete(html);
    kept.set(html, known);
    return known;
  }
  const clean = richText(html);
  kept.set(html, clean);
  keptCharacters += html.length + clean.length;
  for (const [oldest, result] of kept) {
    if (keptCharacters <= MOST_KEPT_CHARACTERS) break;
    kept.delete(oldest);
    keptCharacters -= oldest.length + result.length;
  }
  return clean;
}
