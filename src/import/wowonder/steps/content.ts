import { instantOf } from '../../../events/rules/moments.ts';
import { cellOf } from '../../../search/rules/cells.ts';
import { indexTerms, wordsOf } from '../../../search/rules/words.ts';
import { richText } from '../../../text/rich-text.ts';
import type { Output, Step } from '../../core/step.ts';
import { comments } from '../../target/comments.ts';
import { articles, eventResponses, events, movies, productImages, products, productTerms } from '../../target/content.ts';
import { mediaFiles, useFiles } from '../../target/media.ts';
import { articleReactions } from '../../target/reactions.ts';
import { cut, type Fields } from '../fields.ts';
import { smallKey } from '../files.ts';
import { mended } from '../mend.ts';
import { plainText, writtenText } from '../text.ts';
import type { World } from '../world.ts';
import { storySteps } from './stories.ts';

const GONE = { leftOut: 'of people or things that are not there' } as const;

function eventsStep(world: World): Step<Fields> {
  return {
    name: 'events',
    part: 'content',
    table: 'events',
    key: 'id',
    columns: [
      ...['id', 'name', 'location', 'description', 'start_date', 'start_time', 'end_date', 'end_time', 'poster_id', 'cover'],
      'time',
    ],
    ignored: ['lat', 'lng'],
    targets: [events, mediaFiles],
    map(row, output) {
      const [id, owner] = [row.id('id'), row.id('poster_id')];
      if (id === 0) return 'it has no id';
      if (!world.hasUser(owner)) return 'its owner is not there';
      const start = row.day('start_date');
      if (!start) return 'it begins on no day';
      const [startTime, endTime] = [clock(row.raw('start_time')), clock(row.raw('end_time'))];
      const end = row.day('end_date') ?? start;
      const starts = instantOf({ date: start, time: startTime }, 'UTC');
      const ends = instantOf({ date: end, time: endTime }, 'UTC');
      output.add(events, {
        id,
        owner_id: owner,
        name: row.line('name', 150),
        location: row.line('location', 255),
        description: row.text('description'),
        cover: row.file('cover', 191),
        start_date: start,
        start_time: startTime,
        end_date: end,
        end_time: endTime,
        starts_at: starts,
        ends_at: ends < starts ? starts : ends,
        created_at: row.time('time') ?? (starts < world.now ? starts : world.now),
      });
      useFiles(output, [row.file('cover', 191)], { ownerId: owner, at: world.now });
      return undefined;
    },
  };
}

/** `HH:MM:SS`; midnight for what is no time. */
function clock(text: string): string {
  const [, hours, minutes] = /^(\d{1,2}):(\d{2})/.exec(text.trim()) ?? [];
  const isTime = Number(hours) < 24 && Number(minutes) < 60;
  return isTime ? `${String(hours).padStart(2, '0')}:${minutes}:00` : '00:00:00';
}

type Response = { table: string; kind: 'going' | 'interested' };

function responseStep(world: World, { table, kind }: Response): Step<Fields> {
  return {
    name: table,
    part: 'content',
    table,
    key: 'id',
    columns: ['id', 'event_id', 'user_id'],
    targets: [eventResponses],
    map(row, output) {
      const [event, user] = [row.id('event_id'), row.id('user_id')];
      if (!world.hasUser(user) || !world.has('events', event)) return GONE;
      output.add(eventResponses, { event_id: event, user_id: user, kind, created_at: world.now });
      return undefined;
    },
  };
}

const MAX_PRICE = 99_999_999_999;

function productsStep(world: World, currencies: readonly string[]): Step<Fields> {
  return {
    name: 'products',
    part: 'content',
    table: 'products',
    key: 'id',
    columns: [
      ...['id', 'user_id', 'name', 'description', 'category', 'sub_category', 'price', 'location', 'status', 'type', 'currency'],
      ...['units', 'time', 'active', 'lat', 'lng'],
    ],
    ignored: ['page_id', 'product_title', 'product_description'],
    targets: [products, productTerms],
    map(row, output) {
      const [id, owner] = [row.id('id'), row.id('user_id')];
      if (id === 0) return 'it has no id';
      if (!world.hasUser(owner)) return 'its owner is not there';
      if (row.raw('active') === '0') return { leftOut: 'products that wait for a review' };
      const price = priceOf(row.raw('price'));
      if (price === undefined) output.note('a price that is no number, now 0', row.raw('price'));
      const [lat, lng] = [row.degrees('lat', 90), row.degrees('lng', 180)];
      const place = lat !== undefined && lng !== undefined ? { lat, lng } : undefined;
      const sold = row.raw('status') === '1' ? 1 : 0;
      const name = row.line('name', 150);
      output.add(products, {
        id,
        owner_id: owner,
        name,
        description: row.text('description'),
        category_id: row.choice('category', 1_000_000) || 1,
        sub_category_id: row.choice('sub_category', 1_000_000),
        price: price ?? '0.00',
        currency: currencyOf(row.raw('currency'), currencies),
        location: row.line('location', 255),
        used: row.raw('type') === '1' ? 1 : 0,
        units: row.has('units') ? row.id('units') : 1,
        lat: place?.lat ?? null,
        lng: place?.lng ?? null,
        cell: place && sold === 0 ? cellOf(place) : null,
        sold,
        created_at: row.time('time') ?? world.now,
      });
      for (const term of indexTerms(wordsOf(name))) output.add(productTerms, { term, product_id: id });
      return undefined;
    },
  };
}

/** `1,250.50` or `1250,5` as a decimal of two places; undefined for what is no amount. */
function priceOf(text: string): string | undefined {
  const plain = plainText(text)
    .trim()
    .replace(/^[^\d-]+|[^\d]+$/g, '');
  const decimal = /,\d{1,2}$/.test(plain) ? plain.replaceAll('.', '').replace(',', '.') : plain.replaceAll(',', '');
  const value = /^\d+(\.\d+)?$/.test(decimal.replaceAll(' ', '')) ? Number(decimal.replaceAll(' ', '')) : Number.NaN;
  return value >= 0 && value <= MAX_PRICE ? value.toFixed(2) : undefined;
}

/** The code at a place of the site's list, or the code itself. */
function currencyOf(value: string, currencies: readonly string[]): string {
  if (/^[A-Z]{3}$/.test(value)) return value;
  return currencies[Number(value)] ?? currencies[0] ?? 'USD';
}

function productImagesStep(world: World): Step<Fields> {
  return {
    name: 'products_media',
    part: 'content',
    table: 'products_media',
    key: 'id',
    columns: ['id', 'product_id', 'image'],
    targets: [productImages, mediaFiles],
    map(row, output) {
      const product = row.id('product_id');
      if (!world.has('products', product)) return GONE;
      const key = row.file('image');
      if (key === '') return 'its picture has no name';
      output.add(productImages, { id: row.id('id'), product_id: product, file_key: key, small_key: smallKey(key) });
      useFiles(output, [key, smallKey(key)], { ownerId: 0, at: world.now });
      return undefined;
    },
  };
}

const MAX_ARTICLE = 4_000_000;

function articlesStep(world: World): Step<Fields> {
  return {
    name: 'blog',
    part: 'content',
    table: 'blog',
    key: 'id',
    columns: [
      ...['id', 'user', 'title', 'content', 'description', 'posted', 'category', 'thumbnail', 'view', 'shared', 'tags', 'active'],
    ],
    targets: [articles, mediaFiles],
    map(row, output) {
      const [id, owner] = [row.id('id'), row.id('user')];
      if (id === 0) return 'it has no id';
      if (!world.hasUser(owner)) return 'its author is not there';
      output.add(articles, {
        id,
        owner_id: owner,
        state: row.raw('active') === '0' ? 'draft' : 'published',
        title: row.line('title', 200) || '…',
        description: row.line('description', 500),
        content: articleHtml(row, output),
        category_id: row.choice('category', 1_000_000) || 1,
        thumbnail: row.file('thumbnail'),
        tags: row.line('tags', 500),
        views: row.id('view'),
        shares: row.id('shared'),
        created_at: row.time('posted') ?? world.now,
      });
      useFiles(output, [row.file('thumbnail')], { ownerId: owner, at: world.now });
      return undefined;
    },
  };
}

/** What is harmless of an article. Some versions keep its HTML escaped once more. */
function articleHtml(row: Fields, output: Output): string {
  const stored = mended(row.raw('content')).replaceAll('\0', '').toWellFormed();
  const isEscaped = !/<[a-z]/i.test(stored) && /&lt;[a-z]/i.test(stored);
  const html = richText(isEscaped ? plainText(stored) : stored);
  if (html.length <= MAX_ARTICLE) return html;
  output.note('an article that is cut', `${html.length} characters`);
  return cut(html, MAX_ARTICLE);
}

function moviesStep(world: World): Step<Fields> {
  return {
    name: 'movies',
    part: 'content',
    table: 'movies',
    key: 'id',
    columns: [
      ...['id', 'name', 'genre', 'stars', 'producer', 'country', 'release', 'quality', 'duration', 'description', 'cover'],
      ...['source', 'iframe', 'video', 'views', 'rating'],
    ],
    targets: [movies],
    map(row, output) {
      const id = row.id('id');
      if (id === 0) return 'it has no id';
      const cover = row.file('cover');
      output.add(movies, {
        id,
        source_key: `wowonder:${id}`,
        name: row.line('name', 200),
        genre:
          row
            .line('genre', 32)
            .toLowerCase()
            .replace(/[^\x20-\x7e]/g, '') || 'other',
        stars: row.line('stars', 500),
        producer: row.line('producer', 200),
        country: row.line('country', 100),
        release_year: row.choice('release', 9999),
        quality: row.line('quality', 32),
        duration_minutes: row.choice('duration', 65_535),
        description: row.text('description'),
        cover_url: cover === '' ? row.line('cover', 500) : cover,
        source_url: row.line('source', 500),
        iframe_url: row.line('iframe', 500),
        video_url: row.line('video', 500),
        rating: row.line('rating', 8),
        views: row.id('views'),
        created_at: world.now,
      });
      return undefined;
    },
  };
}

type Subject = { table: string; subject: string; column: string; kind: 'article' | 'movie' };

function subjectCommentsStep(world: World, { table, subject, column, kind }: Subject): Step<Fields> {
  return {
    name: table,
    part: 'content',
    table,
    key: 'id',
    columns: ['id', column, 'user_id', 'text', 'posted'],
    ignored: ['likes'],
    targets: [comments],
    prepare: (rows) => world.lookUpNames(rows.map((row) => row.raw('text'))),
    map(row, output) {
      const [author, id] = [row.id('user_id'), row.id(column)];
      if (!world.hasUser(author) || !world.has(subject, id)) return GONE;
      output.add(comments, {
        id: world.bases[kind] + row.id('id'),
        subject_kind: kind,
        subject_id: id,
        author_id: author,
        text: writtenText(row.raw('text'), world.names),
        created_at: row.time('posted') ?? world.now,
      });
      return undefined;
    },
  };
}

function articleLikesStep(world: World): Step<Fields> {
  return {
    name: 'blog_reaction',
    part: 'content',
    table: 'blog_reaction',
    key: 'id',
    columns: ['id', 'user_id', 'blog_id', 'reaction', 'time'],
    ignored: ['comment_id', 'reply_id'],
    targets: [articleReactions],
    map(row, output) {
      const [user, article] = [row.id('user_id'), row.id('blog_id')];
      if (!world.hasUser(user) || !world.has('blog', article)) return GONE;
      const reaction = reactionOf(row.raw('reaction'));
      if (reaction === 0) return 'a reaction nobody knows';
      output.add(articleReactions, { subject_id: article, user_id: user, reaction, created_at: row.time('time') ?? world.now });
      return undefined;
    },
  };
}

const WORDS = ['like', 'love', 'haha', 'wow', 'sad', 'angry'];

/** 1 to 6 of a number or a word; 0 for others. */
export function reactionOf(value: string): number {
  const number = Number(value);
  if (number >= 1 && number <= 6) return number;
  return WORDS.indexOf(value.trim().toLowerCase()) + 1;
}

/** What posts are about, before the posts. */
export function contentSteps(world: World, currencies: readonly string[]): Step<Fields>[] {
  return [eventsStep(world), productsStep(world, currencies), articlesStep(world), moviesStep(world)];
}

/** What hangs on it. */
export function contentPartSteps(world: World): Step<Fields>[] {
  const article = { table: 'blogcomments', subject: 'blog', column: 'blog_id', kind: 'article' } as const;
  const movie = { table: 'moviecomments', subject: 'movies', column: 'movie_id', kind: 'movie' } as const;
  return [
    responseStep(world, { table: 'egoing', kind: 'going' }),
    responseStep(world, { table: 'einterested', kind: 'interested' }),
    productImagesStep(world),
    subjectCommentsStep(world, article),
    subjectCommentsStep(world, movie),
    articleLikesStep(world),
    ...storySteps(world),
  ];
}
