import { z } from 'zod';
import { defineEndpoint } from '../../http/endpoint.ts';
import { form, id } from '../../http/form.ts';
import { toggleResponse } from '../service/respond.ts';
import { eventNotFound, missing } from './fields.ts';

const responseErrors = { missing, invalid: eventNotFound, eventNotFound } as const;

export const goToEvent = defineEndpoint({
  name: 'go-to-event',
  summary: 'Respond to an event with going, or withdraw that',
  access: 'user',
  limit: 'write',
  input: form({ event_id: id() }),
  answer: z.object({ go_status: z.enum(['going', 'not-going']) }),
  errors: responseErrors,
  async handle({ ctx, input }) {
    const isOn = await toggleResponse(ctx, input.event_id, 'going');
    return { go_status: isOn ? ('going' as const) : ('not-going' as const) };
  },
});

export const interestEvent = defineEndpoint({
  name: 'interest-event',
  summary: 'Respond to an event with interested, or withdraw that',
  access: 'user',
  limit: 'write',
  input: form({ event_id: id() }),
  answer: z.object({ interest_status: z.enum(['interested', 'not-interested']) }),
  errors: responseErrors,
  async handle({ ctx, input }) {
    const isOn = await toggleResponse(ctx, input.event_id, 'interested');
    return { interest_status: isOn ? ('interested' as const) : ('not-interested' as const) };
  },
});
