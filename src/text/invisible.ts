// Characters that a reader cannot see: white space, controls, format characters, letters and braille cells without ink.

const BLANK = /^[\p{White_Space}\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]*$/u;

/** Whether a text has no visible character. One with NUL is invalid instead of blank: no column can store it. */
export function isBlank(text: string): boolean {
  return BLANK.test(text) && !text.includes('\0');
}

// The neighbours of variation selectors and joiners decide whether they stay; everything else of this is removed.
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/gu;

const JOINERS = new Set(['\u200c', '\u200d']);
const EMOJI_BEFORE = /(?:[\p{Extended_Pictographic}\p{Emoji_Modifier}]|\ufe0f)$/u;
const EMOJI_AFTER = /^\p{Extended_Pictographic}/u;
// Scripts whose letters do not join: a joiner in them only imitates another name.
const UNJOINED =
  /[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}]/u;
const LETTER_BEFORE = /[\p{L}\p{M}]$/u;
const LETTER_AFTER = /^[\p{L}\p{M}]/u;
const SELECTORS = /^[\ufe00-\ufe0f\u{e0100}-\u{e01ef}]$/u;
const SELECTED = /[\p{Extended_Pictographic}\p{Script=Han}\p{Script=Mongolian}0-9#*]$/u;
// The flag of a subdivision is a black flag and tag letters: the flag of Scotland.
const TAG = /^[\u{e0020}-\u{e007f}]$/u;
const TAGGED = /\u{1f3f4}[\u{e0020}-\u{e007e}]*$/u;

/**
 * A name or title without invisible characters: direction overrides and isolates, invisible letters, controls. Keeps joiners
 * inside emoji and inside words of scripts that need them, and variation selectors after what they select.
 */
export function withoutInvisible(text: string): string {
  let kept = '';
  let from = 0;
  for (const found of text.matchAll(INVISIBLE)) {
    kept += text.slice(from, found.index);
    from = found.index + found[0].length;
    if (/[\t\n\r]/.test(found[0])) kept += ' ';
    else if (belongs(found[0], kept, text.slice(from, from + 2))) kept += found[0];
  }
  return kept + text.slice(from);
}

function belongs(character: string, before: string, after: string): boolean {
  if (JOINERS.has(character)) {
    if (EMOJI_BEFORE.test(before)) return EMOJI_AFTER.test(after);
    return LETTER_BEFORE.test(before) && LETTER_AFTER.test(after) && !UNJOINED.test(before.slice(-2));
  }
  if (SELECTORS.test(character)) return SELECTED.test(before);
  return TAG.test(character) && TAGGED.test(before);
}
