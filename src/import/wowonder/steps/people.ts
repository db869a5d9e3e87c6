import { createHash } from 'node:crypto';
import pLimit from 'p-limit';
import { importedHash } from '../../../auth/service/imported-hash.ts';
import { NOTIFICATION_KINDS } from '../../../users/rules.ts';
import type { Output, Step } from '../../core/step.ts';
import { mediaFiles, pictureKeys, useFiles } from '../../target/media.ts';
import { blocks, follows, names, pokes, sessions, users } from '../../target/people.ts';
import type { Fields } from '../fields.ts';
import type { World } from '../world.ts';

// libuv hashes in four threads
const HASHES_AT_ONCE = 4;

const SOCIAL = ['facebook', 'google', 'twitter', 'linkedin', 'youtube', 'vk', 'instagram'] as const;
const SWITCHES = NOTIFICATION_KINDS;

const USER_COLUMNS = [
  ...['user_id', 'username', 'email', 'password', 'first_name', 'last_name', 'avatar', 'cover', 'relationship_id', 'address'],
  ...['city', 'state', 'zip', 'working', 'working_link', 'about', 'school', 'gender', 'birthday', 'country_id', 'website'],
  ...SOCIAL,
  ...['language', 'follow_privacy', 'friend_privacy', 'post_privacy', 'message_privacy', 'confirm_followers'],
  ...['show_activities_privacy', 'birth_privacy', 'visit_privacy', 'verified', 'lastseen', 'showlastseen'],
  ...SWITCHES,
  ...['notification_settings', 'status', 'active', 'admin', 'type', 'phone_number', 'is_pro', 'pro_type', 'joined', 'timezone'],
  ...['referrer', 'balance', 'wallet', 'points', 'order_posts_by', 'lat', 'lng', 'share_my_location', 'last_location_update'],
  ...['two_factor', 'two_factor_verified', 'deleted_at'],
];

const USER_IGNORED = [
  ...[
    'background_image',
    'email_code',
    'src',
    'ip_address',
    'registered',
    'details',
    'social_login',
    'pro_time',
    'last_data_update',
  ],
  ...['android_m_device_id', 'android_n_device_id', 'ios_m_device_id', 'ios_n_device_id', 'web_device_id', 'device_id'],
  ...['last_email_sent', 'sms_code', 'css_file', 'background_image_status', 'sidebar_data', 'last_avatar_mod', 'last_cover_mod'],
];

/** Accounts: with their ids, passwords and money. */
export function usersStep(world: World): Step<Fields> {
  let hashes = new Map<number, string | undefined>();
  const seen = { names: new Map<string, number>(), emails: new Map<string, number>(), phones: new Map<string, number>() };
  return {
    name: 'users',
    part: 'users',
    table: 'users',
    isEssential: true,
    key: 'user_id',
    columns: USER_COLUMNS,
    ignored: USER_IGNORED,
    volatile: ['lastseen'],
    targets: [names, users, mediaFiles],
    async prepare(rows) {
      if (world.run.dryRun) return;
      hashes = await hashesOf(rows, world.costRounds);
    },
    map(row, output) {
      const id = row.id('user_id');
      if (id === 0) return 'it has no id';
      if (row.has('deleted_at') && row.raw('deleted_at') !== '' && row.raw('deleted_at') !== '0')
        return { leftOut: 'deleted there' };
      const username = ownName(row.line('username', 32), { id, seen: seen.names, output });
      if (username === '') return 'it has no username';
      output.add(names, { name: username, kind: 'user' });
      const hash = hashes.get(id);
      if (hash === undefined && row.raw('password') !== '' && !world.run.dryRun) {
        output.note('password of an unknown kind', 'a new one is set by e-mail');
      }
      output.add(users, {
        id,
        username,
        password_hash: hash ?? null,
        ...contactOf(row, { id, seen, output }),
        ...standingOf(row),
        ...profileOf(row, output),
        ...privacyOf(row),
        ...moneyOf(row, output),
        ...timesOf(row, world),
      });
      const keys = ['avatar', 'cover'].flatMap((column) => pictureKeys(row.file(column, 191)));
      useFiles(output, keys, { ownerId: id, at: timesOf(row, world).created_at });
      return undefined;
    },
  };
}

async function hashesOf(rows: readonly Fields[], costRounds: number): Promise<Map<number, string | undefined>> {
  const limit = pLimit(HASHES_AT_ONCE);
  const pairs = rows.map(
    async (row): Promise<[number, string | undefined]> => [
      row.id('user_id'),
      await limit(() => importedHash(row.raw('password'), costRounds)),
    ],
  );
  return new Map(await Promise.all(pairs));
}

type Naming = { id: number; seen: Map<string, number>; output: Output };

/** A name as the database compares it: without case and accents. */
const compared = (text: string) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

/** The name; with the id behind it where somebody before has the same. */
function ownName(name: string, { id, seen, output }: Naming): string {
  if (name === '') return '';
  const key = compared(name);
  const owner = seen.get(key);
  if (owner === undefined || owner === id) {
    seen.set(key, id);
    return name;
  }
  const renamed = `${name.slice(0, 31 - String(id).length)}_${id}`;
  output.note('renamed, the username is taken', `${name} is now ${renamed}`);
  return renamed;
}

type Contact = { id: number; seen: { emails: Map<string, number>; phones: Map<string, number> }; output: Output };

function contactOf(row: Fields, { id, seen, output }: Contact) {
  const given = row.line('email', 191).toLowerCase();
  const owner = seen.emails.get(given);
  const isOwn = given.includes('@') && (owner === undefined || owner === id);
  if (isOwn) seen.emails.set(given, id);
  else output.note(given === '' ? 'no e-mail address' : 'an e-mail address that is taken or none', given);
  const phone = row.line('phone_number', 32);
  const phoneOwner = seen.phones.get(phone);
  const isOwnPhone = phone !== '' && (phoneOwner === undefined || phoneOwner === id);
  if (isOwnPhone) seen.phones.set(phone, id);
  return {
    // `.invalid` is nobody's: no mail goes there
    email: isOwn ? given : `user-${id}@no-email.invalid`,
    email_verified_at: isOwn && row.raw('active') === '1' ? (row.firstTime('joined', 'lastseen') ?? null) : null,
    phone_number: isOwnPhone ? phone : null,
  };
}

function standingOf(row: Fields) {
  const active = row.has('active') ? row.raw('active') : '1';
  const admin = row.raw('admin');
  return {
    state: active === '0' ? 'pending' : 'active',
    banned: active === '2' ? 1 : 0,
    role: admin === '1' ? 'admin' : admin === '2' ? 'moderator' : 'member',
    verified: row.flag('verified'),
    pro_type: row.flag('is_pro') ? row.choice('pro_type', 255) : 0,
    two_factor: row.flag('two_factor') && row.flag('two_factor_verified') ? 'mail' : 'off',
  };
}

function profileOf(row: Fields, output: Output) {
  for (const column of ['avatar', 'cover']) if (row.hasBadFile(column)) output.note('a file with an odd name', row.raw(column));
  const [lat, lng] = [row.degrees('lat', 90), row.degrees('lng', 180)];
  const isPlace = lat !== undefined && lng !== undefined;
  return {
    first_name: row.line('first_name', 60),
    last_name: row.line('last_name', 60),
    avatar: row.file('avatar', 191),
    cover: row.file('cover', 191),
    gender: row.line('gender', 16) || 'male',
    birthday: row.day('birthday') ?? null,
    relationship_id: row.choice('relationship_id', 4),
    country_id: row.choice('country_id', 65_535),
    about: row.text('about') || null,
    address: row.line('address', 191),
    city: row.line('city', 191),
    state_name: row.line('state', 191),
    zip: row.line('zip', 16),
    working: row.line('working', 191),
    working_link: row.line('working_link', 255),
    school: row.line('school', 191),
    website: row.line('website', 255),
    ...Object.fromEntries(SOCIAL.map((name) => [name, row.line(name, 191)])),
    language: row.line('language', 32).toLowerCase() || 'english',
    timezone: row.line('timezone', 64) || 'UTC',
    lat: isPlace ? lat : null,
    lng: isPlace ? lng : null,
    location_changed_at: isPlace ? (row.time('last_location_update') ?? null) : null,
    notification_settings: notificationSettings(row),
  };
}

/** What somebody turned off, as JSON; null where nothing. */
function notificationSettings(row: Fields): string | null {
  const set = parsed(row.raw('notification_settings'));
  const off = SWITCHES.filter((name) => {
    const own = Reflect.get(set, name);
    return own === undefined ? row.has(name) && row.raw(name) === '0' : String(own) === '0';
  });
  return off.length > 0 ? JSON.stringify(Object.fromEntries(off.map((name) => [name, 0]))) : null;
}

function parsed(json: string): object {
  try {
    const value: unknown = JSON.parse(json || '{}');
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    // settings that cannot be read are as if nobody had chosen
    return {};
  }
}

function privacyOf(row: Fields) {
  const post = row.raw('post_privacy');
  return {
    follow_privacy: row.choice('follow_privacy', 1),
    friend_privacy: row.choice('friend_privacy', 3),
    post_privacy: post === 'everyone' || post === 'nobody' ? post : 'ifollow',
    message_privacy: row.choice('message_privacy', 2),
    birth_privacy: row.choice('birth_privacy', 2),
    visit_privacy: row.flag('visit_privacy'),
    confirm_followers: row.flag('confirm_followers'),
    show_activities_privacy: row.flag('show_activities_privacy', true),
    share_my_location: row.flag('share_my_location', true),
    appears_offline: row.flag('status'),
    order_posts_by: row.flag('order_posts_by', true),
  };
}

function moneyOf(row: Fields, output: Output) {
  return {
    balance: amount(row, 'balance', output),
    wallet: amount(row, 'wallet', output),
    points: row.id('points'),
    referrer_id: row.id('referrer'),
  };
}

const MAX_AMOUNT = 99_999_999_999;

function amount(row: Fields, column: string, output: Output): string {
  const text = row.raw(column).replace(/[\s,]/g, '');
  const value = text === '' ? 0 : Number(text);
  if (Number.isFinite(value) && value >= 0 && value <= MAX_AMOUNT) return value.toFixed(2);
  output.note(`${column} that is no amount`, row.raw(column));
  return '0.00';
}

function timesOf(row: Fields, { now }: World) {
  const created = row.firstTime('joined', 'lastseen') ?? now;
  return { created_at: created, last_seen_at: row.time('lastseen') ?? created };
}

/** Access tokens of apps: they stay signed in. */
function sessionsStep(world: World): Step<Fields> {
  return {
    name: 'sessions',
    part: 'users',
    table: 'appssessions',
    key: 'id',
    columns: ['id', 'user_id', 'session_id', 'platform', 'time'],
    ignored: ['platform_details'],
    targets: [sessions],
    map(row, output) {
      if (row.raw('platform').toLowerCase() === 'web') return { leftOut: 'sessions of browsers' };
      const token = row.raw('session_id').trim();
      if (!/^[\w.-]{16,255}$/.test(token)) return 'it is no access token';
      if (!world.hasUser(row.id('user_id'))) return { leftOut: 'of people who are not there' };
      output.add(sessions, {
        user_id: row.id('user_id'),
        token_hash: createHash('sha256').update(token).digest(),
        platform: row.line('platform', 16) || 'phone',
        created_at: row.time('time') ?? world.now,
        // how long it is good for counts from here on
        last_used_at: world.now,
      });
      return undefined;
    },
  };
}

const GONE = { leftOut: 'of people who are not there' } as const;

function followsStep(world: World): Step<Fields> {
  return {
    name: 'followers',
    part: 'users',
    table: 'followers',
    isEssential: true,
    key: 'id',
    columns: ['id', 'following_id', 'follower_id', 'active', 'notify', 'time'],
    ignored: ['is_typing'],
    targets: [follows],
    map(row, output) {
      const [follower, followee] = [row.id('follower_id'), row.id('following_id')];
      if (!world.hasUser(follower) || !world.hasUser(followee)) return GONE;
      if (follower === followee) return { leftOut: 'of somebody to themselves' };
      output.add(follows, {
        follower_id: follower,
        followee_id: followee,
        state: row.flag('active', true) ? 'active' : 'requested',
        notify: row.flag('notify'),
        created_at: row.time('time') ?? world.now,
      });
      return undefined;
    },
  };
}

function blocksStep(world: World): Step<Fields> {
  return {
    name: 'blocks',
    part: 'users',
    table: 'blocks',
    key: 'id',
    columns: ['id', 'blocker', 'blocked'],
    targets: [blocks],
    map(row, output) {
      const [blocker, blocked] = [row.id('blocker'), row.id('blocked')];
      if (!world.hasUser(blocker) || !world.hasUser(blocked)) return GONE;
      if (blocker === blocked) return { leftOut: 'of somebody to themselves' };
      output.add(blocks, { blocker_id: blocker, blocked_id: blocked, created_at: world.now });
      return undefined;
    },
  };
}

function pokesStep(world: World): Step<Fields> {
  return {
    name: 'pokes',
    part: 'users',
    table: 'pokes',
    key: 'id',
    columns: ['id', 'received_user_id', 'send_user_id', 'dt'],
    targets: [pokes],
    map(row, output) {
      const [sender, recipient] = [row.id('send_user_id'), row.id('received_user_id')];
      if (!world.hasUser(sender) || !world.hasUser(recipient)) return GONE;
      output.add(pokes, { sender_id: sender, recipient_id: recipient, created_at: row.time('dt') ?? world.now });
      return undefined;
    },
  };
}

export function peopleSteps(world: World): Step<Fields>[] {
  return [usersStep(world), sessionsStep(world), followsStep(world), blocksStep(world), pokesStep(world)];
}
