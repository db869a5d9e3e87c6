import type { z } from 'zod';
import type { CategoryKind, CategoryRow } from './queries.ts';
import type { Settings } from './service.ts';
import type { SiteConfig, SiteConfigExtras } from './wire.ts';

const REACTIONS = ['Like', 'Love', 'HaHa', 'Wow', 'Sad', 'Angry'] as const;
const FAMILY = [
  'Mother',
  'Father',
  'Daughter',
  'Son',
  'Sister',
  'Brother',
  'Aunt',
  'Uncle',
  'Niece',
  'Nephew',
  'Cousin (female)',
  'Cousin (male)',
  'Grandmother',
  'Grandfather',
  'Granddaughter',
  'Grandson',
  'Stepsister',
  'Stepbrother',
  'Stepmother',
  'Stepfather',
];

const COLOURS = [
  ['#ff00f7', '#ff0000'],
  ['#0ea8f2', '#0e71ea'],
  ['#f2812b', '#c9605e'],
  ['#01a5a5', '#2b87ce'],
  ['#a085e2', '#5462a5'],
] as const;

/** The keys of `genders` are also what `users.gender` may hold. */
export const GENDERS: ReadonlyMap<string, string> = new Map(Object.entries({ male: 'Male', female: 'Female' }));

/** config, contract §1.18: what apps may know of the site. */
export function presentSiteConfig(settings: Settings, baseUrl: string): z.output<typeof SiteConfig> {
  const strings = { ...settings.exposed(), ...addresses(baseUrl), ...socketAddress(settings, baseUrl) };
  // TypeScript has no type for "strings, except under these names"; the endpoint's tests parse the answer
  return Object.assign(strings, extras(settings, baseUrl)) as z.output<typeof SiteConfig>;
}

function addresses(baseUrl: string): Record<string, string> {
  return { site_url: baseUrl, theme_url: `${baseUrl}/assets`, logo_url: `${baseUrl}/assets/logo.png` };
}

/** Sockets stand on the site's own port, so where they are on, that is what apps are told. Contract-beyond: Realtime. */
function socketAddress(settings: Settings, baseUrl: string): Record<string, string> {
  if (!settings.isOn('node_socket_flow')) return {};
  const url = new URL(baseUrl);
  const isSecure = url.protocol === 'https:';
  const port = url.port || (isSecure ? '443' : '80');
  return { nodejs_port: port, nodejs_ssl_port: port, nodejs_ssl: isSecure ? '1' : '0' };
}

function extras(settings: Settings, baseUrl: string): z.output<typeof SiteConfigExtras> {
  const labelsOf = (kind: CategoryKind) => labels(settings.categories(), kind);
  return {
    page_categories: labelsOf('page'),
    group_categories: labelsOf('group'),
    blog_categories: labelsOf('blog'),
    products_categories: labelsOf('product'),
    job_categories: labelsOf('job'),
    genders: Object.fromEntries(GENDERS),
    family: Object.fromEntries(FAMILY.map((name, index) => [String(index + 1), name])),
    movie_category: Object.fromEntries(settings.genres().map(({ word, name }) => [word, name])),
    page_sub_categories: subCategories(settings.categories(), 'page'),
    group_sub_categories: subCategories(settings.categories(), 'group'),
    products_sub_categories: subCategories(settings.categories(), 'product'),
    currency_array: settings.currencies().map((currency) => currency.code),
    currency_symbol_array: Object.fromEntries(settings.currencies().map((currency) => [currency.code, currency.symbol])),
    fields: [],
    page_custom_fields: [],
    group_custom_fields: [],
    product_custom_fields: [],
    post_colors: Object.fromEntries(
      COLOURS.map(([first, second], index) => [
        String(index + 1),
        { id: index + 1, color_1: first, color_2: second, text_color: '#ffffff', image: '', time: '0' },
      ]),
    ),
    post_reactions_types: Object.fromEntries(
      REACTIONS.map((name, index) => [String(index + 1), reactionType(name, index + 1, baseUrl)]),
    ),
    pro_packages: {},
  };
}

function reactionType(name: (typeof REACTIONS)[number], id: number, baseUrl: string) {
  const icon = `${baseUrl}/assets/reactions/${name.toLowerCase()}.png`;
  return { id: String(id), name, wowonder_icon: icon, sunshine_icon: icon, wowonder_small_icon: icon, is_html: '0', status: '1' };
}

function labels(categories: readonly CategoryRow[], kind: CategoryKind): Record<string, string> {
  const own = categories.filter((category) => category.kind === kind && category.parent_id === 0);
  return Object.fromEntries(own.map((category) => [String(category.id), category.name]));
}

function subCategories(categories: readonly CategoryRow[], kind: CategoryKind) {
  const children = categories.filter((category) => category.kind === kind && category.parent_id !== 0);
  const groups = Object.groupBy(children, (category) => String(category.parent_id));
  return Object.fromEntries(
    Object.entries(groups).map(([parent, group = []]) => [
      parent,
      group.map((child) => ({ id: String(child.id), category_id: parent, lang_key: child.name, type: kind, lang: child.name })),
    ]),
  );
}
