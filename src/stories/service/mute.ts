import type { ViewerContext } from '../../context.ts';
import { Refusal } from '../../http/errors.ts';
import { requireVisibleUser } from '../../users/service.ts';
import { deleteMute, insertMute, isMuted } from '../queries/marks.ts';

/**
 * Hides a person's stories from the viewer's story tray, or shows them again; repeating it changes nothing. Refuses
 * `userNotFound`, `self`. Contract-beyond: mute_story.
 */
export async function muteStories(ctx: ViewerContext, userId: number, muted: boolean): Promise<void> {
  await requireVisibleUser(ctx, userId);
  if (userId === ctx.viewer.id) throw new Refusal('self');
  await ctx.write((tx) =>
    muted
      ? insertMute(tx, { muter_id: ctx.viewer.id, muted_id: userId, created_at: ctx.now })
      : deleteMute(tx, ctx.viewer.id, userId),
  );
}

/** Whether the viewer has muted a person's stories. 1 statement. */
export function areStoriesMuted(ctx: ViewerContext, userId: number): Promise<boolean> {
  return isMuted(ctx.db, ctx.viewer.id, userId);
}
