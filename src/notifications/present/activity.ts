import type { z } from 'zod';
import { presentBarePost, presentPublisher } from '../../posts/present.ts';
import { unixSeconds } from '../../time-text.ts';
import { type PresentCtx, presentUser, userOf } from '../../users/present.ts';
import { displayName } from '../../users/rules.ts';
import { activityPhrase } from '../catalogue.ts';
import type { ActivityMaps } from '../hydrate.ts';
import type { ActivityRow } from '../queries/activities.ts';
import type { ActivityItem } from '../wire.ts';

type ActivityCtx = PresentCtx & { settings: { value(name: string): string } };

/** An activity, contract §1.14. `id`, its actor and its target user must be in the maps. */
export function presentActivity(id: number, maps: ActivityMaps, ctx: ActivityCtx): z.output<typeof ActivityItem> {
  const row = maps.activities.get(id);
  if (!row) throw new Error(`activity ${id} was not hydrated`);
  const activator = presentUser(row.user_id, maps.users, ctx);
  const ofTwo = row.post_id === 0 && row.target_user_id > 0;
  return {
    id: String(row.id),
    user_id: String(row.user_id),
    post_id: String(row.post_id),
    reply_id: String(row.reply_id),
    comment_id: String(row.comment_id),
    follow_id: ofTwo ? String(row.target_user_id) : '0',
    activity_type: row.type,
    time: unixSeconds(row.created_at),
    postData: row.post_id > 0 ? presentBarePost(row.post_id, maps.posts, ctx) : null,
    activator,
    activity_text: `${activator.name} ${phraseOf(row, maps, ctx)}`,
    ...(ofTwo ? { follow_data: presentUser(row.target_user_id, maps.users, ctx) } : {}),
  };
}

function phraseOf(row: ActivityRow, maps: ActivityMaps, ctx: ActivityCtx): string {
  const target = targetName(row, maps, ctx);
  const wondered = ctx.settings.value('second_post_button') === 'dislike' ? 'disliked' : 'wondered';
  return activityPhrase(row.type).replaceAll('{user}', target).replaceAll('{wondered}', wondered);
}

/** The publisher's name as the viewer may know it: a page by its own name, an anonymous author by none. */
function targetName({ post_id, target_user_id }: ActivityRow, maps: ActivityMaps, ctx: ActivityCtx): string {
  if (post_id > 0) return presentPublisher(post_id, maps.posts, ctx).name;
  return target_user_id > 0 ? displayName(userOf(target_user_id, maps.users)) : '';
}
