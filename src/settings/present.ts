import type { z } from 'zod';
import { FAMILY, GENDERS, POST_COLORS, REACTIONS } from '../catalogues/catalogue.ts';
import type { Categories, CategoryKind } from '../catalogues/rules.ts';
import type { Settings } from './service.ts';
import type { SiteConfig, SiteConfigExtras } from './wire.ts';

/** config, contract §1.18: what apps can know of the site. */
export function presentSiteConfig(settings: Settings, baseUrl: string): z.output<typeof SiteConfig> {
  const strings = { ...settings.exposed(), ...addresses(baseUrl), ...socketAddress(settings, baseUrl) };
  // TypeScript has no type for "strings, except under these names"; the endpoint's tests parse the answer
  return Object.assign(strings, extras(settings, baseUrl)) as z.output<typeof SiteConfig>;
}

function addresses(baseUrl: string): Record<string, string> {
  return { site_url: baseUrl, theme_url: `${baseUrl}/assets`, logo_url: `${baseUrl}/assets/logo.png` };
}

/** Sockets use the site's own port, so that is what apps are told when they are on. Contract-beyond: Realtime. */
function socketAddress(settings: Settings, baseUrl: string): Record<string, string> {
  if (!settings.isOn('node_socket_flow')) return {};
  const url = new URL(baseUrl);
  const isSecure = url.protocol === 'https:';
  const port = url.port || (isSecure ? '443' : '80');
  return { nodejs_port: port, nodejs_ssl_port: port, nodejs_ssl: isSecure ? '1' : '0' };
}

function extras(settings: Settings, baseUrl: string): z.output<typeof SiteConfigExtras> {
  const labelsOf = (kind: CategoryKind) => labels(settings.categories(kind));
  const subCategoriesOf = (kind: CategoryKind) => subCategories(settings.categories(kind));
  return {
    page_categories: labelsOf('page'),
    group_categories: labelsOf('group'),
    blog_categories: labelsOf('blog'),
    products_categories: labelsOf('product'),
    job_categories: labelsOf('job'),
    genders: Object.fromEntries(GENDERS),
    family: Object.fromEntries(FAMILY),
    movie_category: Object.fromEntries(settings.genres().map(({ word, name }) => [word, name])),
    page_sub_categories: subCategoriesOf('page'),
    group_sub_categories: subCategoriesOf('group'),
    products_sub_categories: subCategoriesOf('product'),
    currency_array: settings.currencies().map((currency) => currency.code),
    currency_symbol_array: Object.fromEntries(settings.currencies().map((currency) => [currency.code, currency.symbol])),
    fields: [],
    page_custom_fields: [],
    group_custom_fields: [],
    product_custom_fields: [],
    post_colors: Object.fromEntries([...POST_COLORS].map(([id, colors]) => [String(id), postColor(id, colors)])),
    post_reactions_types: Object.fromEntries([...REACTIONS].map(([id, name]) => [String(id), reactionType(id, name, baseUrl)])),
    pro_packages: {},
  };
}

type Extras = z.output<typeof SiteConfigExtras>;

function postColor(id: number, [first, second]: readonly [string, string]): Extras['post_colors'][string] {
  return { id, color_1: first, color_2: second, text_color: '#ffffff', image: '', time: '0' };
}

function reactionType(
  id: number,
  name: Extras['post_reactions_types'][string]['name'],
  baseUrl: string,
): Extras['post_reactions_types'][string] {
  const icon = `${baseUrl}/assets/reactions/${name.toLowerCase()}.png`;
  return { id: String(id), name, wowonder_icon: icon, sunshine_icon: icon, wowonder_small_icon: icon, is_html: '0', status: '1' };
}

function labels({ byId }: Categories): Record<string, string> {
  return Object.fromEntries([...byId.values()].map(({ id, name }) => [String(id), name]));
}

/** Sub-categories by the id of the category they belong to. */
function subCategories({ kind, subsById }: Categories): Extras['page_sub_categories'] {
  const lists = Map.groupBy(subsById.values(), ({ categoryId }) => String(categoryId));
  const shown = [...lists].map(([categoryId, own]) => [
    categoryId,
    own.map(({ id, name }) => ({ id: String(id), category_id: categoryId, lang_key: name, type: kind, lang: name })),
  ]);
  return Object.fromEntries(shown);
}
