import { randomBytes } from 'node:crypto';
import type { Knex } from 'knex';
import { createTable } from '../src/database/create-table.ts';

/** What a new site starts with. Values are strings, as apps read them; switches are '0' and '1'. */
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

const INTERESTS = [
  'Other',
  'Cars and Vehicles',
  'Comedy',
  'Economics and Trade',
  'Education',
  'Entertainment',
  'Movies & Animation',
  'Gaming',
  'History and Facts',
  'Live Style',
  'Natural',
  'News and Politics',
  'People and Nations',
  'Pets and Animals',
  'Places and Regions',
  'Science and Technology',
  'Sport',
  'Travel and Events',
];

// Apps know the places in these lists as ids, each kind from 1: 1 is that of what has no other.
const CATEGORIES: Record<string, readonly string[]> = {
  page: INTERESTS,
  group: INTERESTS,
  blog: INTERESTS,
  product: [
    'Other',
    'Autos & Vehicles',
    'Baby & Children’s Products',
    'Beauty Products & Services',
    'Computers & Peripherals',
    'Consumer Electronics',
    'Dating Services',
    'Financial Services',
    'Gifts & Occasions',
    'Home & Garden',
  ],
  job: [
    'Other',
    'Admin & Office',
    'Art & Design',
    'Business Operations',
    'Cleaning & Facilities',
    'Community & Social Services',
    'Computer & Data',
    'Construction & Mining',
    'Education',
    'Farming & Forestry',
    'Healthcare',
    'Installation, Maintenance & Repair',
    'Legal',
    'Management',
    'Manufacturing',
    'Media & Communication',
    'Personal Care',
    'Protective Services',
    'Restaurant & Hospitality',
    'Retail & Sales',
    'Science & Engineering',
    'Sports & Entertainment',
    'Transportation',
  ],
};

const KINDS = ['page', 'group', 'blog', 'product', 'job'];

const CURRENCIES: Record<string, string> = {
  USD: '$',
  EUR: '€',
  GBP: '£',
  JPY: '¥',
  TRY: '₺',
  RUB: '₽',
  PLN: 'zł',
  ILS: '₪',
  BRL: 'R$',
  INR: '₹',
};

export async function up(knex: Knex): Promise<void> {
  await createTable(knex, 'settings', (table) => {
    table.string('name', 64).primary();
    table.text('value').notNullable();
  });
  await createTable(knex, 'categories', (table) => {
    table.enum('kind', KINDS).notNullable();
    table.integer('id').unsigned().notNullable();
    table.string('name', 100).notNullable();
    table.primary(['kind', 'id']);
    table.unique(['kind', 'name'], { indexName: 'categories_kind_name_unique' });
  });
  await createTable(knex, 'sub_categories', (table) => {
    table.enum('kind', KINDS).notNullable();
    table.integer('id').unsigned().notNullable();
    table.integer('category_id').unsigned().notNullable();
    table.string('name', 100).notNullable();
    table.primary(['kind', 'id']);
    table.unique(['kind', 'category_id', 'name'], { indexName: 'sub_categories_category_name_unique' });
  });
  // The highest ids given: who adds one locks the row of the kind, and no id is given twice.
  await createTable(knex, 'category_counters', (table) => {
    table.enum('kind', KINDS).notNullable().primary();
    for (const name of ['last_category_id', 'last_sub_category_id']) table.integer(name).unsigned().notNullable();
  });
  await createTable(knex, 'currencies', (table) => {
    table.increments('id');
    table.specificType('code', 'CHAR(3) CHARACTER SET ascii').notNullable().unique({ indexName: 'currencies_code_unique' });
    table.string('symbol', 8).notNullable();
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
  for (const [kind, names] of Object.entries(CATEGORIES)) {
    await knex<Record<string, unknown>>('categories').insert(names.map((name, index) => ({ kind, id: index + 1, name })));
    await knex<Record<string, unknown>>('category_counters').insert({
      ...{ kind, last_category_id: names.length, last_sub_category_id: 0 },
    });
  }
  await knex('currencies').insert(Object.entries(CURRENCIES).map(([code, symbol]) => ({ code, symbol })));
}

export async function down(knex: Knex): Promise<void> {
  const tables = ['rate_limits', 'currencies', 'category_counters', 'sub_categories', 'categories', 'settings'];
  for (const table of tables) await knex.schema.dropTable(table);
}
