import { createHash } from 'node:crypto';
import bcrypt from 'bcrypt';

/** Unsalted digests of passwords in other programs. Here they are stored only inside a bcrypt hash: `md5:$2b$…`. */
const SCHEMES = ['md5', 'sha1'] as const;

type Scheme = (typeof SCHEMES)[number];

/** A stored hash: the bcrypt hash, and the scheme of its input. */
export type StoredHash = { scheme: Scheme | 'password'; hash: string };

/** Splits a stored hash into its scheme and the bcrypt hash. */
export function storedHash(stored: string): StoredHash {
  const scheme = SCHEMES.find((one) => stored.startsWith(`${one}:`));
  return scheme ? { scheme, hash: stored.slice(scheme.length + 1) } : { scheme: 'password', hash: stored };
}

/** The input of bcrypt for a password. */
export function hashedText(password: string, scheme: StoredHash['scheme']): string {
  return scheme === 'password' ? password : createHash(scheme).update(password).digest('hex');
}

/**
 * What to store of a password hash from another program: a bcrypt hash as it is, under the one prefix of its kind; an unsalted
 * MD5 or SHA-1 inside bcrypt, so that it is never stored bare. Undefined for any other.
 */
export async function importedHash(foreign: string, costRounds: number): Promise<string | undefined> {
  const hash = foreign.trim();
  if (/^\$2[abxy]\$\d\d\$[./A-Za-z0-9]{53}$/.test(hash)) return `$2b$${hash.slice(4)}`;
  const digest = hash.toLowerCase();
  const scheme = /^[0-9a-f]{32}$/.test(digest) ? 'md5' : /^[0-9a-f]{40}$/.test(digest) ? 'sha1' : undefined;
  return scheme && `${scheme}:${await bcrypt.hash(digest, costRounds)}`;
}
