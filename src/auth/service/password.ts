import bcrypt from 'bcrypt';
import pLimit, { type LimitFunction } from 'p-limit';
import type { Ctx } from '../../context.ts';
import { UnavailableError } from '../../http/errors.ts';

/** bcrypt reads no further than this; a longer password would be cut in silence. */
export const MAX_PASSWORD_BYTES = 72;

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
  return inTurn(ctx, () => bcrypt.hash(password, ctx.config.auth.bcryptCostRounds));
}

/**
 * Whether the password belongs to the hash. Without a hash (nobody of that name, or no password set) it works as long on a
 * decoy and says no, so time tells nothing.
 */
export async function passwordMatches(ctx: HashCtx, password: string, hash: string | null | undefined): Promise<boolean> {
  const target = hash ?? (await decoyHash(ctx));
  const equal = await inTurn(ctx, () => bcrypt.compare(password, target));
  return equal && hash !== null && hash !== undefined && Buffer.byteLength(password) <= MAX_PASSWORD_BYTES;
}

/** Made once; not in turn, where it could be refused once and for all. */
function decoyHash(ctx: HashCtx): Promise<string> {
  const costRounds = ctx.config.auth.bcryptCostRounds;
  const known = decoys.get(costRounds) ?? bcrypt.hash('nobody has this password', costRounds);
  decoys.set(costRounds, known);
  return known;
}
