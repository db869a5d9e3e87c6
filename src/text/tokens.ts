import { LinkifyIt } from 'linkify-it';

/** A piece of a text. The `raw` of all pieces, joined, is the text. */
export type Token =
  | { kind: 'text' | 'break'; raw: string }
  | { kind: 'link'; raw: string; url: string }
  | { kind: 'mention'; raw: string; name: string }
  | { kind: 'hashtag'; raw: string; tag: string };

const MAX_LINK_LENGTH = 2048;
// The limit of link searches in any text, each in at most MAX_LINK_LENGTH characters: keeps the whole linear.
const MAX_LINK_TRIES = 300;
// More mentions and hashtags than this are no longer words; thousands would produce fifty times as much HTML.
const MAX_MARKS = 300;
const MAX_TAG_LENGTH = 64;

const linkify = new LinkifyIt({ fuzzyEmail: false, urlAuth: true, maxLength: MAX_LINK_LENGTH });

const word = String.raw`[\p{L}\p{M}\p{N}_]`;
const starts = [
  String.raw`(?<link>(?<![A-Za-z0-9_])[Hh][Tt][Tt][Pp][Ss]?:\/\/|(?<![\p{L}\p{N}_@./-])[Ww][Ww][Ww]\.)`,
  // Not the second half of an address, and not a user of another site (@ada@example.org).
  String.raw`(?<![\w@.+/-])@(?<mention>[A-Za-z0-9_]{1,32})(?!\w|@\w)`,
  String.raw`(?<![\p{L}\p{M}\p{N}_#&/@])#(?<hashtag>[\p{L}\p{N}_]${word}{0,${MAX_TAG_LENGTH - 1}})(?!${word})`,
  String.raw`(?<break>\r\n?|\n)`,
].join('|');
const wholeTag = new RegExp(String.raw`^(?=.*[\p{L}_])${word}{1,${MAX_TAG_LENGTH}}$`, 'u');

/** Splits a typed text into pieces; takes time in proportion to its length, whatever it contains. */
export function tokensOf(raw: string): Token[] {
  const tokens: Token[] = [];
  const start = new RegExp(starts, 'gu');
  let linkTries = 0;
  let marks = 0;
  let done = 0;
  for (let found = start.exec(raw); found; found = start.exec(raw)) {
    const { groups = {}, index } = found;
    if (groups.link !== undefined && ++linkTries > MAX_LINK_TRIES) continue;
    if ((groups.mention ?? groups.hashtag) !== undefined && ++marks > MAX_MARKS) continue;
    const token = groups.link === undefined ? shortToken(found[0], groups) : linkAt(raw, index);
    if (!token) continue;
    if (index > done) tokens.push({ kind: 'text', raw: raw.slice(done, index) });
    tokens.push(token);
    done = index + token.raw.length;
    start.lastIndex = done;
  }
  if (done < raw.length) tokens.push({ kind: 'text', raw: raw.slice(done) });
  return tokens;
}

function shortToken(raw: string, { mention, hashtag }: Record<string, string | undefined>): Token | undefined {
  if (mention !== undefined) return { kind: 'mention', raw, name: mention.toLowerCase() };
  if (hashtag === undefined) return { kind: 'break', raw };
  // Normalised before it is checked: some letters become several, or none at all.
  const tag = hashtag.normalize('NFKC').toLowerCase();
  return wholeTag.test(tag) ? { kind: 'hashtag', raw, tag } : undefined;
}

/** The link that begins here, without trailing punctuation. None with a name before the host (`user@`). */
function linkAt(raw: string, index: number): Token | undefined {
  const rest = raw.slice(index, index + MAX_LINK_LENGTH);
  const added = /^www/i.test(rest) ? 'http://' : '';
  const match = linkify.matchAtStart(added + rest);
  const url = match && URL.parse(match.raw);
  if (!url || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') return undefined;
  return { kind: 'link', raw: match.raw.slice(added.length), url: url.href };
}
