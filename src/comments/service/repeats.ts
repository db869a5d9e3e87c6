import { createHash } from 'node:crypto';
import type { ViewerContext } from '../../context.ts';
import type { Tx } from '../../database/write.ts';
import { Refusal } from '../../http/errors.ts';
import { type CommentRow, ownRepeats, repeatsSince } from '../queries/rows.ts';

// Contract §2.20.
const OWN_REPEATS = 3;
const SITE_REPEATS = 5;
const SITE_REPEATS_SECONDS = 3600;

type Repeat = Pick<CommentRow, 'author_id' | 'subject_kind' | 'subject_id'> & { text_hash: Buffer };

/**
 * Refuses `repeated` for a text that its author wrote often on the subject, or people wrote often on the whole site within an
 * hour. 2 statements.
 */
export async function refuseRepeats(ctx: ViewerContext, tx: Tx, repeat: Repeat): Promise<void> {
  const { author_id, subject_kind, subject_id, text_hash } = repeat;
  const own = await ownRepeats(tx, { author_id, subject_kind, subject_id, text_hash }, OWN_REPEATS);
  if (own >= OWN_REPEATS) throw new Refusal('repeated');
  const since = new Date(ctx.now.getTime() - SITE_REPEATS_SECONDS * 1000);
  const onSite = await repeatsSince(tx, text_hash, { since, most: SITE_REPEATS });
  if (onSite >= SITE_REPEATS) throw new Refusal('repeated');
}

/** The hash of a text, ignoring white space around it; null without text. */
export function hashOf(text: string): Buffer | null {
  const words = text.trim();
  return words === '' ? null : createHash('sha256').update(words).digest().subarray(0, 16);
}
