import { randomUUID } from 'node:crypto';
import type { ViewerContext } from '../context.ts';
import { canMessage, canSeeUser } from '../graph/rules.ts';
import type { StoryMaps } from '../stories/hydrate/maps.ts';
import { presentStory, presentStoryViewer } from '../stories/present.ts';
import { canDeleteStory, canSeeViewers, isOwnStory } from '../stories/rules.ts';
import { trayUsers, type UserStories } from '../stories/service/lists.ts';
import { storyViewers } from '../stories/service/view.ts';
import { FEED, pathOf, storyAddress } from './addresses.ts';
import { type Moment, momentOf } from './dates.ts';
import { type Author, authorOf } from './people.ts';
import { firstUnseen } from './story-bar.ts';
import type { Strings } from './strings.ts';

/** A story as it is watched, and what comes before and after it. */
export type StoryCard = {
  id: number;
  authorId: number;
  author: Author;
  time: Moment;
  title: string;
  words: string;
  picture: string | undefined;
  video: { src: string; poster: string | undefined } | undefined;
  /** Which of the person's stories it is, from 1. */
  number: number;
  count: number;
  /** Where it goes on, and back; the feed when there is no more. */
  next: string;
  previous: string | undefined;
  reaction: number;
  isOwn: boolean;
  canDelete: boolean;
  canReply: boolean;
  /** By which a reply sent twice is known for one. */
  replyKey: string;
  /** Who saw it, where the viewer may know. */
  viewers: { count: number; people: Author[] } | undefined;
};

const MAX_PEOPLE = 50;
const MAX_VIEWERS = 20;

/** The card of a story that the viewer opened. Statements of `trayUsers`, and of `storyViewers` where it is theirs. */
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
    words: data.description,
    picture: video ? undefined : thumbnail,
    video: video ? { src: pathOf(video.filename, ctx.config), poster: posterOf(thumbnail, data.user_data.avatar) } : undefined,
    ...placeOf(id, authorId, people),
    reaction: Number(data.reaction.type) || 0,
    isOwn,
    canDelete: canDeleteStory({ user_id: authorId }, ctx.viewer),
    canReply: !isOwn && canMessage(authorId, maps.users),
    replyKey: randomUUID(),
    viewers,
  };
}

/** Without a picture of its own a video has its author's. */
function posterOf(thumbnail: string, avatar: string): string | undefined {
  return avatar.endsWith(thumbnail) ? undefined : thumbnail;
}

/** Through a person's stories in their order, then on to the next person of the bar. */
function placeOf(id: number, authorId: number, people: readonly UserStories[]) {
  const index = people.findIndex(({ userId }) => userId === authorId);
  const ids = people[index]?.storyIds ?? [id];
  const at = Math.max(0, ids.indexOf(id));
  const [before, after] = index < 0 ? [] : [people[index - 1], people[index + 1]];
  const onward = ids[at + 1] ?? (after && (firstUnseen(after) ?? after.storyIds[0]));
  const backward = ids[at - 1] ?? before?.storyIds.at(-1);
  return {
    number: at + 1,
    count: ids.length,
    next: onward === undefined ? FEED : storyAddress(onward),
    previous: backward === undefined ? undefined : storyAddress(backward),
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
