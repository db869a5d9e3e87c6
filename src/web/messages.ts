import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { file, form, offset, parseForm, text as words } from '../http/form.ts';
import { inputOf, problemIn } from './forms.ts';
import { type MessageCard, messageCard } from './message-cards.ts';
import { sendFragment, sendPage } from './page.ts';
import type { Visit } from './session.ts';
import { fill, stringsFor } from './strings.ts';
import type { FindTalk, MessagePage, Talk } from './talks.ts';
import { type CountMessages, topBar } from './top-bar.ts';

/** A conversation as the page shows it, newest at the bottom. */
export type Conversation = Omit<Talk, 'read' | 'say'> & {
  messages: (MessageCard & { isFirstOfRun: boolean })[];
  /** The newest message shown, and who wrote it; what comes after it is asked for again and again. */
  last: { id: number; byId: number };
  older: string | undefined;
  /** By which a message sent twice is known for one. */
  key: string;
  written: string;
  problem: string | undefined;
};

const MESSAGES = 30;
const MAX_NEW = 50;

/** The newest message a page shows, 0 while there is none; and `by` whom. */
const since = {
  after: z
    .string()
    .regex(/^\d{1,15}$/)
    .transform(Number)
    .optional()
    .catch(undefined),
  by: offset(),
};

const query = form({ before: offset(), ...since });

/** A conversation, which counts as read. As a fragment what is older, or what is new: 204 for nothing. */
export function showConversation(find: FindTalk, countMessages: CountMessages) {
  return async (visit: Visit): Promise<void> => {
    const { ctx, req, res, csrf, isFragment } = visit;
    const asked = askedIn(req.query);
    const talk = await find(visit);
    if (!isFragment) {
      const shown = { talk, before: asked.before, written: '', problem: undefined };
      return sendConversation(visit, shown, countMessages);
    }
    const part = await conversationOf(visit, talk, asked);
    if (asked.after !== undefined && part.messages.length === 0) {
      res.status(204).end();
      return;
    }
    sendFragment(ctx, res, { fragment: asked.after === undefined ? 'older-messages' : 'new-messages', csrf, talk: part });
  };
}

export const messageForm = form({
  text: words(20_000).optional(),
  key: words(100).optional().catch(undefined),
  ...since,
  file: file().optional(),
});

/** Says something. What is wrong is said at the box, which keeps what was written. */
export function say(find: FindTalk, countMessages: CountMessages) {
  return async (visit: Visit): Promise<void> => {
    const { ctx, req, res, csrf, isFragment } = visit;
    const talk = await find(visit);
    try {
      const { text: said = '', key, after = 0, by, file: upload } = inputOf(visit, messageForm);
      await talk.say({ text: said, hashId: key ?? randomUUID(), file: upload });
      if (!isFragment) return res.redirect(303, talk.address);
      sendFragment(ctx, res, {
        fragment: 'said',
        csrf,
        talk: await conversationOf(visit, talk, { before: undefined, after, by }),
      });
    } catch (error) {
      const problem = problemIn(stringsFor(req).messages.problems, error);
      if (problem === undefined) throw error;
      res.status(400);
      const written = String(req.body.text ?? '');
      if (!isFragment) return sendConversation(visit, { talk, before: undefined, written, problem }, countMessages);
      res.set({ 'HX-Retarget': '#message-problem', 'HX-Reswap': 'innerHTML' });
      sendFragment(ctx, res, { fragment: 'problem', words: problem });
    }
  };
}

type Shown = { talk: Talk; before: number | undefined } & Pick<Conversation, 'written' | 'problem'>;

async function sendConversation(visit: Visit, { talk, before, ...kept }: Shown, countMessages: CountMessages): Promise<void> {
  const { ctx, req, res, csrf } = visit;
  const { messages } = stringsFor(req);
  // reading comes first: the bar counts what is still unread
  const part = { ...(await conversationOf(visit, talk, { before, after: undefined, by: undefined })), ...kept };
  const bar = await topBar(ctx, countMessages);
  const title = fill(talk.isMany ? messages.in : messages.with, { name: talk.other.name });
  sendPage(ctx, res, { template: 'conversation', bar, csrf, place: 'conversation', title, talk: part });
}

type Asked = Omit<MessagePage, 'limit'> & { by: number | undefined };

async function conversationOf({ ctx, req }: Visit, talk: Talk, { before, after, by }: Asked): Promise<Conversation> {
  const { read, say: _say, ...shown } = talk;
  const text = stringsFor(req);
  const isNew = after !== undefined;
  const found = await read({ before, after, limit: isNew ? MAX_NEW : MESSAGES + 1 });
  const ids = isNew ? found.ids : found.ids.slice(0, MESSAGES);
  const hasOlder = !isNew && found.ids.length > MESSAGES;
  const cards = ids.map((id) => messageCard(ctx, id, found.maps, text)).reverse();
  const last = cards.at(-1);
  return {
    ...shown,
    messages: cards.map((card, index) => ({ ...card, isFirstOfRun: card.byId !== (index === 0 ? by : cards[index - 1]?.byId) })),
    last: last ? { id: last.id, byId: last.byId } : { id: after ?? 0, byId: by ?? 0 },
    older: hasOlder && cards[0] ? `${talk.address}?before=${cards[0].id}` : undefined,
    key: randomUUID(),
    written: '',
    problem: undefined,
  };
}

function askedIn(given: object): Asked {
  const parsed = parseForm(query, { fields: { ...given }, uploads: [] });
  const { before, after, by } = parsed.ok ? parsed.input : {};
  return { before, after, by };
}
