import { type CategoryKind, categoryNamed, OTHER_ID } from '../../catalogues/rules.ts';
import { addCategory } from '../../catalogues/service/categories.ts';
import { changeGroup, createGroup } from '../../communities/service/groups.ts';
import { acceptRequest, toggleGroupRole, toggleMembership } from '../../communities/service/members.ts';
import { ratePage, togglePageAdmin, togglePageLike } from '../../communities/service/page-people.ts';
import { changePage, createPage, locationColumns } from '../../communities/service/pages.ts';
import { promotePage } from '../../communities/service/promote.ts';
import type { Ctx } from '../../context.ts';
import { createPost } from '../../posts/service/create.ts';
import { actingAs } from './friendships.ts';
import type { DemoPerson } from './people.ts';
import { landscape } from './pictures.ts';
import { NO_EXTRAS } from './posts.ts';

/** Sub-categories by the category they belong to. */
const SUB_CATEGORIES: readonly [CategoryKind, string, readonly string[]][] = [
  ['group', 'Science and Technology', ['Computing', 'Maps']],
  ['group', 'Entertainment', ['Music']],
  ['page', 'Science and Technology', ['Machines']],
  ['page', 'Places and Regions', ['Buildings']],
  ['product', 'Home & Garden', ['Tools']],
];

type Group = {
  by: number;
  name: string;
  title: string;
  about: string;
  category: string;
  sub: string;
  isPrivate: boolean;
  posts: readonly string[];
};

/** Owners by their place in the list of people. Who joins a private group asks first; the last to ask wait for an answer. */
const GROUPS: readonly Group[] = [
  {
    ...{ by: 6, name: 'moth_catchers', title: 'Moth catchers', about: 'We find what crawls in machines.', isPrivate: false },
    ...{ category: 'Science and Technology', sub: 'Computing' },
    posts: ['Log book of the week: two moths, one fly, and a spoon.', 'Does anybody still have the long tweezers?'],
  },
  {
    ...{ by: 1, name: 'square_guitars', title: 'Square guitars', about: 'Anything with strings that was a box before.' },
    ...{ category: 'Entertainment', sub: 'Music', isPrivate: false },
    posts: ['Cigar boxes have come in. First come, first strung.', 'Who has a box to spare? Any wood will do.'],
  },
  {
    ...{ by: 3, name: 'river_mappers', title: 'River mappers', about: 'Members only: the fords are secret.', isPrivate: true },
    ...{ category: 'Science and Technology', sub: 'Maps' },
    posts: ['The third ford has moved. Sheet 12 is drawn anew.'],
  },
  {
    ...{
      by: 0,
      name: 'engine_readers',
      title: 'Engine readers',
      about: 'A chapter a week, and the notes to it.',
      isPrivate: true,
    },
    ...{ category: 'Science and Technology', sub: 'Computing' },
    posts: ['This week: note G. Bring a pencil.', 'I have brought two.'],
  },
];

type Page = { by: number; name: string; title: string; about: string; category: string; sub: string; place: Place; post: string };
type Place = { lat: number; lng: number };

const PAGES: readonly Page[] = [
  {
    ...{ by: 0, name: 'analytical_engine', title: 'The Analytical Engine', about: 'News from the mill and the store.' },
    ...{ category: 'Science and Technology', sub: 'Machines', place: { lat: 51.5226, lng: -0.1571 } },
    post: 'The mill turns again. Visitors on Sunday, between two and five.',
  },
  {
    ...{ by: 11, name: 'glass_houses', title: 'Glass houses', about: 'Concrete, glass, and what grows between.' },
    ...{ category: 'Places and Regions', sub: 'Buildings', place: { lat: -23.6039, lng: -46.7031 } },
    post: 'The jungle has grown through the stairs. We are leaving it.',
  },
];

const REVIEWS = ['Could stay for hours.', 'Clear words, good pictures.', 'More of this, please.'];

export const COMMUNITIES_COUNT = GROUPS.length + PAGES.length;

/** Groups with members, requests and posts; pages with people who like, run and review them. One page is promoted. */
export async function seedCommunities(ctx: Ctx, people: readonly DemoPerson[], step: () => void): Promise<void> {
  await seedSubCategories(ctx);
  for (const [turn, group] of GROUPS.entries()) {
    await seedGroup(ctx, people, { group, turn });
    step();
  }
  for (const [turn, page] of PAGES.entries()) {
    await seedPage(ctx, people, { page, turn });
    step();
  }
  await promotePage(ctx, PAGES[0]?.name ?? '', undefined);
}

async function seedSubCategories(ctx: Ctx): Promise<void> {
  for (const [kind, parent, names] of SUB_CATEGORIES) {
    const parentId = categoryId(ctx, kind, parent);
    for (const name of names) await addCategory(ctx.write, { kind, name, parentId });
  }
  await ctx.settings.refresh();
}

/** The id of a category by its name, that of Other where there is none so called. */
function categoryId({ settings }: Ctx, kind: CategoryKind, name: string): number {
  return categoryNamed(settings.categories(kind), name) ?? OTHER_ID;
}

/** The ids of a category and one of its sub-categories by their names. */
function chosen(ctx: Ctx, kind: CategoryKind, { category, sub }: { category: string; sub: string }) {
  const id = categoryId(ctx, kind, category);
  const subs = [...ctx.settings.categories(kind).subsById.values()];
  return { categoryId: id, subCategoryId: subs.find((one) => one.categoryId === id && one.name === sub)?.id };
}

type GroupSeed = { group: Group; turn: number };

async function seedGroup(ctx: Ctx, people: readonly DemoPerson[], { group, turn }: GroupSeed): Promise<void> {
  const owner = people[group.by];
  if (!owner) return;
  const { name, title, about } = group;
  const privacy = group.isPrivate ? 2 : 1;
  const asOwner = actingAs(ctx, owner);
  const groupId = await createGroup(asOwner, {
    name,
    title,
    about,
    privacy,
    joinPrivacy: privacy,
    ...chosen(ctx, 'group', group),
  });
  await changeGroup(asOwner, groupId, {
    cover: await landscape(ctx, 20 + turn, 'banner'),
    avatar: await landscape(ctx, 30 + turn, 'banner'),
  });
  const joining = people.filter((person, at) => person !== owner && (at + group.by) % 2 === 0);
  for (const person of joining) await toggleMembership(actingAs(ctx, person), groupId);
  if (group.isPrivate) {
    for (const { id } of joining.slice(0, -2)) await acceptRequest(asOwner, { groupId, userId: id });
  }
  const [helper] = joining;
  if (helper) await toggleGroupRole(asOwner, { groupId, userId: helper.id }, 'moderator');
  for (const [at, text] of group.posts.entries()) {
    const author = at === 0 ? owner : (helper ?? owner);
    await createPost(actingAs(ctx, author), { ...NO_EXTRAS, text, groupId, privacy: 0, answers: [] });
  }
}

type PageSeed = { page: Page; turn: number };

async function seedPage(ctx: Ctx, people: readonly DemoPerson[], { page, turn }: PageSeed): Promise<void> {
  const owner = people[page.by];
  if (!owner) return;
  const { name, title, about: description } = page;
  const asOwner = actingAs(ctx, owner);
  const pageId = await createPage(asOwner, { name, title, description, ...chosen(ctx, 'page', page) });
  const pictures = { cover: await landscape(ctx, 40 + turn, 'banner'), avatar: await landscape(ctx, 50 + turn, 'banner') };
  await changePage(asOwner, pageId, { columns: locationColumns(page.place), pictures });
  const others = people.filter((person) => person !== owner);
  for (const [at, person] of others.entries()) {
    if ((at + page.by) % 3 !== 0) await togglePageLike(actingAs(ctx, person), pageId);
    const text = REVIEWS[at];
    if (text) await ratePage(actingAs(ctx, person), pageId, { valuation: 5 - (at % 2), text });
  }
  const [helper] = others;
  if (helper) await togglePageAdmin(asOwner, { pageId, userId: helper.id });
  await createPost(asOwner, { ...NO_EXTRAS, text: page.post, pageId, privacy: 0, answers: [] });
}
