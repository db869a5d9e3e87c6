import type { CounterCheck } from '../../database/counters.ts';
import type { Run } from '../core/run-step.ts';
import type { Source } from '../core/source.ts';
import type { Plan, Step } from '../core/step.ts';
import { finishingWork } from '../target/finish.ts';
import { clearCategories } from '../target/site.ts';
import { Fields } from './fields.ts';
import { chatSteps } from './steps/chats.ts';
import { commentSteps } from './steps/comments.ts';
import { communitySteps } from './steps/communities.ts';
import { contentPartSteps, contentSteps } from './steps/content.ts';
import { noticeSteps } from './steps/notices.ts';
import { peopleSteps } from './steps/people.ts';
import { postSteps } from './steps/posts.ts';
import { reactionsStep } from './steps/reactions.ts';
import { categoryKinds, categorySteps, settingsStep } from './steps/site.ts';
import { plainText } from './text.ts';
import { allRows, type IdBases, World } from './world.ts';

/** Tables that are known and are not taken, and why. Money and what people made are named, so that nobody misses them later. */
const LEFT_OUT: ReadonlyMap<string, string> = new Map(
  [
    ['no domain here takes jobs', 'job', 'job_apply'],
    ['no domain here takes offers', 'offers'],
    ['no domain here takes funding: money', 'funding', 'funding_raise'],
    ['advertisements are not taken: money', 'userads', 'userads_data', 'ads'],
    [
      'payments stay with the old books: money',
      ...['payments', 'payment_transactions', 'affiliates_requests', 'refund', 'usercard', 'userorders', 'useraddress'],
      ...['wallet', 'bank_receipts', 'manage_pro', 'subscribers', 'product_review', 'purchases', 'patreonsubscribers'],
    ],
    ['no domain here takes forums', 'forums', 'forum_sections', 'forum_threads', 'forumthreadreplies', 'forum'],
    ['no domain here takes games', 'games', 'games_players'],
    ['apps of others are registered anew', 'apps', 'apps_permission', 'apps_hash', 'tokens', 'codes'],
    ['calls are over', 'videocalles', 'audiocalls', 'agoravideocall'],
    ['no domain here takes gifts', 'gifts', 'user_gifts'],
    ['verification requests are asked for anew', 'verification_requests'],
    ['no domain here takes family members', 'family', 'relationship'],
    ['texts of the site are written anew', 'terms', 'custompages', 'announcement', 'announcement_views', 'htmlemails'],
    ['it is work of the old server', 'emails', 'banned_ip', 'invitation_links', 'bad_login', 'uploadedmedia', 'backup_codes'],
    ['its rows are looked up by those of other tables', 'langs', 'langiso', 'hashtags', 'reactions_types', 'userstory_media'],
    [
      'replies to articles and movies, and what people think of them',
      'blogcommentreplies',
      'blogmoviedislikes',
      'blogmovielikes',
    ],
    ['the same, of movies', 'moviecommentreplies', 'blogcommentlikes'],
    ['comment hearts of product reviews', 'product_review_media'],
    ['invitations to events are sent anew', 'einvited', 'egoing_invite'],
    ['custom fields of profiles', 'profilefields', 'userfields', 'custom_fields'],
    ['colours of posts are those of this site', 'colored_posts'],
    ['stickers are those of this site', 'stickers'],
  ].flatMap(([reason = '', ...tables]) => tables.map((table): [string, string] => [table, reason])),
);

type Options = {
  costRounds: number;
  now: Date;
  allNotifications: boolean;
  bases: IdBases;
  counters: readonly CounterCheck[];
};

/** What becomes of a WoWonder database, versions 1.x to 4.x. */
export async function wowonderPlan(run: Run, options: Options): Promise<Plan<Fields>> {
  const config = new Map<string, string>();
  for (const row of await allRows(run, 'config', ['name', 'value'])) {
    config.set(row.raw('name').toLowerCase(), plainText(row.raw('value')));
  }
  const world = new World(run, { ...options, config });
  const steps: Step<Fields>[] = [
    settingsStep(),
    ...categorySteps(await languageNames(run, world)),
    ...peopleSteps(world),
    ...communitySteps(world),
    ...contentSteps(world, currenciesOf(world)),
    ...postSteps(world),
    ...commentSteps(world),
    ...contentPartSteps(world),
    ...chatSteps(world),
    reactionsStep(world),
    ...noticeSteps(world),
  ];
  return {
    source: 'wowonder',
    steps,
    leftOut: LEFT_OUT,
    wrap: (row) => new Fields(row),
    begin: () => run.services.write((tx) => clearCategories(tx, categoryKinds(world))),
    finish: finishingWork(run.services, { counters: options.counters, nextIds: await nextIds(run, options.bases) }),
  };
}

/** Text of categories by key, in the site's language or else in English. */
async function languageNames(run: Run, world: World): Promise<Map<string, string>> {
  const names = new Map<string, string>();
  const columns = run.source.tables.get('langs')?.columns;
  if (!columns) return names;
  const own = world.config('defualtLang').toLowerCase();
  const wanted = [own, 'english'].find((column) => column !== '' && columns.has(column));
  if (wanted === undefined) return names;
  for (const row of await allRows(run, 'langs', ['lang_key', wanted])) {
    const text = plainText(row.raw(wanted)).trim();
    if (text !== '') names.set(row.raw('lang_key').toLowerCase(), text);
  }
  return names;
}

/** The site's list of currencies, which products name by their place in it. */
function currenciesOf(world: World): string[] {
  const list = world.config('currency_array');
  const codes = list.match(/[A-Z]{3}/g) ?? [];
  return codes.length > 0 ? codes : [world.config('currency') || 'USD'];
}

/** Our table, and the table and key there whose ids it keeps. */
const KEPT_IDS = [
  ['users', 'users', 'user_id'],
  ['pages', 'pages', 'page_id'],
  ['community_groups', 'groups', 'id'],
  ['events', 'events', 'id'],
  ['products', 'products', 'id'],
  ['articles', 'blog', 'id'],
  ['movies', 'movies', 'id'],
  ['posts', 'posts', 'id'],
  ['post_photos', 'albums_media', 'id'],
  ['poll_options', 'polls', 'id'],
  ['product_images', 'products_media', 'id'],
  ['messages', 'messages', 'id'],
  ['group_chats', 'groupchat', 'group_id'],
  ['stories', 'userstory', 'id'],
] as const;

/** New ids begin so far above those of the source that what is written there until the move does not meet them. */
const roomAbove = (next: number) => Math.ceil((next + Math.max(1000, next * 0.1)) / 1000) * 1000;

async function nextIds(run: Run, bases: IdBases): Promise<[string, number][]> {
  const ids: [string, number][] = [];
  const nextOf = async (name: string, key: string) => {
    const table = run.source.tables.get(name);
    if (!table?.columns.has(key)) return 0;
    return Math.max(table.nextId, (await run.source.highest(table, key)) + 1);
  };
  for (const [ours, name, key] of KEPT_IDS) {
    const next = await nextOf(name, key);
    if (next > 0) ids.push([ours, roomAbove(next)]);
  }
  // the highest of the ranges
  ids.push(['comments', bases.movie + roomAbove(await nextOf('moviecomments', 'id'))]);
  return ids;
}

/** In the order of their ranges: whose ids come before, and where they are counted. */
const RANGES = [
  ['reply', 'comments'],
  ['article', 'comment_replies'],
  ['movie', 'blogcomments'],
] as const;

/** The ranges begin above one another, with room for what will come until the move. */
export async function idBases(source: Source): Promise<IdBases> {
  const step = 1_000_000;
  const bases = { reply: 0, article: 0, movie: 0 };
  let below = 0;
  for (const [kind, name] of RANGES) {
    const table = source.tables.get(name);
    const highest = table?.columns.has('id') ? Math.max(table.nextId, await source.highest(table, 'id')) : 0;
    below += Math.ceil((highest * 2 + step) / step) * step;
    bases[kind] = below;
  }
  return bases;
}
