import type { z } from 'zod';
import { unixSeconds } from '../../time-text.ts';
import type { UserMaps } from '../../users/hydrate.ts';
import { type PresentCtx, presentUser } from '../../users/present.ts';
import type { PokeRow } from '../queries/pokes.ts';
import type { PokeItem } from '../wire.ts';

/** A received poke. Its sender must be in the maps. Contract-beyond: poke. */
export function presentPoke(row: PokeRow, maps: UserMaps, ctx: PresentCtx): z.output<typeof PokeItem> {
  return {
    id: String(row.id),
    send_user_id: String(row.sender_id),
    received_user_id: String(row.recipient_id),
    time: unixSeconds(row.created_at),
    user_data: presentUser(row.sender_id, maps, ctx),
  };
}
