import type { z } from 'zod';
import { deviceFields, deviceOf } from '../../auth/endpoints/fields.ts';
import { recordAppState } from '../../auth/service/devices.ts';
import type { ViewerContext } from '../../context.ts';
import { followRequestCount, followRequests } from '../../graph/service/lists.ts';
import { defineEndpoint } from '../../http/endpoint.ts';
import { form, inQuery, offset, text, words } from '../../http/form.ts';
import { presentUser } from '../../users/present.ts';
import { proPeople } from '../../users/service.ts';
import { presentNotification } from '../present/notification.ts';
import { inbox } from '../service/inbox.ts';
import { GeneralData } from '../wire.ts';

const WORDS = [
  'notifications',
  'friend_requests',
  'pro_users',
  'promoted_pages',
  'trending_hashtag',
  'count_new_messages',
  'group_chat_requests',
  'announcement',
] as const;

/** The parameters of a poll beside its words. */
export type GeneralDataRequest = { offset: number | undefined; markSeen: boolean };

/** Gives the members of the answer that one word asks for. Every app polls every few seconds: a few statements at most. */
export type GeneralDataSource = (ctx: ViewerContext, request: GeneralDataRequest) => Promise<z.output<typeof GeneralData>>;

/** The source of each word of get-general-data. */
export type GeneralDataSources = Readonly<Record<(typeof WORDS)[number], GeneralDataSource>>;

/** Stands in for a domain that does not exist yet. */
export const noGeneralData = {
  promoted_pages: async () => ({ promoted_pages: [] }),
  count_new_messages: async () => ({ count_new_messages: '0' }),
  group_chat_requests: async () => ({ group_chat_requests: [], new_group_chat_requests_count: 0 }),
  announcement: async () => ({ announcement: [] }),
} satisfies Partial<GeneralDataSources>;

/** The words about people and their notifications. */
export const peopleGeneralData = {
  async notifications(ctx, request) {
    const { ids, maps, unseenCount } = await inbox(ctx, request);
    return {
      notifications: ids.map((id) => presentNotification(id, maps, ctx)),
      new_notifications_count: String(unseenCount),
    };
  },
  async friend_requests(ctx) {
    const { ids, maps } = await followRequests(ctx, { limit: MAX_REQUESTS });
    const count = ids.length < MAX_REQUESTS ? ids.length : await followRequestCount(ctx);
    const shown = ids.filter((id) => maps.users.has(id));
    return { friend_requests: shown.map((id) => presentUser(id, maps, ctx)), new_friend_requests_count: String(count) };
  },
  async pro_users(ctx) {
    const { ids, maps } = await proPeople(ctx, MAX_PRO_USERS);
    return { pro_users: ids.map((id) => presentUser(id, maps, ctx)) };
  },
} satisfies Partial<GeneralDataSources>;

const MAX_REQUESTS = 100;
const MAX_PRO_USERS = 9;

/** Contract §2.43. The sources are passed in where all domains meet, so that this domain needs none of them. */
export function getGeneralData(sources: GeneralDataSources) {
  return defineEndpoint({
    name: 'get-general-data',
    summary: 'What is new for me, as `fetch` names it; apps ask every few seconds',
    access: 'user',
    limit: 'read',
    input: form({
      fetch: words(...WORDS),
      offset: offset(),
      seen: inQuery(text(10).catch('').optional()),
      SetOnline: text(10).catch('').optional(),
      ...deviceFields,
    }),
    answer: GeneralData,
    errors: { missing: [3, '{field} (POST) is missing'] },
    async handle({ ctx, input }) {
      recordAppState(ctx, { online: input.SetOnline === '1', device: deviceOf(input) });
      const request = { offset: input.offset, markSeen: input.seen === '1' };
      const parts = await Promise.all([...input.fetch].map((word) => sources[word](ctx, request)));
      const answer: z.output<typeof GeneralData> = {};
      for (const part of parts) Object.assign(answer, part);
      return answer;
    },
  });
}
