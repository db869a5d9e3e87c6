import type { Ctx } from '../../context.ts';
import { createStory } from '../../stories/service/create.ts';
import { toggleStoryReaction } from '../../stories/service/react.ts';
import { openStory } from '../../stories/service/view.ts';
import { actingAs } from './friendships.ts';
import type { DemoPerson } from './people.ts';
import { landscape } from './pictures.ts';

/** Whose it is (by place in the list of people), title, and one sentence. */
const STORIES = [
  [0, 'Cards, sorted', 'Two hundred of them, and only one upside down.'],
  [1, 'Sound check', 'The box hums before anybody touches it.'],
  [3, 'The ford, at dawn', 'Knee deep, as the old map says.'],
  [3, 'The ford, an hour later', 'The old map is wrong.'],
  [6, 'Morning in the relay room', 'No moths so far.'],
  [8, 'Day 8 767', 'Still not home.'],
] as const;

/** Stories of some people, some of them seen and answered by Ada's friends. They end after a day, like everybody's. */
export async function seedStories(ctx: Ctx, people: readonly DemoPerson[], step: () => void): Promise<void> {
  for (const [index, [by, title, description]] of STORIES.entries()) {
    const author = people[by];
    if (author) {
      const file = await landscape(ctx, 10 + index, 'tall');
      const id = await createStory(actingAs(ctx, author), { title, description, kind: 'image', file });
      for (const viewer of people.slice(by + 1, by + 4)) await openStory(actingAs(ctx, viewer), id);
      const admirer = people[by + 1];
      if (admirer) await toggleStoryReaction(actingAs(ctx, admirer), id, 1 + (index % 4));
    }
    step();
  }
}

export const STORIES_COUNT = STORIES.length;
