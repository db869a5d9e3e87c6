import type { ViewerContext } from '../../../context.ts';
import { isOwnStory } from '../../../stories/rules.ts';
import { trayUsers, type UserStories } from '../../../stories/service/lists.ts';
import { presentUser } from '../../../users/present.ts';
import { pathOf, storyAddress } from '../../shell/addresses.ts';

/** A person with stories. `isNew`: the viewer has not seen all of them. */
export type StoryTile = { name: string; avatar: string; href: string; isNew: boolean };
/** The stories tray above the feed: the viewer's own stories, and those of people they follow. */
export type StoryTray = { mine: StoryTile | undefined; others: StoryTile[] };

const MAX_PEOPLE = 30;

/** People with stories, those with new ones first. Statements of `trayUsers`. */
export async function storyTray(ctx: ViewerContext): Promise<StoryTray> {
  const people = await trayUsers(ctx, { limit: MAX_PEOPLE });
  const tiles = people.map((person) => ({ tile: tileOf(ctx, person), isMe: person.userId === ctx.viewer.id }));
  const others = tiles.filter(({ isMe }) => !isMe).map(({ tile }) => tile);
  return {
    mine: tiles.find(({ isMe }) => isMe)?.tile,
    others: [...others.filter(({ isNew }) => isNew), ...others.filter(({ isNew }) => !isNew)],
  };
}

function tileOf(ctx: ViewerContext, person: UserStories): StoryTile {
  const { name, avatar } = presentUser(person.userId, person.maps.users, ctx);
  const unseen = firstUnseen(person);
  return {
    name,
    avatar: pathOf(avatar, ctx.config),
    href: storyAddress(unseen ?? person.storyIds[0] ?? 0),
    isNew: unseen !== undefined,
  };
}

/** The first story the viewer has not seen; undefined when they saw all. Their own stories are never new. */
export function firstUnseen({ storyIds, maps }: UserStories): number | undefined {
  return storyIds.find((id) => !maps.viewed.has(id) && !isOwnStory(id, maps));
}
