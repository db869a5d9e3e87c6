import type { ViewerContext } from '../../context.ts';
import { Refusal } from '../../http/errors.ts';
import { lockUsers } from '../../users/service.ts';
import type { ResponseKind } from '../hydrate.ts';
import { addToEventCounter, deleteResponse, insertResponse } from '../queries.ts';
import { lockEvent } from './find.ts';

/**
 * Responds to an event with going or interested, or withdraws that; the two are independent. Gives whether the response is set.
 * Refuses `eventNotFound`. Contract §2.14, §2.15.
 */
export async function toggleResponse(ctx: ViewerContext, eventId: number, kind: ResponseKind): Promise<boolean> {
  const userId = ctx.viewer.id;
  return ctx.write(async (tx) => {
    const viewer = (await lockUsers(tx, [userId])).get(userId);
    if (viewer?.state !== 'active') throw new Refusal('eventNotFound');
    const { event } = await lockEvent(ctx, tx, eventId);
    const response = { event_id: eventId, user_id: userId, kind };
    const isOn = (await deleteResponse(tx, response)) === 0;
    if (isOn) await insertResponse(tx, { ...response, created_at: ctx.now });
    await addToEventCounter(tx, eventId, kind, isOn ? 1 : -1);
    const signal = { eventId, name: event.name, ownerId: event.owner_id, userId, kind };
    await ctx.emit(ctx, isOn ? 'eventResponded' : 'eventResponseWithdrawn', signal);
    return isOn;
  });
}
