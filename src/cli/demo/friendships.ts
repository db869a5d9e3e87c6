import type { Ctx, ViewerContext } from '../../context.ts';
import { toggleFollow } from '../../graph/service/follow.ts';

/** A person of the demo as the one who calls. */
export function actingAs(ctx: Ctx, person: { id: number; username: string }): ViewerContext {
  return { ...ctx, viewer: { ...person, sessionId: 0, role: 'member', timezone: 'UTC' } };
}

/** Whom each of the people follows: the next ones round the circle, more of them the earlier in it. */
export function followsOf<Person>(people: readonly Person[], index: number): Person[] {
  const count = Math.max(2, Math.ceil((people.length - index) / 1.5));
  return Array.from(
    { length: Math.min(count, people.length - 1) },
    (_, step) => people[(index + step + 1) % people.length],
  ).filter((person) => person !== undefined);
}

/** Makes the people follow each other, through the same door as everybody. */
export async function seedFriendships(
  ctx: Ctx,
  people: readonly { id: number; username: string }[],
  step: () => void,
): Promise<void> {
  for (const [index, person] of people.entries()) {
    for (const followed of followsOf(people, index)) await toggleFollow(actingAs(ctx, person), followed.id);
    step();
  }
}
