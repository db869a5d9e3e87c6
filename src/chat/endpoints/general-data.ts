import type { GeneralDataSources } from '../../notifications/endpoints/general-data.ts';
import { newChatCount } from '../service/chats.ts';

/** What chats tell of themselves in get-general-data. */
export const chatGeneralData = {
  count_new_messages: async (ctx) => ({ count_new_messages: String(await newChatCount(ctx)) }),
} satisfies Partial<GeneralDataSources>;
