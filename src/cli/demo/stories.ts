import { stat } from 'node:fs/promises';
import sharp from 'sharp';
import type { Ctx } from '../../context.ts';
import type { Upload } from '../../http/form.ts';
import { newTemporaryPath } from '../../media/temporary.ts';
import { createStory } from '../../stories/service/create.ts';
import { toggleStoryReaction } from '../../stories/service/react.ts';
import { openStory } from '../../stories/service/view.ts';
import { actingAs } from './friendships.ts';
import type { DemoPerson } from './people.ts';

/** Whose it is (by place in the list of people), title, one sentence, and the colours of its picture: sky and ground. */
const STORIES = [
  [0, 'Cards, sorted', 'Two hundred of them, and only one upside down.', '#e9d8b4', '#8a5a44'],
  [1, 'Sound check', 'The box hums before anybody touches it.', '#2b2d42', '#b3202c'],
  [3, 'The ford, at dawn', 'Knee deep, as the old map says.', '#f2c6a0', '#3f7d6e'],
  [3, 'The ford, an hour later', 'The old map is wrong.', '#9fc5d8', '#35604f'],
  [6, 'Morning in the relay room', 'No moths so far.', '#d9dde2', '#5b6770'],
  [8, 'Day 8 767', 'Still not home.', '#f4e3c1', '#c98b2b'],
] as const;

/** Stories of some people, some of them seen and answered by Ada's friends. They end after a day, like everybody's. */
export async function seedStories(ctx: Ctx, people: readonly DemoPerson[], step: () => void): Promise<void> {
  for (const [index, [by, title, description, sky, ground]] of STORIES.entries()) {
    const author = people[by];
    if (author) {
      const file = await picture(ctx, sky, ground);
      const id = await createStory(actingAs(ctx, author), { title, description, kind: 'image', file });
      for (const viewer of people.slice(by + 1, by + 4)) await openStory(actingAs(ctx, viewer), id);
      const admirer = people[by + 1];
      if (admirer) await toggleStoryReaction(actingAs(ctx, admirer), id, 1 + (index % 4));
    }
    step();
  }
}

const WIDTH = 720;
const HEIGHT = 1280;

/** A picture as a form would bring it: upright, a sky above the ground, and a sun. */
export async function picture(ctx: Ctx, sky: string, ground: string): Promise<Upload> {
  const path = await newTemporaryPath(ctx.config.directories.temporary);
  const area = (width: number, height: number, background: string) => ({
    create: { width, height, channels: 3 as const, background },
  });
  await sharp(area(WIDTH, HEIGHT, sky))
    .composite([
      { input: area(WIDTH, HEIGHT / 4, ground), left: 0, top: (HEIGHT * 3) / 4 },
      { input: area(160, 160, ground), left: 440, top: 260 },
    ])
    .jpeg()
    .toFile(path);
  const { size } = await stat(path);
  return { fieldname: 'file', originalname: 'story.jpg', mimetype: 'image/jpeg', path, size };
}

export const STORIES_COUNT = STORIES.length;
