import type { GeneralDataSources } from '../../notifications/endpoints/general-data.ts';
import { presentInvitation } from '../present/groups.ts';
import { newChatCount } from '../service/chats.ts';
import { groupInvitations } from '../service/groups.ts';

/** The members of get-general-data that the chat domain fills. */
export const chatGeneralData = {
  count_new_messages: async (ctx) => ({ count_new_messages: String(await newChatCount(ctx)) }),
  async group_chat_requests(ctx) {
    const { rows, maps } = await groupInvitations(ctx, MAX_INVITATIONS);
    return {
      group_chat_requests: rows.map((row) => presentInvitation(row, maps, ctx)),
      new_group_chat_requests_count: rows.length,
    };
  },
} satisfies Partial<GeneralDataSources>;

const MAX_INVITATIONS = 50;
