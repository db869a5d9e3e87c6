import { z } from 'zod';
import { defineEndpoint } from '../../http/endpoint.ts';
import { file, form, id, text, title } from '../../http/form.ts';
import { createStory as publishStory } from '../service/create.ts';
import { deleteStory as endStory } from '../service/delete.ts';

const fileRefused = [8, 'File is not supported, (jpg, png, gif, webp, mp4, mov, webm) are supported.'] as const;

export const createStory = defineEndpoint({
  name: 'create-story',
  summary: 'Show a picture or a video for 24 hours',
  access: 'user',
  limit: 'upload',
  input: form({
    file: file(),
    story_title: title(100)
      .refine((words) => words.length >= 2, 'tooShort')
      .optional(),
    story_description: text(300).optional(),
    file_type: z.string('missing').pipe(z.enum(['image', 'video'], 'unknown')),
    cover: file().optional(),
  }),
  answer: z.object({ story_id: z.int() }),
  errors: {
    'file.missing': [3, 'file (STREAM FILE) is missing'],
    'story_title.tooLong': [4, 'Title is so long'],
    'story_title.tooShort': [4, 'Title is so short'],
    'story_description.tooLong': [5, 'Description is so long'],
    'file_type.missing': [6, 'file_type (POST) is missing'],
    'file_type.unknown': [7, 'Incorrect value for (file_type), allowed: video|image'],
    wrongKind: fileRefused,
    unsupported: fileRefused,
    corrupt: fileRefused,
    tooLarge: [8, 'File is too large'],
    missing: [9, '{field} (POST) is missing'],
    invalid: [9, '{field} holds what it may not'],
  },
  async handle({ ctx, input }) {
    const storyId = await publishStory(ctx, {
      title: input.story_title ?? '',
      description: input.story_description ?? '',
      kind: input.file_type,
      file: input.file,
      cover: input.cover,
    });
    return { story_id: storyId };
  },
});

const storyNotFound = [6, 'Story not found'] as const;

export const deleteStory = defineEndpoint({
  name: 'delete-story',
  summary: "Delete a story: one's own, or as the site's staff any",
  access: 'user',
  limit: 'write',
  input: form({ story_id: id() }),
  answer: z.object({ message: z.string() }),
  errors: { missing: [4, '{field} (POST) is missing'], invalid: storyNotFound, storyNotFound },
  async handle({ ctx, input }) {
    await endStory(ctx, input.story_id);
    return { message: `Story #${input.story_id} successfully deleted.` };
  },
});
