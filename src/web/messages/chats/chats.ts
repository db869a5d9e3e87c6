import type { ChatMaps } from '../../../chat/hydrate.ts';
import { chatsOf } from '../../../chat/service/chats.ts';
import { form, offset, parseForm } from '../../../http/form.ts';
import { MESSAGES } from '../../shell/addresses.ts';
import { sitePage } from '../../shell/layout/page.ts';
import { type CountMessages, topBar } from '../../shell/layout/top-bar.ts';
import type { Visit } from '../../shell/session/session.ts';
import { stringsFor } from '../../shell/strings.ts';
import { type InvitationCard, invitationCards } from './invitations.ts';
import { type ChatRow, chatRows } from './rows.ts';

type ChatsPage = { title: string; invitations: InvitationCard[]; chats: ChatRow[]; more: string | undefined };

const sendChats = sitePage<ChatsPage>('messages/chats/chats');

const CHATS = 20;
const KINDS = ['user', 'group', 'page'] as const;

const query = form({ before: offset() });

/** The viewer's conversations of all kinds, latest first, below the invitations to group chats. */
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
    sendChats(ctx, res, { bar, csrf, section: 'messages', title, invitations, chats, more });
  };
}

/** The latest of all kinds together. Its last second is complete, since the next page begins before that second. */
function pageOf(maps: ChatMaps): { maps: ChatMaps; more: string | undefined } {
  const last = maps.participants[CHATS - 1]?.last_message_at?.getTime();
  if (last === undefined) return { maps, more: undefined };
  const participants = maps.participants.filter(
    ({ last_message_at }, index) => index < CHATS || last_message_at?.getTime() === last,
  );
  return { maps: { ...maps, participants }, more: `${MESSAGES}?before=${Math.floor(last / 1000)}` };
}
