import type { z } from 'zod';
import type { Ctx } from '../context.ts';
import { canFollow, canSeeBirthday, canSeeLocation } from '../graph/rules.ts';
import { GENDERS } from '../settings/present.ts';
import { timeAgo, unixSeconds } from '../time-text.ts';
import type { User, UserMaps } from './hydrate.ts';
import { displayName, isOnline, NOTIFICATION_KINDS, wantedNotifications } from './rules.ts';
import {
  type BlockedUserData,
  type FollowData,
  type FollowerData,
  PAYMENT_REFERENCES,
  type ProfileData,
  type UserData,
  type UserTexts,
} from './wire.ts';

export type PresentCtx = Pick<Ctx, 'config' | 'now'>;

/** The absolute URL of a stored file. */
export function mediaUrl(ctx: PresentCtx, key: string): string {
  return `${ctx.config.baseUrl}/${key}`;
}

/** user_data, contract §1.1. What is for a person's own eyes is filled for them alone (§4 Privacy). `id` must be in the maps. */
export function presentUser(id: number, maps: UserMaps, ctx: PresentCtx): z.output<typeof UserData> {
  const user = personOf(id, maps);
  return {
    ...identityOf(user, ctx),
    ...lifeOf(user),
    ...standingOf(user, ctx),
    ...viewerPart(id, maps),
    ...nothingToSee,
    birthday: canSeeBirthday(id, maps) ? (user.birthday ?? NO_DATE) : NO_DATE,
    ...(canSeeLocation(id, maps) ? locationOf(user) : {}),
    user_platform: maps.platforms.get(id) ?? 'web',
    details: {
      post_count: String(user.posts_count),
      album_count: String(user.albums_count),
      following_count: String(user.following_count),
      followers_count: String(user.followers_count),
      groups_count: String(user.groups_count),
      likes_count: String(user.likes_count),
      ...mutualFriendsOf(id, maps),
    },
    ...(id === maps.viewerId ? ownPart(user) : {}),
  };
}

/** The person with how the viewer stands to them and words to show: contract §2.8. */
export function presentProfile(id: number, maps: UserMaps, ctx: PresentCtx): z.output<typeof ProfileData> {
  return {
    ...presentUser(id, maps, ctx),
    ...followPart(id, maps),
    ...textsOf(personOf(id, maps), ctx),
    is_blocked: maps.relations.get(id)?.blocked ?? false,
  };
}

/** A member of a list of followers or followed people. */
export function presentFollower(id: number, maps: UserMaps, ctx: PresentCtx): z.output<typeof FollowerData> {
  return { ...presentUser(id, maps, ctx), is_following: followPart(id, maps).is_following };
}

export function presentBlockedUser(id: number, maps: UserMaps, ctx: PresentCtx): z.output<typeof BlockedUserData> {
  return { ...presentUser(id, maps, ctx), ...textsOf(personOf(id, maps), ctx) };
}

/** `is_following` 0 no, 1 yes, 2 asked to; `can_follow` whether following (or ending it) is possible. */
export function followPart(id: number, maps: UserMaps): z.output<typeof FollowData> {
  const following = maps.relations.get(id)?.following ?? 'none';
  return {
    is_following: following === 'active' ? 1 : following === 'requested' ? 2 : 0,
    can_follow: canFollow(id, maps) ? 1 : 0,
  };
}

export function textsOf(user: User, ctx: PresentCtx): z.output<typeof UserTexts> {
  return { gender_text: genderLabel(user), lastseen_time_text: lastSeenText(user, ctx.now) };
}

export function genderLabel(user: User): string {
  return GENDERS[user.gender] ?? user.gender;
}

/** `Online`, or how long ago the person was seen: `5 m`. */
export function lastSeenText(user: User, now: Date): string {
  return isOnline(user, now) ? 'Online' : timeAgo(user.last_seen_at, now);
}

/** The row of somebody who is presented. One who is not there is for a rule to leave out before. */
export function personOf(id: number, maps: UserMaps): User {
  const user = maps.users.get(id);
  if (!user) throw new Error(`person ${id} was not hydrated, or is not active`);
  return user;
}

const NO_DATE = '0000-00-00';

function identityOf(user: User, ctx: PresentCtx) {
  const { baseUrl } = ctx.config;
  const face = user.gender === 'female' ? 'avatar-female' : 'avatar-male';
  const avatar = user.avatar ? mediaUrl(ctx, user.avatar) : `${baseUrl}/assets/${face}.svg`;
  const cover = user.cover ? mediaUrl(ctx, user.cover) : `${baseUrl}/assets/cover.svg`;
  return {
    user_id: String(user.id),
    username: user.username,
    first_name: user.first_name,
    last_name: user.last_name,
    name: displayName(user),
    url: `${baseUrl}/${user.username}`,
    gender: user.gender,
    avatar: `${avatar}?cache=${unixSeconds(user.avatar_changed_at)}`,
    avatar_full: avatar,
    cover: `${cover}?cache=${unixSeconds(user.cover_changed_at)}`,
    background_image: '',
    last_avatar_mod: unixSeconds(user.avatar_changed_at),
    last_cover_mod: unixSeconds(user.cover_changed_at),
    avatar_post_id: 0,
    cover_post_id: 0,
  };
}

function lifeOf(user: User) {
  return {
    relationship_id: String(user.relationship_id),
    about: user.about ?? '',
    school: user.school,
    school_completed: '0',
    working: user.working,
    working_link: user.working_link,
    currently_working: '',
    permission: '',
    skills: '',
    languages: '',
    formated_langs: [],
    address: user.address,
    city: user.city,
    state: user.state_name,
    zip: user.zip,
    country_id: String(user.country_id),
    website: user.website,
    facebook: user.facebook,
    google: user.google,
    twitter: user.twitter,
    linkedin: user.linkedin,
    youtube: user.youtube,
    vk: user.vk,
    instagram: user.instagram,
    qq: user.qq,
    wechat: user.wechat,
    discord: user.discord,
    mailru: user.mailru,
    okru: user.okru,
  };
}

/** What the person is on the site: role, privacy, presence. */
function standingOf(user: User, ctx: PresentCtx) {
  return {
    active: '1',
    admin: { member: '0', admin: '1', moderator: '2' }[user.role],
    banned: String(user.banned),
    banned_reason: user.banned_reason,
    verified: String(user.verified),
    registered: `${user.created_at.getUTCMonth() + 1}/${user.created_at.getUTCFullYear()}`,
    is_pro: user.pro_type > 0 ? '1' : '0',
    pro_type: String(user.pro_type),
    points: String(user.points),
    language: user.language,
    timezone: user.timezone,
    follow_privacy: String(user.follow_privacy),
    friend_privacy: String(user.friend_privacy),
    post_privacy: user.post_privacy,
    message_privacy: String(user.message_privacy),
    birth_privacy: String(user.birth_privacy),
    visit_privacy: String(user.visit_privacy),
    confirm_followers: String(user.confirm_followers),
    show_activities_privacy: String(user.show_activities_privacy),
    share_my_location: String(user.share_my_location),
    share_my_data: '1',
    order_posts_by: String(user.order_posts_by),
    notifications_sound: String(user.notifications_sound),
    status: String(user.appears_offline),
    lastseen: unixSeconds(user.last_seen_at),
    lastseen_unix_time: unixSeconds(user.last_seen_at),
    lastseen_status: isOnline(user, ctx.now) ? 'on' : 'off',
  };
}

/** How the person and the viewer stand to each other. */
function viewerPart(id: number, maps: UserMaps) {
  const relation = maps.relations.get(id);
  return {
    is_following_me: flag(relation?.followedBy === 'active'),
    is_notify_stopped: flag(relation?.notify ?? false),
    is_reported: relation?.reported ?? false,
    is_reported_user: flag(relation?.reported ?? false),
    is_story_muted: false,
  };
}

function locationOf(user: User) {
  return {
    lat: String(user.lat ?? 0),
    lng: String(user.lng ?? 0),
    last_location_update: unixSeconds(user.location_changed_at),
  };
}

function mutualFriendsOf(id: number, maps: UserMaps) {
  const count = maps.mutualFriends?.get(id) ?? 0;
  return maps.mutualFriends ? { mutual_friends_count: count } : {};
}

/** What only the person themselves gets to see. */
function ownPart(user: User) {
  const wanted = wantedNotifications(user);
  const secondFactor = user.two_factor === 'off' ? '0' : '1';
  return {
    email: user.email,
    phone_number: user.phone_number,
    balance: user.balance,
    wallet: user.wallet,
    ref_user_id: String(user.referrer_id),
    two_factor: secondFactor,
    two_factor_verified: secondFactor,
    notification_settings: JSON.stringify(wanted),
    API_notification_settings: wanted,
    ...Object.fromEntries(NOTIFICATION_KINDS.filter((kind) => kind !== 'e_memory').map((kind) => [kind, String(wanted[kind])])),
  };
}

/** Keys that apps expect in every person, empty: private ones of others, and those nothing of ours stands behind. */
const nothingToSee = {
  email: '',
  phone_number: '',
  new_email: '',
  new_phone: '',
  ip_address: '',
  balance: '',
  wallet: '',
  paypal_email: '',
  referrer: '',
  ref_user_id: '',
  last_login_data: '',
  last_data_update: '0',
  last_follow_id: '0',
  info_file: '',
  two_factor: '0',
  two_factor_hash: '',
  two_factor_verified: '0',
  code_sent: '0',
  time_code_sent: '0',
  notification_settings: '',
  API_notification_settings: wantedNotifications({ notification_settings: null }),
  emailNotification: '0',
  e_liked: '0',
  e_wondered: '0',
  e_shared: '0',
  e_followed: '0',
  e_commented: '0',
  e_visited: '0',
  e_liked_page: '0',
  e_mentioned: '0',
  e_joined_group: '0',
  e_accepted: '0',
  e_profile_wall_post: '0',
  e_sentme_msg: '0',
  e_last_notif: '0',
  lat: '',
  lng: '',
  last_location_update: '0',
  android_m_device_id: '',
  ios_m_device_id: '',
  android_n_device_id: '',
  ios_n_device_id: '',
  web_device_id: '',
  daily_points: '0',
  point_day_expire: '',
  weather_unit: 'us',
  is_open_to_work: 0 as const,
  is_providing_service: 0 as const,
  providing_service: 0 as const,
  open_to_work_data: '' as const,
  // fromEntries forgets the names; they are the ones of the list
  ...(Object.fromEntries(PAYMENT_REFERENCES.map((name) => [name, ''])) as Record<(typeof PAYMENT_REFERENCES)[number], string>),
};

function flag(on: boolean): 0 | 1 {
  return on ? 1 : 0;
}
