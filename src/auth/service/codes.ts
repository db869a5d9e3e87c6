import { createHash, randomBytes, randomInt, timingSafeEqual } from 'node:crypto';
import type { Ctx } from '../../context.ts';
import { addressKey } from '../../http/limits.ts';
import { type CodePurpose, codeOf, countTry, deleteCode, lockCode, saveCode } from '../queries.ts';

const MAX_TRIES_HERE = 5;
// For all other addresses together: enough for a phone that changed networks, far too few to guess six digits.
const MAX_TRIES_ELSEWHERE = 20;
const RESEND_AFTER_SECONDS = 60;

type CodeOrder = { userId: number; purpose: CodePurpose; form: 'digits' | 'secret'; ttlSeconds: number; subject?: string };

/** Six digits to type, or 128 random bits for a link. Replaces the former code of the same purpose; stored as a hash. */
export async function issueCode(ctx: Ctx, { userId, purpose, form, ttlSeconds, subject = '' }: CodeOrder): Promise<string> {
  const code = form === 'digits' ? String(randomInt(1_000_000)).padStart(6, '0') : randomBytes(16).toString('hex');
  await ctx.write((tx) =>
    saveCode(tx, {
      user_id: userId,
      purpose,
      code_hash: hashCode(userId, purpose, code),
      subject,
      address: addressKey(ctx.client.address),
      tries_here: 0,
      tries_elsewhere: 0,
      created_at: ctx.now,
      expires_at: new Date(ctx.now.getTime() + ttlSeconds * 1000),
    }),
  );
  return code;
}

/**
 * Counts a six-digit code before it is issued. Each code allows some attempts from everywhere together, so without a limit on
 * codes an attacker with many addresses would hit a right one within weeks. Throws LimitError.
 */
export async function spendCode({ limits }: Pick<Ctx, 'limits'>, userId: number, purpose: CodePurpose): Promise<void> {
  await limits.spend('authCodes', `${purpose}:${userId}`);
}

/** Resets the count of codes, after a right one and after a new password. */
export async function refundCodeAttempts({ limits }: Pick<Ctx, 'limits'>, userId: number, purpose: CodePurpose): Promise<void> {
  await limits.forgive('authCodes', `${purpose}:${userId}`);
}

/** Whether a code of this purpose was sent less than a minute ago, so that nobody's mailbox can be flooded. */
export async function wasIssuedRecently(ctx: Ctx, userId: number, purpose: CodePurpose): Promise<boolean> {
  const code = await codeOf(ctx.db, userId, purpose);
  return code !== undefined && ctx.now.getTime() - code.created_at.getTime() < RESEND_AFTER_SECONDS * 1000;
}

type Guess = { userId: number; purpose: CodePurpose; isRight?: (subject: string) => boolean; code: string };

/**
 * Redeems a code. A right one, in time and with attempts left, is deleted and its subject returned; otherwise the attempt is
 * counted and undefined returned. `isRight` checks codes that are not stored, such as an authenticator app's.
 */
export function redeemCode(ctx: Ctx, { userId, purpose, code, isRight }: Guess): Promise<{ subject: string } | undefined> {
  return ctx.write(async (tx) => {
    const row = await lockCode(tx, userId, purpose);
    if (!row || row.expires_at <= ctx.now) return undefined;
    const here = row.address === addressKey(ctx.client.address);
    if (here ? row.tries_here >= MAX_TRIES_HERE : row.tries_elsewhere >= MAX_TRIES_ELSEWHERE) return undefined;
    const right = timingSafeEqual(row.code_hash, hashCode(userId, purpose, code)) || (isRight?.(row.subject) ?? false);
    if (!right) {
      await countTry(tx, row.id, here ? 'tries_here' : 'tries_elsewhere');
      return undefined;
    }
    await deleteCode(tx, row.id);
    return { subject: row.subject };
  });
}

function hashCode(userId: number, purpose: CodePurpose, code: string): Buffer {
  return createHash('sha256').update(`${purpose}:${userId}:${code}`).digest();
}
