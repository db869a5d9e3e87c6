import type { Ctx } from '../../context.ts';
import type { Tx } from '../../database/write.ts';
import { hashtagsOf } from '../../text/render.ts';
import { type HashtagRow, trendingRows, useHashtags } from '../queries/hashtags.ts';
import type { Post } from '../queries/posts.ts';
import { PRIVACY } from '../rules.ts';

type Tagged = Pick<Post, 'id' | 'text' | 'privacy' | 'group_id'>;

/** Ties a locked post to the hashtags in its text. Only what everybody may read is found by them, or makes them popular. */
export async function tagPost(tx: Tx, { id, text, privacy, group_id }: Tagged, now: Date): Promise<void> {
  const isPublic = group_id === 0 && (privacy === PRIVACY.everyone || privacy === PRIVACY.anonymous);
  if (isPublic) await useHashtags(tx, id, { tags: hashtagsOf(text), now });
}

const TREND_DAYS = 7;
const MAX_TRENDING = 5;

/** The hashtags used most among those of the last week. 1 statement. Contract §1.17, §2.43. */
export function trendingHashtags({ db, now }: Pick<Ctx, 'db' | 'now'>): Promise<HashtagRow[]> {
  return trendingRows(db, new Date(now.getTime() - TREND_DAYS * 86_400_000), MAX_TRENDING);
}
