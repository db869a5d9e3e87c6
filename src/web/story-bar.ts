import type { ViewerContext } from '../context.ts';
import { isOwnStory } from '../stories/rules.ts';
import { trayUsers, type UserStories } from '../stories/service/lists.ts';
import { presentUser } from '../users/present.ts';
import { pathOf, storyAddress } from './addresses.ts';

/** Somebody with stories: `isNew` when the viewer has not seen them all. */
export type StoryTile = { name: string; avatar: string; href: string; isNew: boolean };
/** The strip of stories above the feed: the viewer's own, and those of people they follow. */
export type StoryBar = { mine: StoryTile | undefined; others: StoryTile[] };

const MAX_PEOPLE = 30;

/** Who shows stories: whoever has new ones first. Statements of `trayUsers`. */
export async function storyBar(ctx: ViewerContext): Promise<StoryBar> {
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

/** Where watching somebody's stories goes on; undefined when the viewer saw them all. One's own are no news. */
export function firstUnseen({ storyIds, maps }: UserStories): number | undefined {
  return storyIds.find((id) => !maps.viewed.has(id) && !isOwnStory(id, maps));
}
