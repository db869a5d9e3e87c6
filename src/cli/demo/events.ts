import type { Ctx } from '../../context.ts';
import { toggleResponse } from '../../events/service/respond.ts';
import { createEvent } from '../../events/service/write.ts';
import { actingAs } from './friendships.ts';
import type { DemoPerson } from './people.ts';
import { landscape } from './pictures.ts';

/** Name, place, one sentence, how many days after it is made, and at what hour. */
const EVENTS = [
  ['Engines read aloud', 'Marylebone, London', 'An evening of notes, with tea between the chapters.', 6, '19:00'],
  ['Square guitars, round rhythms', 'Town hall, McComb', 'Bring what you can carry and play it louder than needed.', 12, '20:30'],
  ['Walk along a forgotten river', 'Alberta', 'Twelve miles by the old maps, and back by train.', 20, '09:15'],
  ['Symmetry for everybody', 'Erlangen', 'Paper, scissors and a proof that fits on one page.', 33, '17:00'],
] as const;

const DAY_MS = 86_400_000;

/** Events of some people, to which others go. */
export async function seedEvents(ctx: Ctx, people: readonly DemoPerson[], step: () => void): Promise<void> {
  for (const [index, [name, location, description, inDays, startTime]] of EVENTS.entries()) {
    const owner = people[index];
    if (!owner) continue;
    const date = new Date(ctx.now.getTime() + inDays * DAY_MS).toISOString().slice(0, 10);
    const times = { startDate: date, startTime: `${startTime}:00`, endDate: date, endTime: '23:00:00' };
    const cover = await landscape(ctx, 60 + index, 'banner');
    const eventId = await createEvent(actingAs(ctx, owner), { name, location, description, ...times }, cover);
    for (const guest of people.slice(index + 1, index + 4)) await toggleResponse(actingAs(ctx, guest), eventId, 'going');
    for (const guest of people.slice(index + 4, index + 6)) await toggleResponse(actingAs(ctx, guest), eventId, 'interested');
    step();
  }
}

export const EVENTS_COUNT = EVENTS.length;
