import { presentGroupProfile, presentPageProfile } from '../../communities/present.ts';
import { canPostAsPage, canPostInGroup, canSeeGroupPosts } from '../../communities/rules.ts';
import { requireVisibleGroup } from '../../communities/service/groups.ts';
import { requireVisiblePage } from '../../communities/service/pages.ts';
import type { ViewerContext } from '../../context.ts';
import { presentEvent } from '../../events/present.ts';
import { requireVisibleEvent } from '../../events/service/find.ts';
import { canMessage } from '../../graph/rules.ts';
import { areStoriesMuted } from '../../stories/service/mute.ts';
import { presentProfile } from '../../users/present.ts';
import { openProfile } from '../../users/service.ts';
import {
  eventAddress,
  groupAddress,
  messagesAddress,
  pageAddress,
  pageChatAddress,
  pathOf,
  userAddress,
} from '../shell/addresses.ts';
import { eventDay } from '../shell/event-day.ts';
import { counted, fill, type Strings } from '../shell/strings.ts';

/** A button that turns a relation on or off by a POST to `path`. */
export type Toggle = { path: string; label: string; isOn: boolean };

/** The header above the posts of a person, page, group or event. */
export type Header = {
  kind: 'user' | 'page' | 'group' | 'event';
  id: number;
  name: string;
  handle: string | undefined;
  cover: string;
  avatar: string | undefined;
  isVerified: boolean;
  about: string;
  facts: string[];
  counts: string[];
  toggles: Toggle[];
  note: string | undefined;
  address: string;
  /** The viewer may see the posts below. */
  isOpen: boolean;
  /** The viewer may post here. */
  canPost: boolean;
  /** The conversation with a person or page; undefined if they accept no messages from the viewer. */
  messages: string | undefined;
};

/** `visit`: the viewer opens the profile, which notifies the person. */
type Shown = { text: Strings; visit: boolean };

type MakeHeader = (ctx: ViewerContext, id: number, shown: Shown) => Promise<Header>;

/** Builds each kind of header, from what its API endpoint answers. Refuses what that refuses, such as `userNotFound`. */
export const headers: Readonly<Record<Header['kind'], MakeHeader>> = {
  user: userHeader,
  page: pageHeader,
  group: groupHeader,
  event: eventHeader,
};

async function userHeader(ctx: ViewerContext, id: number, { text, visit }: Shown): Promise<Header> {
  const [maps, hasMuted] = await Promise.all([openProfile(ctx, id, { visit }), areStoriesMuted(ctx, id)]);
  const user = presentProfile(id, maps, ctx);
  const { people, lang } = text;
  const isSelf = id === ctx.viewer.id;
  const labels = [people.follow, people.unfollow, people.requested];
  const canToggle = !isSelf && (user.can_follow === 1 || user.is_following > 0);
  return {
    kind: 'user',
    id,
    name: user.name,
    handle: `@${user.username}`,
    cover: pathOf(user.cover, ctx.config),
    avatar: pathOf(user.avatar, ctx.config),
    isVerified: user.verified === '1',
    about: user.about,
    facts: [
      ...(user.working === '' ? [] : [fill(people.worksAt, { name: user.working })]),
      ...(user.city === '' ? [] : [fill(people.livesIn, { city: user.city })]),
      ...(user.is_following_me === 1 && !isSelf ? [people.followsYou] : []),
    ],
    counts: [
      counted(people.posts, Number(user.details.post_count), lang),
      counted(people.followers, Number(user.details.followers_count), lang),
      counted(people.following, Number(user.details.following_count), lang),
    ],
    toggles: [
      ...(canToggle
        ? [{ path: `/users/${id}/follow`, label: labels[user.is_following] ?? people.follow, isOn: user.is_following > 0 }]
        : []),
      ...(hasMuted ? [{ path: `/users/${id}/stories`, label: people.storiesMuted, isOn: true }] : []),
    ],
    note: isSelf ? people.you : undefined,
    address: userAddress(id),
    isOpen: true,
    canPost: isSelf,
    messages: canMessage(id, maps) ? messagesAddress(id) : undefined,
  };
}

async function pageHeader(ctx: ViewerContext, id: number, { text }: Shown): Promise<Header> {
  const maps = await requireVisiblePage(ctx, id);
  const page = presentPageProfile(id, maps, ctx);
  const { people, lang } = text;
  return {
    kind: 'page',
    id,
    name: page.name,
    handle: `@${page.username}`,
    cover: pathOf(page.cover, ctx.config),
    avatar: pathOf(page.avatar, ctx.config),
    isVerified: page.verified === '1',
    about: page.about,
    facts: [people.page, page.category],
    counts: [counted(people.likes, Number(page.likes_count), lang), counted(people.posts, Number(page.post_count), lang)],
    toggles: [{ path: `/pages/${id}/like`, label: page.is_liked ? people.unlike : people.like, isOn: page.is_liked }],
    note: undefined,
    address: pageAddress(id),
    isOpen: true,
    canPost: canPostAsPage(id, maps),
    messages: page.is_page_onwer ? undefined : pageChatAddress(id),
  };
}

async function groupHeader(ctx: ViewerContext, id: number, { text }: Shown): Promise<Header> {
  const maps = await requireVisibleGroup(ctx, id);
  const group = presentGroupProfile(id, maps, ctx);
  const { people, lang } = text;
  const labels = [people.join, people.leave, people.requested];
  const toggle = {
    path: `/groups/${id}/join`,
    label: labels[group.is_group_joined] ?? people.join,
    isOn: group.is_group_joined > 0,
  };
  return {
    kind: 'group',
    id,
    name: group.name,
    handle: `@${group.username}`,
    cover: pathOf(group.cover, ctx.config),
    avatar: pathOf(group.avatar, ctx.config),
    isVerified: false,
    about: group.about,
    facts: [group.privacy === '2' ? people.privateGroup : people.publicGroup, group.category],
    counts: [counted(people.members, Number(group.members_count), lang), counted(people.posts, Number(group.post_count), lang)],
    toggles: group.is_owner ? [] : [toggle],
    note: undefined,
    address: groupAddress(id),
    isOpen: canSeeGroupPosts(id, maps),
    canPost: canPostInGroup(id, maps),
    messages: undefined,
  };
}

async function eventHeader(ctx: ViewerContext, id: number, { text }: Shown): Promise<Header> {
  const maps = await requireVisibleEvent(ctx, id);
  const event = presentEvent(id, maps, ctx);
  const row = maps.events.get(id);
  const { people, lang } = text;
  return {
    kind: 'event',
    id,
    name: event.name,
    handle: undefined,
    cover: pathOf(event.cover, ctx.config),
    avatar: undefined,
    isVerified: false,
    about: event.description,
    facts: [...(row ? [eventDay(row, lang)] : []), event.location],
    counts: [
      counted(people.goingCount, Number(event.going_count), lang),
      counted(people.interestedCount, Number(event.interested_count), lang),
    ],
    toggles: [
      { path: `/events/${id}/going`, label: event.is_going ? people.going : people.goes, isOn: event.is_going },
      {
        path: `/events/${id}/interested`,
        label: event.is_interested ? people.interested : people.isInterested,
        isOn: event.is_interested,
      },
    ],
    note: undefined,
    address: eventAddress(id),
    isOpen: true,
    canPost: false,
    messages: undefined,
  };
}
