import type { z } from 'zod';
import { NO_RELATION } from '../../graph/rules/relation.ts';
import type { User, UserMaps } from '../hydrate.ts';
import { presentUser } from '../present.ts';
import type { UserData } from '../wire.ts';
import type { PresentCtx } from './columns.ts';

/** Stands for an anonymous user: the same for everybody, so that it reveals nothing. Contract §1.15. */
export function presentAnonymous(ctx: PresentCtx): z.output<typeof UserData> {
  return presentUser(NOBODY.id, MAPS, ctx);
}

const NEVER = new Date(0);

/** The row of no user. */
const NOBODY: User = {
  id: 0,
  username: 'anonymous',
  email: '',
  role: 'member',
  banned: 0,
  banned_reason: '',
  verified: 0,
  pro_type: 0,
  first_name: 'Anonymous',
  last_name: '',
  avatar: '',
  cover: '',
  avatar_changed_at: null,
  cover_changed_at: null,
  gender: 'male',
  birthday: null,
  relationship_id: 0,
  country_id: 0,
  about: '',
  address: '',
  city: '',
  state_name: '',
  zip: '',
  working: '',
  working_link: '',
  school: '',
  website: '',
  facebook: '',
  google: '',
  twitter: '',
  linkedin: '',
  youtube: '',
  vk: '',
  instagram: '',
  qq: '',
  wechat: '',
  discord: '',
  mailru: '',
  okru: '',
  language: 'english',
  timezone: 'UTC',
  phone_number: '',
  follow_privacy: 0,
  friend_privacy: 0,
  post_privacy: 'nobody',
  message_privacy: 2,
  birth_privacy: 2,
  visit_privacy: 0,
  confirm_followers: 0,
  show_activities_privacy: 0,
  share_my_location: 0,
  appears_offline: 1,
  order_posts_by: 0,
  notifications_sound: 0,
  notification_settings: null,
  two_factor: 'off',
  lat: null,
  lng: null,
  location_changed_at: null,
  balance: '',
  wallet: '',
  points: 0,
  referrer_id: 0,
  followers_count: 0,
  following_count: 0,
  posts_count: 0,
  albums_count: 0,
  groups_count: 0,
  likes_count: 0,
  last_seen_at: NEVER,
  created_at: NEVER,
};

const MAPS: UserMaps = {
  viewerId: undefined,
  users: new Map([[NOBODY.id, NOBODY]]),
  relations: new Map([[NOBODY.id, NO_RELATION]]),
  platforms: new Map(),
  mutualFriends: undefined,
};
