import { z } from 'zod';
import { defineEndpoint } from '../../http/endpoint.ts';
import { form, id, page, title } from '../../http/form.ts';
import { presentEvent } from '../present.ts';
import { requireVisibleEvent } from '../service/find.ts';
import { eventLists } from '../service/lists.ts';
import { changeEvent, deleteEvent, createEvent as makeEvent } from '../service/write.ts';
import { EventData } from '../wire.ts';
import {
  clock,
  coverIn,
  covers,
  DEFAULT_LIMIT,
  day,
  descriptionTooShort,
  eventDescription,
  eventName,
  eventNotFound,
  imageRefused,
  missing,
  nameTooShort,
} from './fields.ts';

export const createEvent = defineEndpoint({
  name: 'create-event',
  summary: 'Make an event; its days and times are read where the viewer is',
  access: 'user',
  limit: 'upload',
  input: form({
    event_name: eventName(),
    event_location: title(255),
    event_description: eventDescription(),
    event_start_date: day(),
    event_end_date: day(),
    event_start_time: clock(),
    event_end_time: clock(),
    ...covers(),
  }),
  answer: z.object({ event_id: z.int(), data: EventData }),
  errors: {
    missing,
    nameTooShort: [4, nameTooShort],
    descriptionTooShort: [5, descriptionTooShort],
    dateInvalid: [6, '{field} is not a day'],
    timeInvalid: [6, '{field} is not a time of day'],
    endBeforeStart: [7, 'The event can not end before it starts'],
    unsupported: [8, imageRefused],
    corrupt: [8, imageRefused],
    tooLarge: [8, 'Image is too large'],
    tooLong: [9, '{field} is too long'],
    invalid: [9, '{field} holds what it may not'],
  },
  async handle({ ctx, input }) {
    const eventId = await makeEvent(
      ctx,
      {
        name: input.event_name,
        location: input.event_location,
        description: input.event_description,
        startDate: input.event_start_date,
        startTime: input.event_start_time,
        endDate: input.event_end_date,
        endTime: input.event_end_time,
      },
      coverIn(input),
    );
    return { event_id: eventId, data: presentEvent(eventId, await requireVisibleEvent(ctx, eventId), ctx) };
  },
});

const eventsInput = z.discriminatedUnion(
  'type',
  [
    form({
      type: z.literal('edit'),
      event_id: id(),
      event_name: eventName().optional(),
      event_location: title(255).optional(),
      event_description: eventDescription().optional(),
      event_start_date: day().optional(),
      event_end_date: day().optional(),
      event_start_time: clock().optional(),
      event_end_time: clock().optional(),
      ...covers(),
    }),
    form({ type: z.literal('delete'), event_id: id() }),
    form({ type: z.literal(['going', 'interested']), ...page({ limit: DEFAULT_LIMIT, max: 50 }) }),
  ],
  { error: 'noType' },
);

type EditInput = z.output<typeof eventsInput> & { type: 'edit' };

const changesOf = (input: EditInput) => ({
  name: input.event_name,
  location: input.event_location,
  description: input.event_description,
  startDate: input.event_start_date,
  startTime: input.event_start_time,
  endDate: input.event_end_date,
  endTime: input.event_end_time,
});

export const events = defineEndpoint({
  name: 'events',
  summary: 'Change or delete an event of the viewer; list those they go to or are interested in',
  access: 'user',
  limit: 'write',
  input: eventsInput,
  answer: z.object({ message_data: z.string().optional(), data: z.array(EventData).optional() }),
  errors: {
    noType: [4, 'type can not be empty'],
    'type.missing': [4, 'type can not be empty'],
    missing,
    'event_id.invalid': eventNotFound,
    eventNotFound,
    notOwner: [5, 'You are not the event owner'],
    nameTooShort: [7, nameTooShort],
    descriptionTooShort: [8, descriptionTooShort],
    dateInvalid: [9, '{field} is not a day'],
    timeInvalid: [9, '{field} is not a time of day'],
    endBeforeStart: [10, 'The event can not end before it starts'],
    unsupported: [11, imageRefused],
    corrupt: [11, imageRefused],
    tooLarge: [11, 'Image is too large'],
    tooLong: [12, '{field} is too long'],
    invalid: [12, '{field} holds what it may not'],
  },
  async handle({ ctx, input }) {
    if (input.type === 'edit') {
      await changeEvent(ctx, input.event_id, { form: changesOf(input), upload: coverIn(input) });
      return { message_data: 'Event successfully edited' };
    }
    if (input.type === 'delete') {
      await deleteEvent(ctx, input.event_id);
      return { message_data: 'Event successfully deleted' };
    }
    const { type, limit, offset } = input;
    const { ids, maps } = await eventLists(ctx, [{ name: type, list: type, part: { limit, offset } }]);
    return { data: (ids.get(type) ?? []).map((eventId) => presentEvent(eventId, maps, ctx)) };
  },
});
