import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

const TOKEN_BYTES = 32;

/**
 * The CSRF token of our forms, derived from a secret cookie, so that nothing is stored and every session has its own. Each answer
 * masks it with a random pad: if the same bytes came in every compressed answer, their lengths would reveal the token.
 * docs/decisions/0010.
 */
export function formToken(secret: string): string {
  const pad = randomBytes(TOKEN_BYTES);
  return Buffer.concat([pad, xor(pad, tokenOf(secret))]).toString('base64url');
}

/** Whether a form came with a token derived from the secret. */
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
