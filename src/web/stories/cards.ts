import { randomUUID } from 'node:crypto';
import type { ViewerContext } from '../../context.ts';
import { canMessage, canSeeUser } from '../../graph/rules.ts';
import type { StoryMaps } from '../../stories/hydrate/maps.ts';
import { presentStory, presentStoryViewer } from '../../stories/present.ts';
import { canDeleteStory, canSeeViewers, isOwnStory } from '../../stories/rules.ts';
import { trayUsers, type UserStories } from '../../stories/service/lists.ts';
import { storyViewers } from '../../stories/service/view.ts';
import { FEED, pathOf, storyAddress } from '../shell/addresses.ts';
import { type Author, authorOf } from '../shell/author.ts';
import { type Moment, momentOf } from '../shell/dates.ts';
import type { Strings } from '../shell/strings.ts';
import { firstUnseen } from './tray/tray.ts';

/** A story as the page shows it, with the stories before and after it. */
export type StoryCard = {
  id: number;
  authorId: number;
  author: Author;
  time: Moment;
  title: string;
  caption: string;
  picture: string | undefined;
  video: { src: string; poster: string | undefined } | undefined;
  /** Its position among the author's stories, from 1. */
  number: number;
  count: number;
  /** The story after it, or the feed after the last one; and the story before it. */
  next: string;
  previous: string | undefined;
  reaction: number;
  isOwn: boolean;
  canDelete: boolean;
  canReply: boolean;
  /** Identifies the reply, so that sending it twice creates one. */
  replyKey: string;
  /** Who saw it, if the viewer may know. */
  viewers: { count: number; people: Author[] } | undefined;
};

const MAX_PEOPLE = 50;
const MAX_VIEWERS = 20;

/** The card of a story that the viewer opened. Statements of `trayUsers`; for their own story also of `storyViewers`. */
export async function storyCard(ctx: ViewerContext, id: number, maps: StoryMaps, { lang }: Strings): Promise<StoryCard> {
  const [people, viewers] = await Promise.all([trayUsers(ctx, { limit: MAX_PEOPLE }), viewersOf(ctx, id, maps)]);
  const data = presentStory(id, maps, ctx);
  const authorId = Number(data.user_id);
  const [video] = data.videos;
  const thumbnail = pathOf(data.thumbnail, ctx.config);
  const isOwn = isOwnStory(id, maps);
  return {
    id,
    authorId,
    author: authorOf(data.user_data, ctx),
    time: momentOf(new Date(Number(data.posted) * 1000), { now: ctx.now, timezone: ctx.viewer.timezone, lang }),
    title: data.title,
    caption: data.description,
    picture: video ? undefined : thumbnail,
    video: video ? { src: pathOf(video.filename, ctx.config), poster: posterOf(thumbnail, data.user_data.avatar) } : undefined,
    ...positionOf(id, authorId, people),
    reaction: Number(data.reaction.type) || 0,
    isOwn,
    canDelete: canDeleteStory({ user_id: authorId }, ctx.viewer),
    canReply: !isOwn && canMessage(authorId, maps.users),
    replyKey: randomUUID(),
    viewers,
  };
}

/** The thumbnail, unless it is the author's avatar, which stands in for a missing one. */
function posterOf(thumbnail: string, avatar: string): string | undefined {
  return avatar.endsWith(thumbnail) ? undefined : thumbnail;
}

/** Position among the author's stories, and the way to the next and previous story, which may be another person's. */
function positionOf(id: number, authorId: number, people: readonly UserStories[]) {
  const index = people.findIndex(({ userId }) => userId === authorId);
  const ids = people[index]?.storyIds ?? [id];
  const at = Math.max(0, ids.indexOf(id));
  const [before, after] = index < 0 ? [] : [people[index - 1], people[index + 1]];
  const following = ids[at + 1] ?? (after && (firstUnseen(after) ?? after.storyIds[0]));
  const preceding = ids[at - 1] ?? before?.storyIds.at(-1);
  return {
    number: at + 1,
    count: ids.length,
    next: following === undefined ? FEED : storyAddress(following),
    previous: preceding === undefined ? undefined : storyAddress(preceding),
  };
}

async function viewersOf(ctx: ViewerContext, id: number, maps: StoryMaps): Promise<StoryCard['viewers']> {
  if (!canSeeViewers(id, maps)) return undefined;
  const seen = await storyViewers(ctx, id, { limit: MAX_VIEWERS });
  const people = seen.viewers
    .filter(({ user_id }) => canSeeUser(user_id, seen.maps))
    .map((viewer) => authorOf(presentStoryViewer(viewer, seen.maps, ctx), ctx));
  return { count: maps.stories.get(id)?.views_count ?? 0, people };
}
