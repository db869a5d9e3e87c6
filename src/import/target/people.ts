import { defineTarget } from '../core/target.ts';

const NEVER = new Date(0);

const SOCIAL = { facebook: '', google: '', twitter: '', linkedin: '', youtube: '', vk: '', instagram: '' };

/** Accounts. Counters are counted afterwards. */
export const users = defineTarget(
  'users',
  {
    id: 0,
    username: '',
    email: '',
    email_verified_at: null,
    password_hash: null,
    state: 'active',
    role: 'member',
    banned: 0,
    verified: 0,
    pro_type: 0,
    first_name: '',
    last_name: '',
    avatar: '',
    cover: '',
    gender: 'male',
    birthday: null,
    relationship_id: 0,
    country_id: 0,
    about: null,
    address: '',
    city: '',
    state_name: '',
    zip: '',
    working: '',
    working_link: '',
    school: '',
    website: '',
    ...SOCIAL,
    language: 'english',
    timezone: 'UTC',
    phone_number: null,
    follow_privacy: 0,
    friend_privacy: 0,
    post_privacy: 'ifollow',
    message_privacy: 0,
    birth_privacy: 0,
    visit_privacy: 0,
    confirm_followers: 0,
    show_activities_privacy: 1,
    share_my_location: 1,
    appears_offline: 0,
    order_posts_by: 1,
    notification_settings: null,
    two_factor: 'off',
    lat: null,
    lng: null,
    location_changed_at: null,
    balance: '0.00',
    wallet: '0.00',
    points: 0,
    referrer_id: 0,
    last_seen_at: NEVER,
    created_at: NEVER,
  },
  { kind: 'entity', rowsAtOnce: 100 },
);

/** The one namespace of people, pages and groups. The first to have a name keeps it. */
export const names = defineTarget('names', { name: '', kind: 'user' }, { kind: 'relation', keep: ['name', 'kind'] });

export const sessions = defineTarget(
  'sessions',
  { user_id: 0, token_hash: '', kind: 'app', platform: 'phone', created_at: NEVER, last_used_at: NEVER },
  // when it was last used here is known better here
  { kind: 'relation', keep: ['user_id', 'token_hash', 'kind', 'platform', 'created_at', 'last_used_at'] },
);

export const follows = defineTarget(
  'follows',
  { follower_id: 0, followee_id: 0, state: 'active', notify: 0, created_at: NEVER },
  { kind: 'relation', keep: ['follower_id', 'followee_id', 'created_at'] },
);

export const blocks = defineTarget(
  'blocks',
  { blocker_id: 0, blocked_id: 0, created_at: NEVER },
  { kind: 'relation', keep: ['blocker_id', 'blocked_id', 'created_at'] },
);

export const pokes = defineTarget(
  'pokes',
  { sender_id: 0, recipient_id: 0, created_at: NEVER },
  { kind: 'relation', keep: ['sender_id', 'recipient_id', 'created_at'] },
);

export const userReports = defineTarget(
  'user_reports',
  { reporter_id: 0, reported_id: 0, text: '', created_at: NEVER },
  { kind: 'relation', keep: ['reporter_id', 'reported_id', 'created_at'] },
);
