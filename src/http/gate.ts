import { createHash, timingSafeEqual } from 'node:crypto';
import type { Request } from 'express';
import type { Viewer } from '../context.ts';
import { GateError } from './errors.ts';
import type { RawForm } from './form.ts';

/** Gives the holder of an access token; undefined when it is unknown, expired, or its user may not sign in. */
export type Authenticate = (token: string) => Promise<Viewer | undefined>;

/** Contract §0, gate errors 2 and 3. Compares in constant time. */
export function requireServerKey(raw: RawForm, expected: string): void {
  const given = lastText(raw.fields.server_key);
  if (!given)
    throw new GateError(1, 'Error: 404 POST (server_key) not specified, Admin Panel > API Settings > Manage API Server Key', 401);
  if (!timingSafeEqual(digest(given), digest(expected))) throw new GateError(1, 'Error: invalid server key', 401);
}

export function endpointNotSpecified(): GateError {
  return new GateError(1, 'Error: 404 API Type not specified', 404);
}

export function endpointUnknown(): GateError {
  return new GateError(1, 'Error: 404 API Type Not Found', 404);
}

// Apps sign the user out on exactly these two texts; they are used nowhere else.
export function tokenMissing(): GateError {
  return new GateError(2, 'Not authorized', 401);
}

export function tokenRefused(): GateError {
  return new GateError(2, 'Invalid or expired access_token', 401);
}

/** The access token in the query (`?access_token=`) or the `Authorization: Bearer` header. */
export function tokenOfHead(req: Request): string | undefined {
  const bearer = /^Bearer\s+(\S+)$/i.exec(req.headers.authorization ?? '')?.[1];
  return lastText(req.query.access_token) ?? bearer;
}

/** The access token in the body. Not for social-login, where that field is the provider's. */
export function tokenOfBody(fields: Record<string, unknown>, name = 'access_token'): string | undefined {
  return lastText(fields[name]);
}

function lastText(value: unknown): string | undefined {
  const last = Array.isArray(value) ? value.at(-1) : value;
  return typeof last === 'string' && last !== '' ? last : undefined;
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
