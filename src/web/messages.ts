import { randomUUID } from 'node:crypto';
import { chatsOf } from '../chat/service/chats.ts';
import { messagesWith } from '../chat/service/messages.ts';
import { sendMessage } from '../chat/service/send.ts';
import type { ViewerContext } from '../context.ts';
import { canMessage } from '../graph/rules.ts';
import { Refusal } from '../http/errors.ts';
import { file, form, offset, parseForm, text as words } from '../http/form.ts';
import { hydrateUsers } from '../users/hydrate.ts';
import { presentUser } from '../users/present.ts';
import { messagesAddress } from './addresses.ts';
import { pathId, problemIn } from './forms.ts';
import { chatRows, type MessageCard, messageCard } from './message-cards.ts';
import { sendFragment, sendPage } from './page.ts';
import { type Author, authorOf } from './people.ts';
import type { Visit } from './session.ts';
import { fill, type Strings, stringsFor } from './strings.ts';
import { type CountMessages, topBar } from './top-bar.ts';
import { fileProblemOf, uploadsOf } from './uploads.ts';

/** A conversation as the page shows it, newest at the bottom. */
export type Conversation = {
  userId: number;
  other: Author;
  canWrite: boolean;
  messages: MessageCard[];
  /** The newest message shown; what comes after it is asked for again and again. */
  last: number;
  older: string | undefined;
  /** By which a message sent twice is known for one. */
  key: string;
  written: string;
  problem: string | undefined;
};

const CHATS = 20;
const MESSAGES = 30;
const MOST_NEW = 50;

const query = form({ before: offset(), after: offset() });

/** The viewer's conversations with people, the latest first. */
export async function showChats({ ctx, req, res, csrf }: Visit, countMessages: CountMessages): Promise<void> {
  const text = stringsFor(req);
  const { before } = queryOf(req.query);
  const kinds = [{ kind: 'user', before, limit: CHATS }] as const;
  const [maps, bar] = await Promise.all([
    chatsOf(ctx, { keep: 'current', kinds, userType: undefined }),
    topBar(ctx, countMessages),
  ]);
  const chats = chatRows(ctx, maps, text);
  const last = maps.sides.at(-1)?.last_message_at;
  const more = maps.sides.length >= CHATS && last ? `/messages?before=${Math.floor(last.getTime() / 1000)}` : undefined;
  sendPage(ctx, res, { template: 'messages', bar, csrf, place: 'messages', title: text.messages.title, chats, more });
}

/** The conversation with a person, which counts as read. As a fragment what is older, or what is new: 204 for nothing. */
export function showConversation(countMessages: CountMessages) {
  return async (visit: Visit): Promise<void> => {
    const { ctx, req, res, csrf, isFragment } = visit;
    const { before, after } = queryOf(req.query);
    const userId = pathId(visit, 'userNotFound');
    if (!isFragment) return sendConversation(visit, { before, written: '', problem: undefined }, countMessages);
    const talk = await conversationWith(ctx, userId, { before, after }, stringsFor(req));
    if (after !== undefined && talk.messages.length === 0) {
      res.status(204).end();
      return;
    }
    sendFragment(ctx, res, { fragment: after === undefined ? 'older-messages' : 'new-messages', csrf, talk });
  };
}

export const messageForm = form({
  text: words(20_000).optional(),
  key: words(100).optional().catch(undefined),
  after: offset(),
  file: file().optional(),
});

/** Says something to a person. What is wrong is said at the box, which keeps what was written. */
export function say(countMessages: CountMessages) {
  return async (visit: Visit): Promise<void> => {
    const { ctx, req, res, csrf, isFragment } = visit;
    const userId = pathId(visit, 'userNotFound');
    const text = stringsFor(req);
    try {
      const { text: said = '', key, after = 0, file: upload } = sayingOf(visit);
      await sendMessage(ctx, userId, { text: said, hashId: key ?? randomUUID(), file: upload });
      if (!isFragment) return res.redirect(303, messagesAddress(userId));
      sendFragment(ctx, res, { fragment: 'said', csrf, talk: await conversationWith(ctx, userId, { after }, text) });
    } catch (error) {
      const problem = problemIn(text.messages.problems, error);
      if (problem === undefined) throw error;
      res.status(400);
      const written = String(req.body.text ?? '');
      if (!isFragment) return sendConversation(visit, { before: undefined, written, problem }, countMessages);
      res.set({ 'HX-Retarget': '#message-problem', 'HX-Reswap': 'innerHTML' });
      sendFragment(ctx, res, { fragment: 'problem', words: problem });
    }
  };
}

function sayingOf({ req, res }: Visit) {
  const fileProblem = fileProblemOf(res);
  if (fileProblem) throw new Refusal(fileProblem);
  const parsed = parseForm(messageForm, { fields: { ...req.body }, uploads: uploadsOf(req) });
  if (parsed.ok) return parsed.input;
  throw new Refusal(parsed.issues[0]?.reason ?? 'invalid');
}

type Shown = { before: number | undefined } & Pick<Conversation, 'written' | 'problem'>;

async function sendConversation(visit: Visit, { before, ...kept }: Shown, countMessages: CountMessages): Promise<void> {
  const { ctx, req, res, csrf } = visit;
  const text = stringsFor(req);
  // reading comes first: the bar counts what is still unread
  const talk = { ...(await conversationWith(ctx, pathId(visit, 'userNotFound'), { before }, text)), ...kept };
  const bar = await topBar(ctx, countMessages);
  const title = fill(text.messages.with, { name: talk.other.name });
  sendPage(ctx, res, { template: 'conversation', bar, csrf, place: 'conversation', title, talk });
}

type Stretch = { before?: number | undefined; after?: number | undefined };

async function conversationWith(
  ctx: ViewerContext,
  userId: number,
  { before, after }: Stretch,
  text: Strings,
): Promise<Conversation> {
  const limit = after === undefined ? MESSAGES + 1 : MOST_NEW;
  const [found, users] = await Promise.all([messagesWith(ctx, userId, { before, after, limit }), hydrateUsers(ctx, [userId])]);
  const shown = after === undefined ? found.ids.slice(0, MESSAGES) : found.ids;
  const oldest = shown.at(-1);
  const hasOlder = after === undefined && found.ids.length > MESSAGES;
  return {
    userId,
    other: authorOf(presentUser(userId, users, ctx), ctx),
    canWrite: canMessage(userId, users),
    messages: shown.map((id) => messageCard(ctx, id, found.maps, text)).reverse(),
    last: shown[0] ?? after ?? 0,
    older: hasOlder && oldest !== undefined ? `${messagesAddress(userId)}?before=${oldest}` : undefined,
    key: randomUUID(),
    written: '',
    problem: undefined,
  };
}

function queryOf(given: object) {
  const parsed = parseForm(query, { fields: { ...given }, uploads: [] });
  return parsed.ok ? parsed.input : { before: undefined, after: undefined };
}
