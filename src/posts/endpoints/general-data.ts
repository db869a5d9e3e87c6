import type { ViewerContext } from '../../context.ts';
import { presentHashtag } from '../present/hashtag.ts';
import { trendingHashtags } from '../service/hashtags.ts';

/** The word of get-general-data that posts answer, contract §2.43. */
export const postsGeneralData = {
  async trending_hashtag(ctx: ViewerContext) {
    return { trending_hashtag: (await trendingHashtags(ctx)).map((hashtag) => presentHashtag(hashtag, ctx)) };
  },
};
