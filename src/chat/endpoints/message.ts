import { z } from 'zod';
import { reaction } from '../../catalogues/endpoints/fields.ts';
import { defineEndpoint } from '../../http/endpoint.ts';
import type { ErrorRow } from '../../http/errors.ts';
import { form, id } from '../../http/form.ts';
import { deleteMessage, markMessage, markVoiceListened, reactToMessage } from '../service/change.ts';

const answer = z.object({ message: z.string() });
const notFound: ErrorRow = [6, 'Message not found'];
const errors = {
  missing: [4, '{field} can not be empty'],
  invalid: notFound,
  messageNotFound: notFound,
} as const;

const yesOrNo = z.enum(['yes', 'no'], 'missing');

/** Contract-beyond: delete_message. */
export const deleteMessageEndpoint = defineEndpoint({
  name: 'delete_message',
  summary: "Takes one's own message back for everybody; hides another's from oneself",
  access: 'user',
  limit: 'write',
  input: form({ message_id: id() }),
  answer,
  errors,
  async handle({ ctx, input }) {
    await deleteMessage(ctx, input.message_id);
    return { message: 'The message was deleted' };
  },
});

/** Contract-beyond: react_message. */
export const reactMessage = defineEndpoint({
  name: 'react_message',
  summary: 'Reacts to a message; the same reaction again takes it back',
  access: 'user',
  limit: 'write',
  input: form({ id: id(), reaction: z.string('missing').pipe(reaction('reactionUnknown')) }),
  answer,
  errors: { ...errors, reactionUnknown: [5, 'reaction can not be empty'] },
  async handle({ ctx, input }) {
    const on = await reactToMessage(ctx, input.id, input.reaction);
    return { message: on ? 'reaction added' : 'reaction deleted' };
  },
});

/** Contract-beyond: pin_message. */
export const pinMessage = defineEndpoint({
  name: 'pin_message',
  summary: 'Pins a message for oneself, or takes the pin away',
  access: 'user',
  limit: 'write',
  input: form({ message_id: id(), pin: yesOrNo }),
  answer,
  errors,
  async handle({ ctx, input }) {
    await markMessage(ctx, input.message_id, { pinned: Number(input.pin === 'yes') });
    return { message: input.pin === 'yes' ? 'The message was pinned' : 'The message was unpinned' };
  },
});

/** Contract-beyond: fav_message. */
export const favMessage = defineEndpoint({
  name: 'fav_message',
  summary: 'Keeps a message among the favourites, or no longer',
  access: 'user',
  limit: 'write',
  input: form({ message_id: id(), fav: yesOrNo }),
  answer,
  errors,
  async handle({ ctx, input }) {
    await markMessage(ctx, input.message_id, { favourite: Number(input.fav === 'yes') });
    return { message: input.fav === 'yes' ? 'The message was added to favourites' : 'The message was removed from favourites' };
  },
});

/** Contract-beyond: listening. */
export const listening = defineEndpoint({
  name: 'listening',
  summary: 'Says that a voice message was listened to',
  access: 'user',
  limit: 'write',
  input: form({ id: id() }),
  answer,
  errors,
  async handle({ ctx, input }) {
    await markVoiceListened(ctx, input.id);
    return { message: 'The message was listened to' };
  },
});
