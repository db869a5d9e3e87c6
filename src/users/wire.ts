import { z } from 'zod';
import { NOTIFICATION_KINDS, type NotificationKind } from './rules.ts';

/** Text members, by name. */
function texts<const Name extends string>(...names: readonly Name[]): Record<Name, z.ZodString> {
  // fromEntries loses the names; they are those passed in
  return Object.fromEntries(names.map((name) => [name, z.string()])) as Record<Name, z.ZodString>;
}

const UserDetails = z.object({
  ...texts('post_count', 'album_count', 'following_count', 'followers_count', 'groups_count', 'likes_count'),
  mutual_friends_count: z.number().optional(),
});

const flag = z.union([z.literal(0), z.literal(1)]);

const NotificationSettings = z.object(
  // fromEntries loses the names; they are those of the list
  Object.fromEntries(NOTIFICATION_KINDS.map((kind) => [kind, flag])) as Record<NotificationKind, typeof flag>,
);

const identity = texts('user_id', 'username', 'email', 'first_name', 'last_name', 'name', 'url', 'gender', 'birthday');
const pictures = texts('avatar', 'avatar_full', 'cover', 'background_image', 'last_avatar_mod', 'last_cover_mod');
const places = texts('address', 'city', 'state', 'zip', 'country_id', 'lat', 'lng', 'last_location_update', 'share_my_location');
const life = texts(
  'relationship_id',
  'about',
  'school',
  'school_completed',
  'working',
  'working_link',
  'currently_working',
  'permission',
  'skills',
  'languages',
);
const links = texts(
  'website',
  'facebook',
  'google',
  'twitter',
  'linkedin',
  'youtube',
  'vk',
  'instagram',
  'qq',
  'wechat',
  'discord',
  'mailru',
  'okru',
);
const privacy = texts(
  'follow_privacy',
  'friend_privacy',
  'post_privacy',
  'message_privacy',
  'birth_privacy',
  'visit_privacy',
  'confirm_followers',
  'show_activities_privacy',
  'share_my_data',
);
const account = texts(
  'active',
  'admin',
  'banned',
  'banned_reason',
  'verified',
  'registered',
  'is_pro',
  'pro_type',
  'language',
  'timezone',
  'phone_number',
  'ip_address',
  'new_email',
  'new_phone',
  'referrer',
  'ref_user_id',
  'last_login_data',
  'last_data_update',
  'last_follow_id',
  'info_file',
  'two_factor',
  'two_factor_hash',
  'two_factor_verified',
  'code_sent',
  'time_code_sent',
);
const presence = texts('status', 'lastseen', 'lastseen_unix_time', 'lastseen_status', 'user_platform');
const preferences = texts(
  'emailNotification',
  'e_liked',
  'e_wondered',
  'e_shared',
  'e_followed',
  'e_commented',
  'e_visited',
  'e_liked_page',
  'e_mentioned',
  'e_joined_group',
  'e_accepted',
  'e_profile_wall_post',
  'e_sentme_msg',
  'e_last_notif',
  'notification_settings',
  'notifications_sound',
  'order_posts_by',
  'weather_unit',
);
const devices = texts('android_m_device_id', 'ios_m_device_id', 'android_n_device_id', 'ios_n_device_id', 'web_device_id');
const money = texts('balance', 'wallet', 'paypal_email', 'points', 'daily_points', 'point_day_expire');

/** Columns of payment providers that the original has; always empty here. */
export const PAYMENT_REFERENCES = [
  'paystack_ref',
  'StripeSessionId',
  'coinbase_hash',
  'coinbase_code',
  'yoomoney_hash',
  'ConversationId',
  'securionpay_key',
  'fortumo_hash',
  'aamarpay_tran_id',
  'ngenius_ref',
  'coinpayments_txn_id',
] as const;

/**
 * user_data, contract §1.1: also publisher, notifier, activator, seller, author, messageUser and members of lists. There is
 * no `id` and no `type` in it (§4 Types), and no list of ids (`*_data`).
 */
export const UserData = z
  .object({
    ...identity,
    ...pictures,
    ...places,
    ...life,
    ...links,
    ...privacy,
    ...account,
    ...presence,
    ...preferences,
    ...devices,
    ...money,
    ...texts(...PAYMENT_REFERENCES),
    avatar_post_id: z.number(),
    cover_post_id: z.number(),
    details: UserDetails,
    API_notification_settings: NotificationSettings,
    is_notify_stopped: flag,
    is_following_me: flag,
    is_reported: z.boolean(),
    is_reported_user: flag,
    is_story_muted: z.boolean(),
    is_open_to_work: flag,
    is_providing_service: flag,
    providing_service: flag,
    open_to_work_data: z.literal(''),
    formated_langs: z.array(z.string()),
  })
  .meta({ id: 'UserData' });

/** Additional fields of some endpoints: the viewer's relation to the user (0 none, 1 following, 2 requested). */
export const FollowData = z
  .object({ is_following: z.union([z.literal(0), z.literal(1), z.literal(2)]), can_follow: flag })
  .meta({ id: 'FollowData' });

/** Additional fields of some endpoints: display texts. */
export const UserTexts = z.object({ gender_text: z.string(), lastseen_time_text: z.string() }).meta({ id: 'UserTexts' });

/** user_data of a profile, contract §2.8. */
export const ProfileData = UserData.extend({ ...FollowData.shape, ...UserTexts.shape, is_blocked: z.boolean() }).meta({
  id: 'ProfileData',
});

/** A member of a list of followers or followed people. */
export const FollowerData = UserData.extend({ is_following: FollowData.shape.is_following }).meta({ id: 'FollowerData' });

/** A member of get-blocked-users. */
export const BlockedUserData = UserData.extend(UserTexts.shape).meta({ id: 'BlockedUserData' });

/** A member of get-many-users-data: `gender` is its label, `lastseen_status` online or offline. Contract §2.9. */
export const ListedUserData = UserData.extend({ lastseen_text: z.string() }).meta({ id: 'ListedUserData' });

/** A member of common_things. */
export const CommonUserData = FollowerData.extend({ common_things: z.int() }).meta({ id: 'CommonUserData' });
