import { z } from 'zod';
import { defineEndpoint } from '../../http/endpoint.ts';
import { clamped, form, id, offset, page, words } from '../../http/form.ts';
import { presentEvent } from '../present.ts';
import { requireVisibleEvent } from '../service/find.ts';
import { type EventList, eventLists } from '../service/lists.ts';
import { EventData } from '../wire.ts';
import { DEFAULT_LIMIT, eventNotFound, missing } from './fields.ts';

/** The wire names of the lists. Nobody can be invited yet, so that one is empty. */
const LISTS = {
  events: 'upcoming',
  my_events: 'own',
  going: 'going',
  interested: 'interested',
  invited: undefined,
  past: 'past',
} as const satisfies Record<string, EventList | undefined>;

const MAX_LIMIT = 100;
const limit = clamped(DEFAULT_LIMIT, MAX_LIMIT);
const after = offset();

export const getEvents = defineEndpoint({
  name: 'get-events',
  summary: "Events to come, the viewer's own, those they go to or are interested in, and past ones; newest first",
  access: 'user',
  limit: 'read',
  input: form({
    fetch: words('events', 'my_events', 'going', 'interested', 'invited', 'past'),
    ...page({ limit: DEFAULT_LIMIT }),
    ...{ my_limit: limit, my_offset: after, going_limit: limit, going_offset: after },
    ...{ interested_limit: limit, interested_offset: after, invited_limit: limit, invited_offset: after },
    ...{ past_limit: limit, past_offset: after },
  }),
  answer: z.object({
    events: z.array(EventData),
    my_events: z.array(EventData),
    going: z.array(EventData),
    interested: z.array(EventData),
    invited: z.array(EventData),
    past: z.array(EventData),
  }),
  errors: { missing },
  async handle({ ctx, input }) {
    const parts = {
      events: { limit: input.limit, offset: input.offset },
      my_events: { limit: input.my_limit, offset: input.my_offset },
      going: { limit: input.going_limit, offset: input.going_offset },
      interested: { limit: input.interested_limit, offset: input.interested_offset },
      invited: { limit: input.invited_limit, offset: input.invited_offset },
      past: { limit: input.past_limit, offset: input.past_offset },
    };
    const wanted = [...input.fetch].flatMap((name) => {
      const list = LISTS[name];
      return list ? [{ name, list, part: parts[name] }] : [];
    });
    const { ids, maps } = await eventLists(ctx, wanted);
    const shown = (name: keyof typeof LISTS) => (ids.get(name) ?? []).map((eventId) => presentEvent(eventId, maps, ctx));
    return {
      events: shown('events'),
      my_events: shown('my_events'),
      going: shown('going'),
      interested: shown('interested'),
      invited: [],
      past: shown('past'),
    };
  },
});

export const getEventById = defineEndpoint({
  name: 'get_event_by_id',
  summary: 'An event, and what the viewer has to do with it',
  access: 'user',
  limit: 'read',
  input: form({ id: id() }),
  answer: z.object({ status: z.literal(200), event_data: EventData }),
  errors: { missing: [4, '{field} can not be empty'], invalid: eventNotFound, eventNotFound },
  async handle({ ctx, input }) {
    const maps = await requireVisibleEvent(ctx, input.id);
    return { status: 200 as const, event_data: presentEvent(input.id, maps, ctx) };
  },
});
