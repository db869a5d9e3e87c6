import { isUtf8 } from 'node:buffer';

const windows1252 = new TextDecoder('windows-1252');

/** Bytes of a dump as text. What is not UTF-8 is read as Windows-1252, byte by byte, so that nothing of a row is lost. */
export function decodeDump(bytes: Buffer): { text: string; isBroken: boolean } {
  if (isUtf8(bytes)) return { text: bytes.toString('utf8'), isBroken: false };
  let text = '';
  let from = 0;
  for (let at = 0; at < bytes.length; ) {
    const length = sequenceLength(bytes, at);
    if (length > 0) {
      at += length;
      continue;
    }
    text += bytes.toString('utf8', from, at) + windows1252.decode(bytes.subarray(at, at + 1));
    at += 1;
    from = at;
  }
  return { text: text + bytes.toString('utf8', from), isBroken: true };
}

/** The length of the UTF-8 sequence at a place; 0 where there is none. */
function sequenceLength(bytes: Buffer, at: number): number {
  const first = bytes[at] ?? 0;
  if (first < 0x80) return 1;
  const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  return isUtf8(bytes.subarray(at, at + length)) && at + length <= bytes.length ? length : 0;
}
