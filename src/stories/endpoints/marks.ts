import { z } from 'zod';
import { reaction } from '../../catalogues/endpoints/fields.ts';
import { defineEndpoint } from '../../http/endpoint.ts';
import { form, id } from '../../http/form.ts';
import { muteStories } from '../service/mute.ts';
import { toggleStoryReaction } from '../service/react.ts';

const noReaction = [5, 'reaction can not be empty'] as const;
const storyNotFound = [6, 'Story not found'] as const;

export const reactStory = defineEndpoint({
  name: 'react_story',
  summary: 'React to a story with 1 to 6; the same again takes it back, another takes its place',
  access: 'user',
  limit: 'write',
  input: form({ id: id(), reaction: reaction('missing') }),
  answer: z.object({ message: z.string() }),
  errors: {
    'id.missing': [4, 'id can not be empty'],
    'reaction.missing': noReaction,
    missing: noReaction,
    invalid: storyNotFound,
    storyNotFound,
  },
  async handle({ ctx, input }) {
    const stands = await toggleStoryReaction(ctx, input.id, input.reaction);
    return { message: stands ? 'Reaction successfully added.' : 'Reaction successfully removed.' };
  },
});

const noType = [4, 'type can not be empty'] as const;
const noUser = [5, 'user_id can not be empty'] as const;
const userNotFound = [6, 'User not found'] as const;

export const muteStory = defineEndpoint({
  name: 'mute_story',
  summary: "Keep a person's stories out of one's bars, or let them in again",
  access: 'user',
  limit: 'write',
  input: form({ type: z.enum(['mute', 'unmute'], 'noType'), user_id: id() }),
  answer: z.object({ message: z.string() }),
  errors: {
    noType,
    'user_id.missing': noUser,
    missing: noUser,
    invalid: userNotFound,
    userNotFound,
    self: [7, 'You can not mute your own stories'],
  },
  async handle({ ctx, input }) {
    const muted = input.type === 'mute';
    await muteStories(ctx, input.user_id, muted);
    return { message: muted ? 'Stories successfully muted.' : 'Stories successfully unmuted.' };
  },
});
