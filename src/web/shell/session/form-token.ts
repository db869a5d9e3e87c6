import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

const TOKEN_BYTES = 32;

/**
 * The token that a form of ours brings back, for whoever holds a secret cookie: made from it, so that there is nothing to store
 * and every session has another. Each answer hides it under a pad of its own: the same bytes in one compressed answer after the
 * other could be found out by their lengths. docs/decisions/0010.
 */
export function formToken(secret: string): string {
  const pad = randomBytes(TOKEN_BYTES);
  return Buffer.concat([pad, xor(pad, tokenOf(secret))]).toString('base64url');
}

/** Whether a form brought a token made from the secret. */
export function isFormToken(secret: string, given: unknown): boolean {
  if (typeof given !== 'string') return false;
  const bytes = Buffer.from(given, 'base64url');
  if (bytes.length !== 2 * TOKEN_BYTES) return false;
  return timingSafeEqual(xor(bytes.subarray(0, TOKEN_BYTES), bytes.subarray(TOKEN_BYTES)), tokenOf(secret));
}

function tokenOf(secret: string): Buffer {
  return createHmac('sha256', secret).update('form').digest();
}

function xor(pad: Uint8Array, bytes: Uint8Array): Uint8Array {
  return pad.map((byte, index) => byte ^ (bytes[index] ?? 0));
}
