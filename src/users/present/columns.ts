import type { Ctx } from '../../context.ts';
import { fullKeyOf } from '../../media/keys.ts';
import { shownEmail } from '../../text/email-address.ts';
import { unixSeconds } from '../../time-text.ts';
import type { User } from '../hydrate.ts';
import { displayName, isOnline, NOTIFICATION_KINDS, wantedNotifications } from '../rules.ts';
import { PAYMENT_REFERENCES } from '../wire.ts';

/** The parts of a request that presenting needs. */
export type PresentCtx = Pick<Ctx, 'config' | 'now' | 'media'>;

/** The absolute URL of a stored file. */
export function mediaUrl(ctx: PresentCtx, key: string): string {
  return ctx.media.store.url(key);
}

export const NO_DATE = '0000-00-00';

/** Name, address and pictures. */
export function identityFields(user: User, ctx: PresentCtx) {
  const { baseUrl } = ctx.config;
  const face = user.gender === 'female' ? 'avatar-female' : 'avatar-male';
  const avatar = user.avatar ? mediaUrl(ctx, user.avatar) : `${baseUrl}/assets/${face}.png`;
  const cover = user.cover ? mediaUrl(ctx, user.cover) : `${baseUrl}/assets/cover.png`;
  return {
    user_id: String(user.id),
    username: user.username,
    first_name: user.first_name,
    last_name: user.last_name,
    name: displayName(user),
    url: `${baseUrl}/${user.username}`,
    gender: user.gender,
    avatar: `${avatar}?cache=${unixSeconds(user.avatar_changed_at)}`,
    avatar_full: user.avatar ? mediaUrl(ctx, fullKeyOf(user.avatar)) : avatar,
    cover: `${cover}?cache=${unixSeconds(user.cover_changed_at)}`,
    background_image: '',
    last_avatar_mod: unixSeconds(user.avatar_changed_at),
    last_cover_mod: unixSeconds(user.cover_changed_at),
    avatar_post_id: 0,
    cover_post_id: 0,
  };
}

/** What a user says about themselves publicly. */
export function profileFields(user: User) {
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

/** A user's status on the site: role, privacy, presence. */
export function statusFields(user: User, ctx: PresentCtx) {
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

/** A user's location. */
export function locationFields(user: User) {
  return {
    lat: String(user.lat ?? 0),
    lng: String(user.lng ?? 0),
    last_location_update: unixSeconds(user.location_changed_at),
  };
}

/** The fields that only the user themselves can see. */
export function privateFields(user: User) {
  const wanted = wantedNotifications(user);
  const secondFactor = user.two_factor === 'off' ? '0' : '1';
  return {
    email: shownEmail(user.email),
    phone_number: user.phone_number ?? '',
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

/** Keys that apps expect in every user, empty: others' private ones, and those of features this site does not have. */
export const emptyFields = {
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
  // fromEntries loses the names; they are those of the list
  ...(Object.fromEntries(PAYMENT_REFERENCES.map((name) => [name, ''])) as Record<(typeof PAYMENT_REFERENCES)[number], string>),
};
