import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { file, form, offset, parseForm, text } from '../../../http/form.ts';
import { inputOf, problemIn, sendProblem } from '../../shell/forms/forms.ts';
import { fragment, sitePage } from '../../shell/layout/page.ts';
import { type CountMessages, topBar } from '../../shell/layout/top-bar.ts';
import type { Visit } from '../../shell/session/session.ts';
import { fill, stringsFor } from '../../shell/strings.ts';
import type { Conversation, FindConversation, MessagePage } from './find.ts';
import { type MessageCard, messageCard } from './message-cards.ts';

/** A conversation as the page shows it, newest message at the bottom. */
export type ConversationView = Omit<Conversation, 'read' | 'send'> & {
  messages: (MessageCard & { startsRun: boolean })[];
  /** The newest message shown and its author. The page polls for messages after it. */
  last: { id: number; authorId: number };
  /** Where older messages are; undefined when all are shown. */
  older: string | undefined;
  /** Identifies the next message, so that sending it twice creates one. */
  key: string;
  draft: string;
  problem: string | undefined;
};

type Part = { csrf: string; conversation: ConversationView };

const sendConversationPage = sitePage<Part & { title: string }>('messages/conversation/conversation');
const sendOlder = fragment<Part>('messages/conversation/older');
const sendNewer = fragment<Part>('messages/conversation/newer');
const sendSent = fragment<Part>('messages/conversation/sent');

const PAGE = 30;
const MAX_NEW = 50;

/** The newest message the page shows (0 while there is none) and its author. */
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

/** A conversation, which is marked as read. As a fragment its older or its new messages; 204 when nothing is new. */
export function showConversation(find: FindConversation, countMessages: CountMessages) {
  return async (visit: Visit): Promise<void> => {
    const { ctx, req, res, csrf, isFragment } = visit;
    const range = rangeIn(req.query);
    const conversation = await find(visit);
    if (!isFragment) {
      const shown = { conversation, before: range.before, draft: '', problem: undefined };
      return sendConversation(visit, shown, countMessages);
    }
    const view = await viewOf(visit, conversation, range);
    if (range.after !== undefined && view.messages.length === 0) {
      res.status(204).end();
      return;
    }
    const send = range.after === undefined ? sendOlder : sendNewer;
    send(ctx, res, { csrf, conversation: view });
  };
}

export const messageForm = form({
  text: text(20_000).optional(),
  key: text(100).optional().catch(undefined),
  ...since,
  file: file().optional(),
});

/** Sends a message. A problem is shown in the form, which keeps the draft. */
export function sendMessage(find: FindConversation, countMessages: CountMessages) {
  return async (visit: Visit): Promise<void> => {
    const { ctx, req, res, csrf, isFragment } = visit;
    const conversation = await find(visit);
    try {
      const { text: content = '', key, after = 0, by, file: upload } = inputOf(visit, messageForm);
      await conversation.send({ text: content, hashId: key ?? randomUUID(), file: upload });
      if (!isFragment) return res.redirect(303, conversation.address);
      sendSent(ctx, res, { csrf, conversation: await viewOf(visit, conversation, { before: undefined, after, by }) });
    } catch (error) {
      const problem = problemIn(stringsFor(req).messages.problems, error);
      if (problem === undefined) throw error;
      res.status(400);
      const draft = String(req.body.text ?? '');
      if (!isFragment) return sendConversation(visit, { conversation, before: undefined, draft, problem }, countMessages);
      res.set({ 'HX-Retarget': '#message-problem', 'HX-Reswap': 'innerHTML' });
      sendProblem(ctx, res, { problem });
    }
  };
}

type Shown = { conversation: Conversation; before: number | undefined } & Pick<ConversationView, 'draft' | 'problem'>;

async function sendConversation(
  visit: Visit,
  { conversation, before, ...kept }: Shown,
  countMessages: CountMessages,
): Promise<void> {
  const { ctx, req, res, csrf } = visit;
  const { messages } = stringsFor(req);
  // reading comes first, so that the top bar counts what is still unread
  const view = { ...(await viewOf(visit, conversation, { before, after: undefined, by: undefined })), ...kept };
  const bar = await topBar(ctx, countMessages);
  const title = fill(conversation.isGroup ? messages.in : messages.with, { name: conversation.partner.name });
  sendConversationPage(ctx, res, { bar, csrf, section: 'conversation', title, conversation: view });
}

type Range = Omit<MessagePage, 'limit'> & { by: number | undefined };

async function viewOf({ ctx, req }: Visit, conversation: Conversation, { before, after, by }: Range): Promise<ConversationView> {
  const { read, send: _send, ...shown } = conversation;
  const strings = stringsFor(req);
  const isNew = after !== undefined;
  const found = await read({ before, after, limit: isNew ? MAX_NEW : PAGE + 1 });
  const ids = isNew ? found.ids : found.ids.slice(0, PAGE);
  const hasOlder = !isNew && found.ids.length > PAGE;
  const cards = ids.map((id) => messageCard(ctx, id, found.maps, strings)).reverse();
  const last = cards.at(-1);
  return {
    ...shown,
    messages: cards.map((card, index) => ({
      ...card,
      startsRun: card.authorId !== (index === 0 ? by : cards[index - 1]?.authorId),
    })),
    last: last ? { id: last.id, authorId: last.authorId } : { id: after ?? 0, authorId: by ?? 0 },
    older: hasOlder && cards[0] ? `${conversation.address}?before=${cards[0].id}` : undefined,
    key: randomUUID(),
    draft: '',
    problem: undefined,
  };
}

function rangeIn(given: object): Range {
  const parsed = parseForm(query, { fields: { ...given }, uploads: [] });
  const { before, after, by } = parsed.ok ? parsed.input : {};
  return { before, after, by };
}
