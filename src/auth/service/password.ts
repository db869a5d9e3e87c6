import bcrypt from 'bcrypt';
import pLimit, { type LimitFunction } from 'p-limit';
import type { Ctx } from '../../context.ts';

/** bcrypt reads no further than this; a longer password would be cut in silence. */
export const MAX_PASSWORD_BYTES = 72;

const queues = new Map<number, LimitFunction>();

/** Hashes wait for each other, so that they leave a core to everybody else's requests (docs/decisions/0002). */
function inTurn<Result>({ config }: Ctx, work: () => Promise<Result>): Promise<Result> {
  const queue = queues.get(config.auth.bcryptAtOnce) ?? pLimit(config.auth.bcryptAtOnce);
  queues.set(config.auth.bcryptAtOnce, queue);
  return queue(work);
}

const decoys = new Map<number, Promise<string>>();

export function hashPassword(ctx: Ctx, password: string): Promise<string> {
  return inTurn(ctx, () => bcrypt.hash(password, ctx.config.auth.bcryptCostRounds));
}

/**
 * Whether the password belongs to the hash. Without a hash (nobody of that name, or no password set) it works as long on a
 * decoy and says no, so time tells nothing.
 */
export async function passwordMatches(ctx: Ctx, password: string, hash: string | null | undefined): Promise<boolean> {
  const target = hash ?? (await decoyHash(ctx));
  const equal = await inTurn(ctx, () => bcrypt.compare(password, target));
  return equal && hash !== null && hash !== undefined && Buffer.byteLength(password) <= MAX_PASSWORD_BYTES;
}

function decoyHash(ctx: Ctx): Promise<string> {
  const costRounds = ctx.config.auth.bcryptCostRounds;
  const known = decoys.get(costRounds) ?? inTurn(ctx, () => bcrypt.hash('nobody has this password', costRounds));
  decoys.set(costRounds, known);
  return known;
}
