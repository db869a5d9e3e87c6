import type { Step } from '../../core/step.ts';
import type { Target } from '../../core/target.ts';
import { mediaFiles, useFiles } from '../../target/media.ts';
import { pollOptions, pollVotes, postHides, postPhotos, postPins, postSaves, posts } from '../../target/posts.ts';
import { postReactions, WONDER } from '../../target/reactions.ts';
import { cut, type Fields } from '../fields.ts';
import { fileKind, smallKey } from '../files.ts';
import { writtenText } from '../text.ts';
import type { World } from '../world.ts';

const GONE = { leftOut: 'of people or posts that are not there' } as const;

/** Players of other sites, and the address behind each column; a link is shown where we embed nothing. */
const PLAYERS: readonly [string, (value: string) => string][] = [
  ['postyoutube', (id) => `https://www.youtube.com/watch?v=${id}`],
  ['postvimeo', (id) => `https://vimeo.com/${id}`],
  ['postdailymotion', (id) => `https://www.dailymotion.com/video/${id}`],
  ['postfacebook', (path) => `https://www.facebook.com/${path}`],
  ['postsoundcloud', (id) => `https://api.soundcloud.com/tracks/${id}`],
  ['postplaytube', (id) => id],
  ['postdeepsound', (id) => id],
  ['postvine', (id) => `https://vine.co/v/${id}`],
];

const FEELINGS = ['feeling', 'listening', 'traveling', 'watching', 'playing'] as const;
/** What apps call a feeling of each column. */
const FEELING_TYPES: Readonly<Record<(typeof FEELINGS)[number], string>> = {
  feeling: 'feelings',
  listening: 'listening',
  traveling: 'traveling',
  watching: 'watching',
  playing: 'playing',
};

const COLUMNS = [
  ...['id', 'post_id', 'user_id', 'page_id', 'group_id', 'event_id', 'page_event_id', 'recipient_id', 'posttext', 'postlink'],
  ...['postlinktitle', 'postlinkimage', 'postlinkcontent', ...PLAYERS.map(([column]) => column), 'postfile', 'postfilename'],
  ...['postfilethumb', 'postrecord', 'poststicker', 'postmap', 'postphoto', 'postprivacy', 'posttype', 'time', 'album_name'],
  ...FEELINGS.map((name) => `post${name}`),
  ...[
    'multi_image',
    'multi_image_post',
    'boosted',
    'product_id',
    'poll_id',
    'blog_id',
    'parent_id',
    'comments_status',
    'color_id',
  ],
  ...['active', 'blur'],
];

const IGNORED = [
  ...[
    'postshare',
    'shared_from',
    'videoviews',
    'job_id',
    'offer_id',
    'fund_id',
    'live_time',
    'live_ended',
    'registered',
    'cache',
  ],
  ...['stream_name', 'agora_resource_id', 'agora_sid', 'agora_token', 'send_notify', '240p', '360p', '480p', '720p', '1080p'],
  ...['2048p', '4096p', 'processing', 'ai_post', 'forum_id', 'thread_id'],
];

/** Posts, with their ids. */
function postsStep(world: World): Step<Fields> {
  let ofPage = new Set<number>();
  let pageOwners = new Map<number, Fields>();
  return {
    name: 'posts',
    part: 'posts',
    table: 'posts',
    isEssential: true,
    key: 'id',
    columns: COLUMNS,
    ignored: IGNORED,
    targets: [posts, mediaFiles],
    async prepare(rows) {
      ofPage = new Set(rows.map((row) => row.id('post_id')));
      await world.lookUpNames(rows.map((row) => row.raw('posttext')));
      const pageIds = rows.flatMap((row) => (row.id('user_id') === 0 ? row.id('page_id') : []));
      pageOwners = await world.column('pages', 'page_id', 'user_id', pageIds);
    },
    map(row, output) {
      const id = row.id('post_id');
      if (id === 0) return { leftOut: 'half-written posts' };
      if (row.flag('multi_image_post')) return { leftOut: 'single photos of a post with several' };
      const page = row.id('page_id');
      const author = row.id('user_id') || (pageOwners.get(page)?.id('user_id') ?? 0);
      if (!world.hasUser(author)) return 'its author is not there';
      if (page > 0 && !world.has('pages', page)) return 'its page is not there';
      const group = row.id('group_id');
      if (group > 0 && !world.has('groups', group)) return 'its group is not there';
      const event = row.id('event_id');
      if (event > 0 && !world.has('events', event)) return 'its event is not there';
      const privacy = row.choice('postprivacy', 4);
      const file = fileOf(row);
      if (file.isOdd) output.note('a file with an odd name', row.raw('postfile'));
      if (row.raw('active') === '0') return { leftOut: 'posts that wait for a review' };
      const parent = row.id('parent_id');
      output.add(posts, {
        id,
        author_id: author,
        page_id: page,
        group_id: group,
        event_id: event,
        page_event_id: world.idIn('events', row.id('page_event_id')),
        recipient_id: world.idIn('users', row.id('recipient_id')),
        parent_id: world.has('posts', parent) || (ofPage.has(parent) && parent < id) ? parent : 0,
        privacy,
        kind: kindOf(row.raw('posttype')),
        text: writtenText(row.raw('posttext'), world.names),
        ...feelingOf(row),
        map: row.line('postmap', 255),
        sticker: row.line('poststicker', 1000),
        color_id: row.id('color_id'),
        album_name: row.line('album_name', 100),
        is_album: row.raw('album_name').trim() === '' ? 0 : 1,
        ...linkOf(row),
        ...file.columns,
        is_multi_image: row.flag('multi_image') || row.raw('album_name').trim() !== '' ? 1 : 0,
        product_id: world.idIn('products', row.id('product_id')),
        blog_id: world.idIn('blog', row.id('blog_id')),
        is_poll: row.flag('poll_id'),
        comments_enabled: row.flag('comments_status', true),
        boosted: row.flag('boosted'),
        is_counted: page === 0 && privacy !== 4 ? 1 : 0,
        created_at: row.time('time') ?? world.now,
      });
      const { file_key = '', file_thumb_key = '' } = file.columns;
      useFiles(output, [file_key, file_thumb_key], { ownerId: author, at: row.time('time') ?? world.now });
      return undefined;
    },
  };
}

function kindOf(type: string) {
  return type === 'profile_picture' || type === 'profile_cover_picture' ? type : 'post';
}

function feelingOf(row: Fields) {
  const name = FEELINGS.find((one) => row.raw(`post${one}`).trim() !== '');
  if (!name) return {};
  return { feeling_type: FEELING_TYPES[name], feeling: row.line(`post${name}`, 255) };
}

function linkOf(row: Fields) {
  const link = row.line('postlink', 2000);
  if (link !== '') {
    return {
      link_url: link,
      link_title: row.line('postlinktitle', 255),
      link_image: row.line('postlinkimage', 2000),
      link_content: row.line('postlinkcontent', 1000),
    };
  }
  for (const [column, address] of PLAYERS) {
    const value = row.line(column, 500);
    if (value !== '' && value !== '0') return { link_url: /^https?:\/\//.test(value) ? value : address(value) };
  }
  return {};
}

/** The one file of a post: its own, a recording, or the picture of a post of one. */
function fileOf(row: Fields) {
  const record = row.file('postrecord');
  const own = row.file('postfile') || row.file('postphoto');
  const key = own || record;
  const isOdd = ['postfile', 'postphoto', 'postrecord'].some((column) => row.hasBadFile(column));
  const isSeveral = row.flag('multi_image') === 1 || row.raw('album_name').trim() !== '';
  if (isSeveral) return { isOdd, columns: { file_kind: 'image', file_key: '', file_thumb_key: '' } };
  if (key === '') return { isOdd, columns: { file_key: '', file_thumb_key: '' } };
  const kind = own === '' ? 'sound' : fileKind(key);
  return {
    isOdd,
    columns: {
      file_key: key,
      file_name: cut(row.line('postfilename', 255), 255),
      file_kind: kind,
      file_thumb_key: row.file('postfilethumb') || (kind === 'image' ? key : ''),
      is_recording: own === '' ? 1 : 0,
    },
  };
}

/** Photos of posts with several, and of albums. */
function photosStep(world: World): Step<Fields> {
  return {
    name: 'albums_media',
    part: 'posts',
    table: 'albums_media',
    key: 'id',
    columns: ['id', 'post_id', 'parent_id', 'image'],
    ignored: ['review'],
    targets: [postPhotos, mediaFiles],
    map(row, output) {
      const parent = row.id('parent_id');
      const post = world.has('posts', parent) ? parent : row.id('post_id');
      if (!world.has('posts', post)) return GONE;
      const key = row.file('image');
      if (key === '') return 'its picture has no name';
      output.add(postPhotos, { id: row.id('id'), post_id: post, file_key: key, small_key: smallKey(key) });
      useFiles(output, [key, smallKey(key)], { ownerId: 0, at: world.now });
      return undefined;
    },
  };
}

type Mark = { table: string; target: Target<'post_id' | 'user_id' | 'created_at'> };

function markStep(world: World, { table, target }: Mark): Step<Fields> {
  return {
    name: table,
    part: 'posts',
    table,
    key: 'id',
    columns: ['id', 'user_id', 'post_id', 'time'],
    targets: [target],
    map(row, output) {
      const [user, post] = [row.id('user_id'), row.id('post_id')];
      if (!world.hasUser(user) || !world.has('posts', post)) return GONE;
      output.add(target, { post_id: post, user_id: user, created_at: row.time('time') ?? world.now });
      return undefined;
    },
  };
}

function likesStep(world: World, { table, reaction }: { table: string; reaction: number }): Step<Fields> {
  return {
    name: table,
    part: 'posts',
    table,
    key: 'id',
    columns: ['id', 'user_id', 'post_id', 'time'],
    targets: [postReactions],
    map(row, output) {
      const [user, post] = [row.id('user_id'), row.id('post_id')];
      if (!world.hasUser(user) || !world.has('posts', post)) return GONE;
      output.add(postReactions, { subject_id: post, user_id: user, reaction, created_at: row.time('time') ?? world.now });
      return undefined;
    },
  };
}

function pollOptionsStep(world: World): Step<Fields> {
  return {
    name: 'polls',
    part: 'posts',
    table: 'polls',
    key: 'id',
    columns: ['id', 'post_id', 'text'],
    ignored: ['time'],
    targets: [pollOptions],
    map(row, output) {
      if (!world.has('posts', row.id('post_id'))) return GONE;
      output.add(pollOptions, { id: row.id('id'), post_id: row.id('post_id'), text: row.line('text', 255) || '?' });
      return undefined;
    },
  };
}

function pollVotesStep(world: World): Step<Fields> {
  let options = new Map<number, Fields>();
  return {
    name: 'votes',
    part: 'posts',
    table: 'votes',
    key: 'id',
    columns: ['id', 'user_id', 'post_id', 'option_id'],
    targets: [pollVotes],
    async prepare(rows) {
      options = await world.column(
        'polls',
        'id',
        'post_id',
        rows.map((row) => row.id('option_id')),
      );
    },
    map(row, output) {
      const option = row.id('option_id');
      const post = row.id('post_id') || (options.get(option)?.id('post_id') ?? 0);
      if (!world.hasUser(row.id('user_id')) || !world.has('posts', post) || !world.has('polls', option)) return GONE;
      output.add(pollVotes, { post_id: post, option_id: option, user_id: row.id('user_id'), created_at: world.now });
      return undefined;
    },
  };
}

export function postSteps(world: World): Step<Fields>[] {
  return [
    postsStep(world),
    photosStep(world),
    likesStep(world, { table: 'likes', reaction: 1 }),
    likesStep(world, { table: 'wonders', reaction: WONDER }),
    markStep(world, { table: 'savedposts', target: postSaves }),
    markStep(world, { table: 'hiddenposts', target: postHides }),
    markStep(world, { table: 'pinnedposts', target: postPins }),
    pollOptionsStep(world),
    pollVotesStep(world),
  ];
}
