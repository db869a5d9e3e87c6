import { isUtf8 } from 'node:buffer';
import { createDecipheriv } from 'node:crypto';

const BLOCK_BYTES = 16;

/**
 * The text of a message, which some versions keep encrypted: AES-128-ECB with the message's own time as the key, in base64.
 * What does not decrypt to text stays as it is.
 */
export function unwrapped(stored: string, time: number): string {
  if (stored.length < 24 || stored.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(stored)) return stored;
  const bytes = Buffer.from(stored, 'base64');
  if (bytes.length === 0 || bytes.length % BLOCK_BYTES !== 0) return stored;
  const key = Buffer.alloc(BLOCK_BYTES);
  key.write(String(time), 'latin1');
  try {
    const decipher = createDecipheriv('aes-128-ecb', key, null);
    const text = Buffer.concat([decipher.update(bytes), decipher.final()]);
    return isUtf8(text) ? text.toString() : stored;
  } catch {
    // another padding: it was never encrypted
    return stored;
  }
}
