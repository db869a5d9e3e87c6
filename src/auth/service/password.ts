import bcrypt from 'bcrypt';
import pLimit from 'p-limit';
import type { Ctx } from '../../context.ts';

/** bcrypt reads no further than this; a longer password would be cut in silence. */
export const MAX_PASSWORD_BYTES = 72;

// One hash at a time leaves the other core to everybody else's requests; numbers in docs/decisions/0002.
const turn = pLimit(1);

const decoys = new Map<number, Promise<string>>();

export function hashPassword(ctx: Ctx, password: string): Promise<string> {
  return turn(() => bcrypt.hash(password, ctx.config.auth.bcryptCostRounds));
}

/**
 * Whether the password belongs to the hash. Without a hash (nobody of that name, or no password set) it works as long on a
 * decoy and says no, so time tells nothing.
 */
export async function passwordMatches(ctx: Ctx, password: string, hash: string | null | undefined): Promise<boolean> {
  const target = hash ?? (await decoyHash(ctx.config.auth.bcryptCostRounds));
  const equal = await turn(() => bcrypt.compare(password, target));
  return equal && hash !== null && hash !== undefined && Buffer.byteLength(password) <= MAX_PASSWORD_BYTES;
}

function decoyHash(costRounds: number): Promise<string> {
  const known = decoys.get(costRounds) ?? turn(() => bcrypt.hash('nobody has this password', costRounds));
  decoys.set(costRounds, known);
  return known;
}
