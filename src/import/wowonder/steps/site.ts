import { settingProblem } from '../../../settings/catalogue.ts';
import type { Step } from '../../core/step.ts';
import { type CategoryKind, categories, settings, subCategories } from '../../target/site.ts';
import { cut, type Fields } from '../fields.ts';
import { plainText } from '../text.ts';
import type { World } from '../world.ts';

/** The key the apps send; the source spells it so. */
const SERVER_KEY = 'widnows_app_api_key';

/** Settings of the same name and meaning. Keys of payment and other services are never among them. */
const SAME = new Set([
  ...['siteName', 'siteTitle', 'siteDesc', 'siteKeywords', 'siteEmail', 'defualtLang', 'date_style', 'btn_background_color'],
  ...['maxUpload', 'maxCharacters', 'allowedExtenstion', 'mime_types', 'user_registration', 'emailValidation', 'deleteAccount'],
  ...['profile_privacy', 'two_factor', 'chatSystem', 'message_seen', 'message_typing', 'connectivitySystem'],
  ...['connectivitySystemLimit', 'second_post_button', 'events', 'blogs', 'can_blogs', 'movies', 'groups', 'pages'],
  ...['find_friends', 'classified', 'user_status', 'video_upload', 'audio_upload', 'fileSharing', 'stickers_system', 'stickers'],
  ...['colored_posts_system', 'post_feelings', 'post_poll', 'post_location', 'poke_system', 'common_things'],
  ...['memories_system', 'currency', 'user_limit', 'post_limit', 'order_posts_by'],
]);

const NAMES = new Map([...SAME].map((name) => [name.toLowerCase(), name]));

export function settingsStep(): Step<Fields> {
  return {
    name: 'settings',
    part: 'settings',
    table: 'config',
    key: 'id',
    columns: ['id', 'name', 'value'],
    targets: [settings],
    map(row, output) {
      const name = row.raw('name');
      const value = plainText(row.raw('value')).trim();
      const ours = name === SERVER_KEY ? 'server_key' : NAMES.get(name.toLowerCase());
      if (ours === undefined) return { leftOut: 'settings without a place here, and secrets' };
      const problem = settingProblem(ours, value);
      if (problem !== undefined) return `the value does not fit: ${problem}`;
      output.add(settings, { name: ours, value });
      return undefined;
    },
  };
}

const CATEGORY_TABLES: readonly [string, CategoryKind][] = [
  ['pages_categories', 'page'],
  ['groups_categories', 'group'],
  ['blogs_categories', 'blog'],
  ['products_categories', 'product'],
  ['job_categories', 'job'],
];

/** The kinds whose categories the source has of its own. */
export function categoryKinds(world: World): CategoryKind[] {
  return CATEGORY_TABLES.flatMap(([table, kind]) => (world.run.source.tables.has(table) ? [kind] : []));
}

/** Names of languages' keys, in the site's language or English. */
export type LanguageNames = ReadonlyMap<string, string>;

export function categorySteps(language: LanguageNames): Step<Fields>[] {
  return [...CATEGORY_TABLES.map(([table, kind]) => categoryStep(table, kind, language)), subCategoryStep(language)];
}

function categoryStep(table: string, kind: CategoryKind, language: LanguageNames): Step<Fields> {
  const used = new Set<string>();
  return {
    name: table,
    part: 'settings',
    table,
    key: 'id',
    columns: ['id', 'lang_key'],
    targets: [categories],
    map(row, output) {
      const id = row.id('id');
      if (id === 0) return 'it has no id';
      output.add(categories, { kind, id, name: nameOf(row, { language, used, parent: '' }) });
      return undefined;
    },
  };
}

/** What `type` says of a sub-category. */
const SUB_KINDS: ReadonlyMap<string, CategoryKind> = new Map([
  ['page', 'page'],
  ['group', 'group'],
  ['product', 'product'],
]);

function subCategoryStep(language: LanguageNames): Step<Fields> {
  const used = new Set<string>();
  return {
    name: 'sub_categories',
    part: 'settings',
    table: 'sub_categories',
    key: 'id',
    columns: ['id', 'category_id', 'lang_key', 'type'],
    targets: [subCategories],
    map(row, output) {
      const kind = SUB_KINDS.get(row.raw('type').toLowerCase());
      const [id, parent] = [row.id('id'), row.id('category_id')];
      if (!kind || id === 0 || parent === 0) return 'it is of no category';
      output.add(subCategories, {
        kind,
        id,
        category_id: parent,
        name: nameOf(row, { language, used, parent: `${kind}${parent}` }),
      });
      return undefined;
    },
  };
}

type Naming = { language: LanguageNames; used: Set<string>; parent: string };

/** The name of a category; one that is there twice gets its id behind it. */
function nameOf(row: Fields, { language, used, parent }: Naming): string {
  const key = row.raw('lang_key');
  const name = cut((language.get(key.toLowerCase()) ?? plainText(key)).trim() || `Category ${row.id('id')}`, 90);
  const written = used.has(parent + name.toLowerCase()) ? `${name} (${row.id('id')})` : name;
  used.add(parent + written.toLowerCase());
  return written;
}
