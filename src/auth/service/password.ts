import bcrypt from 'bcrypt';
import pLimit, { type LimitFunction } from 'p-limit';
import type { Ctx } from '../../context.ts';
import { UnavailableError } from '../../http/errors.ts';
import { hashedText, storedHash } from './imported-hash.ts';

/** bcrypt reads no further than this; a longer password would be cut in silence. */
export const MAX_PASSWORD_BYTES = 72;

/**
 * A password as it is hashed and compared: one text for all keyboards that write it (RFC 8265 OpaqueString, with NFKC for
 * full-width letters of input methods; docs/decisions/0002). Spaces of any kind are U+0020.
 */
export function normalizePassword(password: string): string {
  return password.replace(/\p{Zs}/gu, ' ').normalize('NFKC');
}

type HashCtx = Pick<Ctx, 'config'>;

const queues = new Map<number, LimitFunction>();

// Twenty seconds of work. What waits longer has nobody left to wait for it, and would keep out who comes after a flood.
const MAX_WAITING = 300;

/**
 * Hashes wait for each other, so that they leave a core to everybody else's requests (docs/decisions/0002). Throws
 * UnavailableError where too many wait.
 */
async function inTurn<Result>({ config }: HashCtx, work: () => Promise<Result>): Promise<Result> {
  const queue = queues.get(config.auth.bcryptAtOnce) ?? pLimit(config.auth.bcryptAtOnce);
  queues.set(config.auth.bcryptAtOnce, queue);
  if (queue.pendingCount >= MAX_WAITING) throw new UnavailableError('too many passwords wait to be hashed');
  return queue(work);
}

const decoys = new Map<number, Promise<string>>();

export function hashPassword(ctx: HashCtx, password: string): Promise<string> {
  return inTurn(ctx, () => bcrypt.hash(normalizePassword(password), ctx.config.auth.bcryptCostRounds));
}

/** `outdated`: right, and to be hashed anew: it was hashed as typed, at another cost, or by another program. */
export type PasswordMatch = 'none' | 'current' | 'outdated';

/**
 * Whether the password belongs to the hash. Without a hash (no such account, or no password set) it works as long on a decoy
 * and says no, so time tells nothing. A hash of the password as typed, from before it was normalised, still opens.
 */
export async function matchPassword(ctx: HashCtx, password: string, hash: string | null | undefined): Promise<PasswordMatch> {
  const { scheme, hash: target } = storedHash(hash ?? (await decoyHash(ctx)));
  const normalized = normalizePassword(password);
  for (const candidate of new Set([normalized, password])) {
    const equal = await inTurn(ctx, () => bcrypt.compare(hashedText(candidate, scheme), target));
    if (!equal || !hash || Buffer.byteLength(candidate) > MAX_PASSWORD_BYTES) continue;
    const isCurrent =
      scheme === 'password' && candidate === normalized && bcrypt.getRounds(target) === ctx.config.auth.bcryptCostRounds;
    return isCurrent ? 'current' : 'outdated';
  }
  return 'none';
}

/** Made once; not in turn, where it could be refused once and for all. */
function decoyHash(ctx: HashCtx): Promise<string> {
  const costRounds = ctx.config.auth.bcryptCostRounds;
  const known = decoys.get(costRounds) ?? bcrypt.hash('nobody has this password', costRounds);
  decoys.set(costRounds, known);
  return known;
}
