import { randomBytes } from 'node:crypto';
import type { Knex } from 'knex';
import { createTable } from '../src/database/create-table.ts';

/** The settings of a new site. Values are strings, as apps read them; switches are '0' and '1'. */
const INITIAL_SETTINGS: Record<string, string> = {
  siteName: 'Community',
  siteTitle: 'Community',
  siteDesc: 'A place for us',
  siteKeywords: 'community, social network',
  siteEmail: 'community@localhost',
  defualtLang: 'english',
  theme: 'wowonder',
  logo_extension: 'png',
  date_style: 'm-d-y',
  version: '4.3.4',
  script_version: '4.3.4',
  windows_app_version: '1.0',
  maxUpload: '96000000',
  maxCharacters: '640',
  allowedExtenstion: 'jpg,png,jpeg,gif,webp,mp4,mov,webm,mp3,wav,m4a,pdf,zip,docx,txt',
  mime_types:
    'image/jpeg,image/png,image/gif,image/webp,video/mp4,video/quicktime,video/webm,audio/mpeg,audio/wav,audio/mp4,application/pdf,application/zip,text/plain',
  user_registration: '1',
  emailValidation: '0',
  sms_or_email: 'mail',
  deleteAccount: '1',
  profile_privacy: '1',
  two_factor: '1',
  two_factor_type: 'email',
  membership_system: '0',
  pro: '0',
  chatSystem: '1',
  message_seen: '1',
  message_typing: '1',
  connectivitySystem: '0',
  connectivitySystemLimit: '5000',
  second_post_button: 'reaction',
  events: '1',
  blogs: '1',
  can_blogs: '1',
  movies: '1',
  groups: '1',
  pages: '1',
  games: '0',
  forum: '0',
  find_friends: '1',
  job_system: '0',
  offer_system: '0',
  funding_system: '0',
  classified: '1',
  user_status: '1',
  video_upload: '1',
  audio_upload: '1',
  fileSharing: '1',
  video_chat: '0',
  audio_chat: '0',
  agora_chat_video: '0',
  twilio_video_chat: '0',
  who_call: 'all',
  stickers_system: '1',
  stickers: '1',
  colored_posts_system: '1',
  post_feelings: '1',
  post_poll: '1',
  post_location: '1',
  poke_system: '1',
  gift_system: '0',
  common_things: '1',
  memories_system: '1',
  live_video: '0',
  google_map_api: '',
  giphy_api: '',
  push: '0',
  android_m_push_id: '',
  android_n_push_id: '',
  ios_m_push_id: '',
  ios_n_push_id: '',
  node_socket_flow: '0',
  nodejs_port: '',
  nodejs_ssl: '0',
  nodejs_ssl_port: '',
  currency: 'USD',
  user_limit: '0',
  post_limit: '0',
  order_posts_by: '1',
  btn_background_color: '#056bba',
  english: '1',
};

/** Settings and the counters of the rate limits. */
export async function up(knex: Knex): Promise<void> {
  await createTable(knex, 'settings', (table) => {
    table.string('name', 64).primary();
    table.text('value').notNullable();
  });

  // The layout that the rate limiter's MySQL store expects.
  await createTable(knex, 'rate_limits', (table) => {
    table.specificType('key', 'VARCHAR(255) CHARACTER SET ascii').primary();
    table.integer('points').notNullable().defaultTo(0);
    table.bigInteger('expire').unsigned();
    table.index(['expire'], 'rate_limits_expire_index');
  });

  const settings = { ...INITIAL_SETTINGS, server_key: randomBytes(20).toString('hex') };
  await knex('settings').insert(Object.entries(settings).map(([name, value]) => ({ name, value })));
}

export async function down(knex: Knex): Promise<void> {
  for (const table of ['rate_limits', 'settings']) await knex.schema.dropTable(table);
}
