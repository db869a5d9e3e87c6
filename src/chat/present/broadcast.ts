import type { z } from 'zod';
import { unixSeconds } from '../../time-text.ts';
import type { UserMaps } from '../../users/hydrate.ts';
import { presentUser } from '../../users/present.ts';
import type { ChatPresentCtx } from '../present.ts';
import type { BroadcastData } from '../wire.ts';

type Broadcast = { id: number; owner_id: number; name: string; image: string; created_at: Date };

/** A broadcast list. Its recipients must be in the maps. Contract-beyond: broadcast. */
export function presentBroadcast(
  row: Broadcast,
  { members, users }: { members: ReadonlyMap<number, readonly number[]>; users: UserMaps },
  ctx: ChatPresentCtx,
): z.output<typeof BroadcastData> {
  return {
    id: String(row.id),
    user_id: String(row.owner_id),
    name: row.name,
    image: row.image === '' ? `${ctx.config.baseUrl}/assets/logo.png` : ctx.media.store.url(row.image),
    time: unixSeconds(row.created_at),
    users: (members.get(row.id) ?? []).map((userId) => presentUser(userId, users, ctx)),
  };
}
