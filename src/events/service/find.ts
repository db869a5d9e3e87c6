import type { ViewerContext } from '../../context.ts';
import type { Tx } from '../../database/write.ts';
import { Refusal } from '../../http/errors.ts';
import { type EventHydrateCtx, type EventMaps, type EventOfSite, hydrateEvents } from '../hydrate.ts';
import { lockEventRows } from '../queries.ts';
import { canSeeEvent } from '../rules.ts';

/** An event the viewer can see. Statements of `hydrateEvents`. Refuses `eventNotFound`. Contract-beyond: get_event_by_id. */
export async function requireVisibleEvent(ctx: EventHydrateCtx, id: number): Promise<EventMaps> {
  const maps = await hydrateEvents(ctx, [id]);
  if (!canSeeEvent(id, maps)) throw new Refusal('eventNotFound');
  return maps;
}

/**
 * Locks an event and reads it again as the viewer sees it. 1 statement plus those of `hydrateEvents`. Refuses `eventNotFound`.
 */
export async function lockEvent(
  { viewer, settings }: ViewerContext,
  tx: Tx,
  eventId: number,
): Promise<{ event: EventOfSite; maps: EventMaps }> {
  await lockEventRows(tx, [eventId]);
  const maps = await requireVisibleEvent({ db: tx, viewer, settings }, eventId);
  const event = maps.events.get(eventId);
  if (!event) throw new Refusal('eventNotFound');
  return { event, maps };
}
