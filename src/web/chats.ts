import type { ChatMaps } from '../chat/hydrate.ts';
import { chatsOf } from '../chat/service/chats.ts';
import { form, offset, parseForm } from '../http/form.ts';
import { MESSAGES } from './addresses.ts';
import { chatRows } from './chat-rows.ts';
import { invitationCards } from './invitations.ts';
import { sendPage } from './page.ts';
import type { Visit } from './session.ts';
import { stringsFor } from './strings.ts';
import { type CountMessages, topBar } from './top-bar.ts';

const CHATS = 20;
const KINDS = ['user', 'group', 'page'] as const;

const query = form({ before: offset() });

/** The viewer's conversations of all kinds, the latest first; above them the invitations to more. */
export function showChats(countMessages: CountMessages) {
  return async ({ ctx, req, res, csrf }: Visit): Promise<void> => {
    const text = stringsFor(req);
    const parsed = parseForm(query, { fields: { ...req.query }, uploads: [] });
    const before = parsed.ok ? parsed.input.before : undefined;
    const kinds = KINDS.map((kind) => ({ kind, before, limit: CHATS }));
    const [found, bar, invitations] = await Promise.all([
      chatsOf(ctx, { keep: 'current', kinds, userType: undefined }),
      topBar(ctx, countMessages),
      before === undefined ? invitationCards(ctx) : [],
    ]);
    const { maps, more } = pageOf(found);
    const chats = chatRows(ctx, maps, text);
    const { title } = text.messages;
    sendPage(ctx, res, { template: 'messages', bar, csrf, place: 'messages', title, invitations, chats, more });
  };
}

/** The latest of all kinds together. Those of its last second come whole, since the next page begins before that second. */
function pageOf(maps: ChatMaps): { maps: ChatMaps; more: string | undefined } {
  const last = maps.participants[CHATS - 1]?.last_message_at?.getTime();
  if (last === undefined) return { maps, more: undefined };
  const participants = maps.participants.filter(
    ({ last_message_at }, index) => index < CHATS || last_message_at?.getTime() === last,
  );
  return { maps: { ...maps, participants }, more: `${MESSAGES}?before=${Math.floor(last / 1000)}` };
}
