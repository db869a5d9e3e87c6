import { type Token, tokensOf } from './tokens.ts';

/**
 * `names`: existing usernames in lower case (from `mentionedNames`). `baseUrl`: the site's base URL, without a slash at the end.
 */
export type TextContext = { names: ReadonlySet<string>; baseUrl: string };

const MAX_MENTIONS = 20;
const MAX_HASHTAGS = 30;

/** A text as HTML for pages: everything escaped; links, mentions of existing users and hashtags marked up, lines broken. */
export function renderText(raw: string, context: TextContext): string {
  return html(raw, context, {
    link: 'rel="nofollow ugc noopener" target="_blank"',
    mention: 'class="mention"',
    hashtag: 'class="hash"',
  });
}

/** The lighter form that apps read: the same links with just an address, and `<br>`. Contract §1.3 postText_API. */
export function renderTextForApps(raw: string, context: TextContext): string {
  return html(raw, context, { link: '', mention: '', hashtag: '' });
}

/** The mentioned names in lower case, each once, in order, the first 20. Does not check whether they exist. */
export function mentionedNames(raw: string): string[] {
  return distinct(tokensOf(raw).flatMap((token) => (token.kind === 'mention' ? token.name : []))).slice(0, MAX_MENTIONS);
}

/** The hashtags without `#`, NFKC and lower-case, each once, in order, the first 30; 1 to 64 characters each. */
export function hashtagsOf(raw: string): string[] {
  return distinct(tokensOf(raw).flatMap((token) => (token.kind === 'hashtag' ? token.tag : []))).slice(0, MAX_HASHTAGS);
}

/** The first link, as an absolute http or https URL. */
export function firstLink(raw: string): string | undefined {
  return tokensOf(raw).find((token) => token.kind === 'link')?.url;
}

/** Safe as text and inside a quoted attribute. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities.get(character) ?? character);
}

const entities: ReadonlyMap<string, string> = new Map(
  Object.entries({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }),
);

type Attributes = Record<'link' | 'mention' | 'hashtag', string>;

function html(raw: string, { names, baseUrl }: TextContext, attributes: Attributes): string {
  function anchor(token: Token & { kind: keyof Attributes }, href: string): string {
    const more = attributes[token.kind] && ` ${attributes[token.kind]}`;
    return `<a href="${escapeHtml(href)}"${more}>${escapeHtml(token.raw)}</a>`;
  }
  const pieces = tokensOf(raw).map((token) => {
    if (token.kind === 'break') return '<br>';
    if (token.kind === 'link') return anchor(token, token.url);
    if (token.kind === 'hashtag') return anchor(token, `${baseUrl}/hashtag/${encodeURIComponent(token.tag)}`);
    if (token.kind === 'mention' && names.has(token.name)) return anchor(token, `${baseUrl}/${token.name}`);
    return escapeHtml(token.raw);
  });
  return pieces.join('');
}

function distinct(words: readonly string[]): string[] {
  return [...new Set(words)];
}
