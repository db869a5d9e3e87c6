import type { ViewerContext } from '../../context.ts';
import { refuseDuplicates } from '../../database/duplicate-key.ts';
import { canSeeUser } from '../../graph/rules.ts';
import { Refusal } from '../../http/errors.ts';
import { hydrateUsers } from '../../users/hydrate.ts';
import { lockUsers, requireVisibleUser } from '../../users/service.ts';
import { deletePoke, insertPoke, pokeOf, receivedPokes } from '../queries/pokes.ts';
import { notify, retractNotification } from './notify.ts';

/**
 * Pokes a person. Refuses `notAllowed` when the site has pokes off, `userNotFound`, `self`, `alreadyPoked` while an earlier poke
 * exists. Contract-beyond: poke.
 */
export async function poke(ctx: ViewerContext, userId: number): Promise<void> {
  requirePokes(ctx);
  await requireVisibleUser(ctx, userId);
  if (userId === ctx.viewer.id) throw new Refusal('self');
  await ctx.write(async (tx) => {
    await lockUsers(tx, [ctx.viewer.id, userId]);
    const row = { sender_id: ctx.viewer.id, recipient_id: userId, created_at: ctx.now };
    await refuseDuplicates({ pokes_pair_unique: 'alreadyPoked' }, insertPoke(tx, row));
    await notify(ctx, tx, { type: 'poke', notifierId: ctx.viewer.id, recipientIds: [userId] });
  });
}

/** Deletes a poke the viewer sent or received. Refuses `pokeNotFound`. Contract-beyond: poke. */
export async function removePoke(ctx: ViewerContext, id: number): Promise<void> {
  await ctx.write(async (tx) => {
    const row = await pokeOf(tx, id, ctx.viewer.id);
    if (!row) throw new Refusal('pokeNotFound');
    await deletePoke(tx, id);
    await retractNotification(tx, { type: 'poke', notifierId: row.sender_id, recipientIds: [row.recipient_id] });
  });
}

/** The pokes the viewer received, newest first. 1 + hydration statements. Refuses `notAllowed`. Contract-beyond: poke. */
export async function ownPokes(ctx: ViewerContext, page: { limit: number; offset?: number | undefined }) {
  requirePokes(ctx);
  const rows = await receivedPokes(ctx.db, ctx.viewer.id, page);
  const maps = await hydrateUsers(
    ctx,
    rows.map((row) => row.sender_id),
  );
  return { pokes: rows.filter((row) => canSeeUser(row.sender_id, maps)), maps };
}

function requirePokes(ctx: ViewerContext): void {
  if (!ctx.settings.isOn('poke_system')) throw new Refusal('notAllowed');
}
