import bcrypt from 'bcrypt';
import pLimit, { type LimitFunction } from 'p-limit';
import type { Ctx } from '../../context.ts';
import { UnavailableError } from '../../unavailable.ts';
import { hashedText, storedHash } from './imported-hash.ts';

/** bcrypt reads no further than this; a longer password would be truncated silently. */
export const MAX_PASSWORD_BYTES = 72;

/**
 * The form of a password that is hashed and compared: the same for all keyboards (RFC 8265 OpaqueString, with NFKC for the
 * full-width letters of input methods; docs/decisions/0002). Spaces of any kind become U+0020.
 */
export function normalizePassword(password: string): string {
  return password.replace(/\p{Zs}/gu, ' ').normalize('NFKC');
}

type HashCtx = Pick<Ctx, 'config'>;

const queues = new Map<number, LimitFunction>();

// Twenty seconds of work. A request that waits longer has been abandoned by its client, and would block those after a flood.
const MAX_WAITING = 300;

/**
 * Limits how many hashes run at once, so that they leave a core to all other requests (docs/decisions/0002). Throws
 * UnavailableError when too many wait.
 */
async function inTurn<Result>({ config }: HashCtx, work: () => Promise<Result>): Promise<Result> {
  const queue = queues.get(config.auth.bcryptAtOnce) ?? pLimit(config.auth.bcryptAtOnce);
  queues.set(config.auth.bcryptAtOnce, queue);
  if (queue.pendingCount >= MAX_WAITING)
    throw new UnavailableError('too many passwords wait to be hashed', { dependency: 'server', kind: 'busy' });
  return queue(work);
}

const decoys = new Map<number, Promise<string>>();

export function hashPassword(ctx: HashCtx, password: string): Promise<string> {
  return inTurn(ctx, () => bcrypt.hash(normalizePassword(password), ctx.config.auth.bcryptCostRounds));
}

/** `current`: right, and no better hash of it is possible. `outdated`: right, but hashed as typed, with another cost or by another program. */
export type PasswordMatch = 'none' | 'current' | 'outdated';

/**
 * Whether the password matches the hash. Without a hash (no such account, or no password set) it compares with a decoy and gives
 * `none`, so that timing reveals nothing. A hash of the password as typed, made before passwords were normalised, still matches.
 */
export async function matchPassword(ctx: HashCtx, password: string, hash: string | null | undefined): Promise<PasswordMatch> {
  const { scheme, hash: target } = storedHash(hash ?? (await decoyHash(ctx)));
  const normalized = normalizePassword(password);
  for (const candidate of new Set([normalized, password])) {
    const equal = await inTurn(ctx, () => bcrypt.compare(hashedText(candidate, scheme), target));
    if (!equal || !hash || Buffer.byteLength(candidate) > MAX_PASSWORD_BYTES) continue;
    const isCurrent =
      scheme === 'password' && candidate === normalized && bcrypt.getRounds(target) === ctx.config.auth.bcryptCostRounds;
    // bcrypt would truncate a longer normal form, and the new hash would match nothing
    const canRenew = Buffer.byteLength(normalized) <= MAX_PASSWORD_BYTES;
    return isCurrent || !canRenew ? 'current' : 'outdated';
  }
  return 'none';
}

/** Made once, outside the queue, where it could be refused for good. */
function decoyHash(ctx: HashCtx): Promise<string> {
  const costRounds = ctx.config.auth.bcryptCostRounds;
  const known = decoys.get(costRounds) ?? bcrypt.hash('nobody has this password', costRounds);
  decoys.set(costRounds, known);
  return known;
}
