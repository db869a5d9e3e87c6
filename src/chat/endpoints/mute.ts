import { z } from 'zod';
import { defineEndpoint } from '../../http/endpoint.ts';
import { form, id } from '../../http/form.ts';
import { saveChatPreferences } from '../service/preferences.ts';

const yesOrNo = () => z.enum(['yes', 'no']).optional().catch(undefined);

const notFound = [6, 'Chat not found'] as const;

export const mute = defineEndpoint({
  name: 'mute',
  summary: 'Keep a chat as the viewer likes: notifications and calls (no: muted), archived, pinned, favourite',
  access: 'user',
  limit: 'write',
  input: form({
    type: z.enum(['user', 'page', 'group'], 'noType'),
    chat_id: id(),
    notify: yesOrNo(),
    call_chat: yesOrNo(),
    archive: yesOrNo(),
    pin: yesOrNo(),
    fav: yesOrNo(),
  }),
  answer: z.object({ message: z.string() }),
  errors: {
    noType: [4, 'type can not be empty'],
    missing: [5, '{field} can not be empty'],
    invalid: notFound,
    chatNotFound: notFound,
    userNotFound: notFound,
  },
  async handle({ ctx, input }) {
    const chosen = {
      notifies: input.notify,
      rings: input.call_chat,
      archived: input.archive,
      pinned: input.pin,
      favourite: input.fav,
    };
    const choices = Object.fromEntries(
      Object.entries(chosen).flatMap(([name, choice]) => (choice === undefined ? [] : [[name, choice === 'yes' ? 1 : 0]])),
    );
    await saveChatPreferences(ctx, { kind: input.type, id: input.chat_id }, choices);
    return { message: 'The chat was updated' };
  },
});
