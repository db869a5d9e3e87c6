/** How many words of a name or a query count; the rest is ignored. */
const MAX_WORDS = 12;
const MAX_WORD_LETTERS = 32;

/** The longest indexed prefix; a longer word is found by more letters only when it is typed in full. */
const MAX_PREFIX_LETTERS = 16;

/** Combining accents of Latin, Greek and Cyrillic, and the vowel signs, hamzas and tatweel of Arabic. */
const MARKS = /[\u0300-\u036f\u0640\u064b-\u0655\u0670]/g;

/** Letters that Unicode does not decompose and that people type without their stroke. */
const PLAIN_LETTERS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ß: 'ss',
    æ: 'ae',
    œ: 'oe',
    ø: 'o',
    đ: 'd',
    ð: 'd',
    þ: 'th',
    ł: 'l',
    ħ: 'h',
    ı: 'i',
    ς: 'σ',
  }),
);

/**
 * The words of a text as indexed: without accents, in lower case, each once. Apostrophes join (`O'Brien` is `obrien`); everything
 * else that is no letter or digit separates, including the signs of query languages (`%`, `_`, `*`, `"`).
 */
export function wordsOf(...texts: readonly string[]): string[] {
  const plain = texts
    .join(' ')
    .normalize('NFKD')
    .replace(MARKS, '')
    .toLowerCase()
    .replace(/['’ʼ`]/g, '')
    .replace(/[ßæœøđðþłħıς]/g, (letter) => PLAIN_LETTERS.get(letter) ?? letter)
    .replace(MARKS, '');
  const words = plain.match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
  return [...new Set(words.map((word) => Array.from(word).slice(0, MAX_WORD_LETTERS).join('')))].slice(0, MAX_WORDS);
}

/** The index terms for these words: each prefix of each word, and each whole word. */
export function indexTerms(words: readonly string[]): Set<string> {
  const terms = new Set<string>();
  for (const word of words) {
    const letters = Array.from(word);
    for (let length = 1; length <= Math.min(letters.length, MAX_PREFIX_LETTERS); length += 1) {
      terms.add(letters.slice(0, length).join(''));
    }
    terms.add(wholeWord(word));
  }
  return terms;
}

/** The terms a result must have: the query's words in full, and the last one, still being typed, as a prefix. */
export function queryTerms(query: string): string[] {
  const words = wordsOf(query);
  const last = words.pop();
  if (last === undefined) return [];
  const typing = Array.from(last).length <= MAX_PREFIX_LETTERS ? last : wholeWord(last);
  return [...words.map(wholeWord), typing];
}

/** No word contains a dot, so `an.` matches the word `an` alone, and `an` matches `anna` too. */
function wholeWord(word: string): string {
  return `${word}.`;
}
