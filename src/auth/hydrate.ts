import type { Ctx } from '../context.ts';
import { lastSessionPlatforms } from './queries.ts';

/**
 * The platform (`phone`, `windows`, `web`) of each user's newest session; users without a session are not in the map. 1
 * statement.
 */
export async function hydratePlatforms(ctx: Pick<Ctx, 'db'>, userIds: readonly number[]): Promise<Map<number, string>> {
  const rows = await lastSessionPlatforms(ctx.db, userIds);
  return new Map(rows.map((row) => [row.user_id, row.platform]));
}
