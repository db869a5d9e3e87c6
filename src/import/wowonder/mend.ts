// What Windows-1252 shows for the bytes 80 to 9f.
const HIGH = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

const BYTES = new Map<string, number>([
  // as some programs read them instead
  ...Array.from({ length: 0x20 }, (_, index): [string, number] => [String.fromCharCode(0x80 + index), 0x80 + index]),
  ...[...HIGH].map((letter, index): [string, number] => [letter, 0x80 + index]),
  ...Array.from({ length: 0x60 }, (_, index): [string, number] => [String.fromCharCode(0xa0 + index), 0xa0 + index]),
]);

const SUSPECT = /[\u00c2-\u00f4]/;
const RUNS = new RegExp(`[${HIGH}\\u0080-\\u00ff]+`, 'g');
const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Text that was UTF-8, read as Windows-1252 and encoded once more (`Ã©` for `é`), as it was. Only where every run of letters
 * above ASCII decodes, so that text which merely looks odd stays.
 */
export function mended(text: string): string {
  if (!SUSPECT.test(text)) return text;
  const parts = new Map<string, string>();
  for (const [run] of text.matchAll(RUNS)) {
    if (parts.has(run)) continue;
    const decoded = decode(run);
    if (decoded === undefined) return text;
    parts.set(run, decoded);
  }
  return text.replace(RUNS, (run) => parts.get(run) ?? run);
}

function decode(run: string): string | undefined {
  const bytes = Uint8Array.from(run, (letter) => BYTES.get(letter) ?? 0);
  try {
    return utf8.decode(bytes);
  } catch {
    // not a sequence of UTF-8, so not what this mends
    return undefined;
  }
}
