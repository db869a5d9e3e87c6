import type { Json } from '../kinds.ts';
import { each, STRINGS, words } from '../strings.ts';
import { SITE, TIME } from './constants.ts';

export function exampleUser(members: Json = {}): Json {
  const flags = words(`
    relationship_id country_id follow_privacy friend_privacy message_privacy confirm_followers birth_privacy visit_privacy verified
    emailNotification status admin is_pro pro_type order_posts_by points two_factor two_factor_verified banned code_sent time_code_sent
    ref_user_id last_follow_id`);
  return {
    ...each(STRINGS.user, ''),
    ...each(flags, '0'),
    ...each(words('about qq wechat discord mailru permission skills languages StripeSessionId last_login_data'), null),
    user_id: '12',
    username: 'ada',
    name: 'Ada Lovelace',
    first_name: 'Ada',
    last_name: 'Lovelace',
    avatar: `${SITE}/upload/photos/ada_avatar.jpg?cache=0`,
    cover: `${SITE}/upload/photos/ada_cover.jpg?cache=0`,
    url: `${SITE}/ada`,
    gender: 'female',
    birthday: '0000-00-00',
    post_privacy: 'ifollow',
    show_activities_privacy: '1',
    share_my_location: '1',
    active: '1',
    language: 'english',
    registered: '11/2025',
    timezone: 'UTC',
    wallet: '0.00',
    lastseen: TIME,
    lastseen_unix_time: TIME,
    lastseen_status: 'on',
    user_platform: 'phone',
    avatar_post_id: 0,
    cover_post_id: 0,
    details: exampleDetails(),
    API_notification_settings: each(
      words('e_liked e_shared e_wondered e_commented e_followed e_accepted e_mentioned e_joined_group'),
      1,
    ),
    is_notify_stopped: 0,
    mutual_friends_data: '',
    is_reported: false,
    is_story_muted: false,
    is_following: 1,
    can_follow: 1,
    is_following_me: 0,
    is_reported_user: 0,
    is_blocked: false,
    is_open_to_work: 0,
    is_providing_service: 0,
    providing_service: 0,
    open_to_work_data: '',
    formated_langs: [],
    ...members,
  };
}

export function exampleDetails(members: Json = {}): Json {
  const counts = {
    post_count: '3',
    album_count: '0',
    following_count: '2',
    followers_count: '5',
    groups_count: '1',
    likes_count: '0',
  };
  return { ...counts, mutual_friends_count: 2, ...members };
}

export function exampleGroup(members: Json = {}): Json {
  return {
    ...each(STRINGS.group, ''),
    id: '5',
    group_id: '5',
    user_id: '12',
    group_name: 'engines',
    group_title: 'Engines',
    name: 'Engines',
    username: 'engines',
    category: 'Science',
    category_id: '2',
    privacy: '1',
    join_privacy: '1',
    active: '1',
    type: 'group',
    time: TIME,
    members_count: '3',
    members: '3',
    is_group_joined: 1,
    is_joined: true,
    is_owner: true,
    is_reported: false,
    fields: [],
    ...members,
  };
}

export function examplePage(members: Json = {}): Json {
  return {
    ...each(STRINGS.page, ''),
    page_id: '7',
    id: '7',
    user_id: '12',
    page_name: 'looms',
    page_title: 'Looms',
    name: 'Looms',
    username: 'looms',
    type: 'page',
    page_category: '2',
    category: 'Science',
    call_action_type: '0',
    boosted: '0',
    verified: '0',
    active: '1',
    banned: 0,
    rating: '4',
    is_page_onwer: false,
    is_liked: 'yes',
    is_rated: false,
    is_reported: false,
    likes_count: '1',
    fields: [],
    admin_info: [],
    ...members,
  };
}
