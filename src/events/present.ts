import type { z } from 'zod';
import { mediaUrl, type PresentCtx, presentUser } from '../users/present.ts';
import type { EventMaps } from './hydrate.ts';
import { dayInStyle } from './rules/moments.ts';
import { isEventOwner } from './rules.ts';
import type { EventData } from './wire.ts';

/** An event, contract §1.9. `id` and its owner must be in the maps. */
export function presentEvent(id: number, maps: EventMaps, ctx: PresentCtx): z.output<typeof EventData> {
  const event = maps.events.get(id);
  if (!event) throw new Error(`event ${id} was not hydrated, or is gone`);
  const { baseUrl } = ctx.config;
  return {
    id: String(id),
    name: event.name,
    location: event.location,
    description: event.description,
    start_date: dayInStyle(event.start_date, maps.dateStyle),
    start_time: event.start_time,
    end_date: dayInStyle(event.end_date, maps.dateStyle),
    end_time: event.end_time,
    start_edit_date: event.start_date,
    end_edit_date: event.end_date,
    start_date_js: dayInStyle(event.start_date, 'm/d/y'),
    poster_id: String(event.owner_id),
    cover: event.cover ? mediaUrl(ctx, event.cover) : `${baseUrl}/assets/cover.png`,
    url: `${baseUrl}/events/${id}`,
    user_data: presentUser(event.owner_id, maps.users, ctx),
    is_owner: isEventOwner(id, maps),
    is_going: maps.responses.going.has(id),
    is_interested: maps.responses.interested.has(id),
    going_count: String(event.going_count),
    interested_count: String(event.interested_count),
  };
}
