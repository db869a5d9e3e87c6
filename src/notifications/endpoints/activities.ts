import { z } from 'zod';
import { defineEndpoint } from '../../http/endpoint.ts';
import { form, page } from '../../http/form.ts';
import { presentActivity } from '../present/activity.ts';
import { followedActivities, ownActivities } from '../service/activities.ts';
import { ActivityItem } from '../wire.ts';

export const getActivities = defineEndpoint({
  name: 'get-activities',
  summary: 'What the people I follow did, newest first',
  access: 'user',
  limit: 'read',
  input: form(page({ limit: 25 })),
  answer: z.object({ activities: z.array(ActivityItem) }),
  errors: {},
  async handle({ ctx, input }) {
    const { ids, maps } = await followedActivities(ctx, input);
    return { activities: ids.map((id) => presentActivity(id, maps, ctx)) };
  },
});

export const myActivities = defineEndpoint({
  name: 'my_activities',
  summary: 'What I did, newest first',
  access: 'user',
  limit: 'read',
  input: form(page({ limit: 20, max: 50 })),
  answer: z.object({ data: z.array(ActivityItem) }),
  errors: {},
  async handle({ ctx, input }) {
    const { ids, maps } = await ownActivities(ctx, input);
    return { data: ids.map((id) => presentActivity(id, maps, ctx)) };
  },
});
