import type { z } from 'zod';
import { unixSeconds } from '../../time-text.ts';
import { mediaUrl, type PresentCtx } from '../../users/present.ts';
import type { Post, PostMaps } from '../hydrate.ts';
import type { PhotoData, PollOptionData } from '../wire.ts';

/** The photos of a post of several. Contract §1.3. */
export function photosOf(post: Post, maps: PostMaps, ctx: PresentCtx): z.output<typeof PhotoData>[] {
  return (maps.photos.get(post.id) ?? []).map((photo) => ({
    id: String(photo.id),
    image: mediaUrl(ctx, photo.file_key),
    image_org: mediaUrl(ctx, photo.small_key),
    post_id: String(post.id),
    parent_id: String(post.id),
  }));
}

/** The answers of a poll, each with its part of all votes. */
export function optionsOf(
  post: Pick<Post, 'id' | 'created_at'>,
  maps: Pick<PostMaps, 'options'>,
): z.output<typeof PollOptionData>[] {
  const options = maps.options.get(post.id) ?? [];
  const all = options.reduce((sum, option) => sum + option.votes_count, 0);
  return options.map((option) => {
    const percent = all === 0 ? 0 : Math.round((option.votes_count / all) * 100);
    return {
      id: String(option.id),
      post_id: String(post.id),
      text: option.text,
      time: unixSeconds(post.created_at),
      option_votes: String(option.votes_count),
      percentage: `${percent}%`,
      percentage_num: percent,
      all,
    };
  });
}

/** The answer the viewer chose. */
export function votedId(post: Post, maps: PostMaps): 0 | string {
  const mine = maps.options.get(post.id)?.find((option) => option.mine === 1);
  return mine ? String(mine.id) : 0;
}
