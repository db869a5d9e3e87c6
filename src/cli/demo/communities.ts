import { createGroup } from '../../communities/service/groups.ts';
import { toggleMembership } from '../../communities/service/members.ts';
import { createPage } from '../../communities/service/pages.ts';
import type { Ctx } from '../../context.ts';
import { actingAs } from './friendships.ts';
import type { DemoPerson } from './people.ts';

/** Owner (by place in the list of people), name, title, one sentence, and whether it is for members alone. */
const GROUPS = [
  [6, 'moth_catchers', 'Moth catchers', 'We find what crawls in machines.', 1],
  [1, 'square_guitars', 'Square guitars', 'Anything with strings that was a box before.', 1],
  [3, 'river_mappers', 'River mappers', 'Members only: the fords are secret.', 2],
] as const;

const PAGES = [
  [0, 'analytical_engine', 'The Analytical Engine', 'News from the mill and the store.'],
  [11, 'glass_houses', 'Glass houses', 'Concrete, glass, and what grows between.'],
] as const;

export const COMMUNITIES_COUNT = GROUPS.length + PAGES.length;

/** Groups with members, and pages. */
export async function seedCommunities(ctx: Ctx, people: readonly DemoPerson[], step: () => void): Promise<void> {
  const chosen = { categoryId: 0, subCategoryId: undefined };
  for (const [by, name, title, about, privacy] of GROUPS) {
    const owner = people[by];
    if (!owner) continue;
    const groupId = await createGroup(actingAs(ctx, owner), { name, title, about, privacy, joinPrivacy: 1, ...chosen });
    for (const [turn, person] of people.entries()) {
      if (person !== owner && (turn + by) % 2 === 0) await toggleMembership(actingAs(ctx, person), groupId);
    }
    step();
  }
  for (const [by, name, title, description] of PAGES) {
    const owner = people[by];
    if (owner) await createPage(actingAs(ctx, owner), { name, title, description, ...chosen });
    step();
  }
}
