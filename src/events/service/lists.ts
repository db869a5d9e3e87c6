import type { ViewerContext } from '../../context.ts';
import { type EventMaps, hydrateEvents } from '../hydrate.ts';
import { type EventList, eventIds, type ListPart } from '../queries.ts';
import { canSeeEvent } from '../rules.ts';

export type { EventList };

/** Lists of events by their requested names, with everything that presents them. */
export type EventLists<Name extends string> = { ids: Map<Name, number[]>; maps: EventMaps };

/**
 * Several lists of the viewer's events at once, each newest first: upcoming ones without a response, past ones, their own, and
 * those they go to or are interested in. 1 statement a list, plus those of `hydrateEvents` once. Contract §2.13.
 */
export async function eventLists<Name extends string>(
  ctx: ViewerContext,
  wanted: readonly { name: Name; list: EventList; part: ListPart }[],
): Promise<EventLists<Name>> {
  const asked = { viewerId: ctx.viewer.id, now: ctx.now };
  const found = await Promise.all(wanted.map(({ list, part }) => eventIds(ctx.db, list, { ...asked, ...part })));
  const maps = await hydrateEvents(ctx, found.flat());
  const visible = (ids: readonly number[] = []) => ids.filter((id) => canSeeEvent(id, maps));
  return { ids: new Map(wanted.map(({ name }, index) => [name, visible(found[index])])), maps };
}
