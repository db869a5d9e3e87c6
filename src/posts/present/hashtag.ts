import { createHash } from 'node:crypto';
import type { z } from 'zod';
import { unixSeconds } from '../../time-text.ts';
import type { PresentCtx } from '../../users/present.ts';
import type { HashtagRow } from '../queries/hashtags.ts';
import type { HashtagData } from '../wire.ts';

const TREND_DAYS = 7;
const DAY_MS = 86_400_000;

/** A hashtag, contract §1.17. `hash` is how the original named it; `expire` the day it stops trending unless used again. */
export function presentHashtag(hashtag: HashtagRow, ctx: PresentCtx): z.output<typeof HashtagData> {
  return {
    id: String(hashtag.id),
    hash: createHash('md5').update(hashtag.tag).digest('hex'),
    tag: hashtag.tag,
    last_trend_time: unixSeconds(hashtag.last_used_at),
    trend_use_num: String(hashtag.uses_count),
    expire: new Date(hashtag.last_used_at.getTime() + TREND_DAYS * DAY_MS).toISOString().slice(0, 10),
    url: `${ctx.config.baseUrl}/hashtag/${encodeURIComponent(hashtag.tag)}`,
  };
}
