import { createCipheriv, createHash } from 'node:crypto';
import bcrypt from 'bcrypt';
import { BROKEN, type DumpTable, type Value } from './dump-file.ts';
import { createRandom, type Random } from './random.ts';

/** A made-up community. The same seed, size and time make the same one. */
export type Community = {
  version: '2.x' | '4.x';
  seed: number;
  /** Unix seconds of the dump. */
  now: number;
  people: number;
  posts: number;
  comments: number;
  reactions: number;
  messages: number;
  /** Which part of the people has an unsalted password, as those who never came back after an update. */
  unsalted: number;
};

/** What tests know of everybody's community: people, their passwords and tokens, and single rows with oddities. */
export const KNOWN = {
  serverKey: 'a1b2c3d4e5f60718293a4b5c6d7e8f90',
  secret: 'sk_live_never_to_be_seen_again',
  passwords: { 1: 'correct horse 1', 2: 'old & md5 2', 3: 'sha1 of 3' },
  token: `${'c0ffee'.repeat(12)}0123456789abcdef0123456789abcdef`,
  webToken: `${'deadbeef'.repeat(8)}00`,
  friend: 4,
  stranger: 5,
  privateGroup: 1,
  page: 1,
  albumPost: 11,
  oddPost: 12,
  brokenPost: 13,
  mendedPost: 14,
  pagePost: 15,
  manyPhotosPost: 16,
  groupPost: 17,
  sharePost: 18,
  pollPost: 19,
  productPost: 20,
  articlePost: 21,
  secretPost: 22,
  videoPost: 23,
} as const;

const WORDS =
  'today the garden was full of light and we walked along river with friends from work who told stories about old house near bridge where music plays every summer evening'.split(
    ' ',
  );

const YEAR = 31_536_000;

function sentence(random: Random, most = 14): string {
  const count = 3 + random.below(most);
  return Array.from({ length: count }, () => random.pick(WORDS)).join(' ');
}

/** UTF-8 read as Windows-1252, as text in latin1 tables comes out. */
export function doubly(text: string): string {
  return new TextDecoder('windows-1252').decode(Buffer.from(text));
}

/** As newer versions store a message: AES-128-ECB by its time. */
export function wrapped(text: string, time: number): string {
  const key = Buffer.alloc(16);
  key.write(String(time));
  const cipher = createCipheriv('aes-128-ecb', key, null);
  return Buffer.concat([cipher.update(text), cipher.final()]).toString('base64');
}

const md5 = (text: string) => createHash('md5').update(text).digest('hex');
const sha1 = (text: string) => createHash('sha1').update(text).digest('hex');

/** The tables of the community, in the order of a dump. Rows are made as they are read. */
export function communityTables(community: Community): DumpTable[] {
  const isNew = community.version === '4.x';
  // older versions ran on Windows too, where names of tables have no capitals
  const name = (table: string) => (isNew ? `Wo_${table}` : `wo_${table.toLowerCase()}`);
  const charset = isNew ? 'utf8mb4' : 'latin1';
  const tables: DumpTable[] = [
    ...siteTables(isNew),
    ...peopleTables(community, isNew),
    ...communitiesTables(community),
    ...contentTables(community),
    ...postTables(community, isNew),
    ...commentTables(community, isNew),
    ...chatTables(community, isNew),
    ...noticeTables(community),
    {
      name: 'Plugin_Weather',
      columns: [
        ['id', 'int(11)'],
        ['place', 'varchar(50)'],
      ],
      key: 'id',
      rows: [
        [1, 'Oslo'],
        [2, 'Lima'],
      ],
    },
    {
      name: 'Payments',
      columns: [
        ['id', 'int(11)'],
        ['user_id', 'int(11)'],
        ['amount', 'float'],
      ],
      key: 'id',
      rows: [[1, 1, 9.5]],
    },
  ];
  return tables.map((table) => ({
    charset,
    ...table,
    name: table.name.startsWith('Plugin') ? table.name : name(table.name),
  }));
}

const id = ['id', 'int(11)'] as const;
const int = (column: string) => [column, 'int(11)'] as const;
const text = (column: string) => [column, 'text'] as const;
const short = (column: string) => [column, 'varchar(300)'] as const;
const flag = (column: string) => [column, "enum('0','1')"] as const;

function siteTables(isNew: boolean): DumpTable[] {
  const config: [string, string][] = [
    ['siteName', 'Old &amp; Good'],
    ['siteTitle', 'Old &amp; Good friends'],
    ['defualtLang', 'english'],
    ['widnows_app_api_key', KNOWN.serverKey],
    ['stripe_secret', KNOWN.secret],
    ['smtp_password', KNOWN.secret],
    ['maxCharacters', '1200'],
    ['connectivitySystem', '0'],
    ['second_post_button', isNew ? 'reaction' : 'wonder'],
    ['user_registration', '1'],
    ['currency_array', '["USD","EUR","TRY"]'],
    ['currency', 'USD'],
  ];
  const lists = ['Pages_Categories', 'Groups_Categories', 'Blogs_Categories', 'Products_Categories'];
  return [
    {
      name: 'Config',
      columns: [id, short('name'), text('value')],
      key: 'id',
      rows: config.map(([name, value], index) => [index + 1, name, value]),
    },
    {
      name: 'Langs',
      columns: [id, short('lang_key'), short('type'), text('english'), text('german')],
      key: 'id',
      rows: ['Other', 'Cars &amp; Bikes', 'Music'].map((english, index) => [
        index + 1,
        `cat_${index + 1}`,
        'category',
        english,
        `${english} (de)`,
      ]),
    },
    ...lists.map(
      (table): DumpTable => ({
        name: table,
        columns: [id, short('lang_key')],
        key: 'id',
        rows: [
          [1, 'cat_1'],
          [2, 'cat_2'],
          [7, 'cat_3'],
        ],
      }),
    ),
    ...(isNew
      ? [
          {
            name: 'Sub_Categories',
            columns: [id, int('category_id'), short('lang_key'), short('type')],
            key: 'id',
            rows: [
              [1, 2, 'Old timers', 'page'],
              [2, 2, 'Trucks', 'group'],
              [3, 99, 'Nowhere', 'odd'],
            ],
          } satisfies DumpTable,
        ]
      : []),
  ];
}

function peopleTables(community: Community, isNew: boolean): DumpTable[] {
  const { people, seed, now } = community;
  const columns = [
    int('user_id'),
    ['username', 'varchar(32)'] as const,
    short('email'),
    short('password'),
    ['first_name', 'varchar(60)'] as const,
    ['last_name', 'varchar(60)'] as const,
    short('avatar'),
    short('cover'),
    text('about'),
    short('city'),
    ['gender', 'varchar(32)'] as const,
    ['birthday', 'date'] as const,
    int('country_id'),
    short('website'),
    ['language', 'varchar(31)'] as const,
    flag('confirm_followers'),
    ['post_privacy', "enum('everyone','ifollow','nobody')"] as const,
    flag('message_privacy'),
    flag('verified'),
    int('lastseen'),
    ['active', "enum('0','1','2')"] as const,
    ['admin', "enum('0','1','2')"] as const,
    ['registered', 'varchar(32)'] as const,
    ['joined', isNew ? 'int(11)' : 'varchar(50)'] as const,
    ['balance', 'varchar(100)'] as const,
    ['wallet', 'varchar(20)'] as const,
    ['lat', 'varchar(200)'] as const,
    ['lng', 'varchar(200)'] as const,
    ['phone_number', 'varchar(32)'] as const,
    text('notification_settings'),
    ...(isNew ? [flag('two_factor'), flag('two_factor_verified'), flag('share_my_location')] : [flag('e_liked')]),
    text('owners_own_column'),
  ];
  return [
    { name: 'Users', columns, key: 'user_id', rows: userRows(community, isNew) },
    {
      name: 'AppsSessions',
      columns: [id, int('user_id'), short('session_id'), ['platform', 'varchar(32)'], text('platform_details'), int('time')],
      key: 'id',
      rows: sessionRows(community),
    },
    {
      name: 'Followers',
      columns: [id, int('following_id'), int('follower_id'), int('is_typing'), flag('active')],
      key: 'id',
      rows: followRows(people, seed),
    },
    {
      name: 'Blocks',
      columns: [id, int('blocker'), int('blocked')],
      key: 'id',
      rows: [
        [1, 6, 7],
        [2, 6, 999_999],
      ],
    },
    {
      name: 'Mute',
      columns: [id, int('user_id'), int('chat_id'), short('notify'), short('archive'), short('pin'), short('type')],
      key: 'id',
      rows: [[1, 1, KNOWN.friend, 'no', 'no', 'yes', 'user']],
    },
    {
      name: 'Pokes',
      columns: [id, int('received_user_id'), int('send_user_id'), int('dt')],
      key: 'id',
      rows: [[1, 1, 4, now - 90]],
    },
  ];
}

/** The same for everybody: hashing each would take longer than the import. */
const SHARED_HASH = bcrypt.hashSync('shared password', 4).replace('$2b$', '$2y$');

function passwordOf(id: number, { unsalted }: Community, random: Random): string {
  if (id === 1) return bcrypt.hashSync(KNOWN.passwords[1], 4).replace('$2b$', '$2y$');
  if (id === 2) return md5(KNOWN.passwords[2]);
  if (id === 3) return sha1(KNOWN.passwords[3]);
  if (random.chance(unsalted)) return random.chance(0.5) ? md5(`p${id}`) : sha1(`p${id}`);
  return SHARED_HASH;
}

function* userRows(community: Community, isNew: boolean): Generator<Value[]> {
  const { people, seed, now } = community;
  const random = createRandom(seed);
  for (let user = 1; user <= people; user += 1) {
    const joined = now - 5 * YEAR + Math.floor((user / people) * 4 * YEAR);
    const odd = user % 50;
    const username = user === 1 ? 'admin' : odd === 31 ? `MEMBER_${user - 1}` : `member_${user}`;
    const email = odd === 32 ? '' : odd === 33 ? `member${user - 1}@example.org` : `member${user}@example.org`;
    const place = random.chance(0.2);
    yield [
      user,
      username,
      email,
      passwordOf(user, community, random),
      odd === 34 ? doubly('Renée') : `First${user}`,
      odd === 35 ? 'O&#039;Brien' : 'Last',
      odd === 36 ? 'upload/photos/d-avatar.jpg' : `upload/photos/2019/05/u${user}_avatar.jpg`,
      'upload/photos/d-cover.jpg',
      random.chance(0.3) ? `I like &lt;b&gt; &amp; ${sentence(random)}<br>really` : '',
      random.pick(['Oslo', 'Lima', 'İzmir', '']),
      random.pick(['male', 'female']),
      random.chance(0.5) ? '0000-00-00' : '1990-02-03',
      random.below(200),
      '',
      'english',
      user === 8 ? '1' : '0',
      'ifollow',
      '0',
      user === 1 ? '1' : '0',
      now - random.below(YEAR),
      odd === 37 ? '0' : odd === 38 ? '2' : '1',
      user === 1 ? '1' : user === 2 ? '2' : '0',
      '5/2019',
      isNew ? joined : String(joined),
      user === 1 ? '12.50' : '0',
      odd === 39 ? 'x' : '0',
      place ? '59.91' : '',
      place ? '10.75' : '',
      odd === 40 ? '+4790000000' : '',
      user === 9 ? '{"e_liked":0}' : odd === 41 ? '{broken' : '',
      ...(isNew ? ['0', '0', '1'] : ['1']),
      `unknown ${user}`,
    ];
  }
}

function* sessionRows({ people, now }: Community): Generator<Value[]> {
  yield [1, 1, KNOWN.token, 'phone', '', now - 3 * YEAR];
  yield [2, 1, KNOWN.webToken, 'web', 'a:1:{s:9:"userAgent"}', now];
  yield [3, 999_999, md5('nobody').repeat(2), 'phone', '', now];
  for (let user = 2; user <= people; user += 3)
    yield [user + 10, user, sha1(`t${user}`) + md5(`t${user}`), 'phone', '', now - user];
}

function* followRows(people: number, seed: number): Generator<Value[]> {
  const random = createRandom(seed + 1);
  yield [1, 1, KNOWN.friend, 0, '1'];
  yield [2, KNOWN.friend, 1, 0, '1'];
  yield [3, 8, 1, 0, '0'];
  yield [4, 1, 1, 0, '1'];
  yield [5, 1, 999_999, 0, '1'];
  // the same pair twice
  yield [6, 1, KNOWN.friend, 0, '1'];
  const count = people * 5;
  for (let row = 0; row < count; row += 1) yield [row + 10, 1 + random.below(people), 1 + random.below(people), 0, '1'];
}

function communitiesTables({ people, seed, now }: Community): DumpTable[] {
  const groups = Math.max(4, Math.floor(people / 100));
  const pages = Math.max(3, Math.floor(people / 100));
  return [
    {
      name: 'Pages',
      columns: [
        int('page_id'),
        int('user_id'),
        short('page_name'),
        short('page_title'),
        text('page_description'),
        short('avatar'),
        short('cover'),
        int('page_category'),
        short('website'),
        short('phone'),
        flag('verified'),
        flag('active'),
        flag('boosted'),
        short('registered'),
      ],
      key: 'page_id',
      rows: (function* () {
        for (let page = 1; page <= pages; page += 1) {
          yield [
            page,
            1 + (page % 10),
            `page_${page}`,
            `Page &quot;${page}&quot;`,
            'About it',
            'upload/photos/d-page.jpg',
            '',
            page % 2 ? 2 : 99,
            '',
            '',
            '0',
            '1',
            '0',
            '3/2018',
          ];
        }
        yield [pages + 1, 999_999, 'lost_page', 'Lost', '', '', '', 1, '', '', '0', '1', '0', ''];
      })(),
    },
    {
      name: 'Groups',
      columns: [
        id,
        int('user_id'),
        short('group_name'),
        short('group_title'),
        short('avatar'),
        short('cover'),
        text('about'),
        int('category'),
        ['privacy', "enum('1','2')"],
        ['join_privacy', "enum('1','2')"],
        flag('active'),
        int('time'),
      ],
      key: 'id',
      rows: (function* () {
        for (let group = 1; group <= groups; group += 1) {
          yield [
            group,
            1 + ((group - 1) % 10),
            `group_${group}`,
            `Group ${group}`,
            '',
            '',
            '',
            1,
            group === KNOWN.privateGroup ? '2' : '1',
            group === KNOWN.privateGroup ? '2' : '1',
            '1',
            now - YEAR,
          ];
        }
      })(),
    },
    {
      name: 'Pages_Likes',
      columns: [id, int('user_id'), int('page_id'), int('time'), flag('active')],
      key: 'id',
      rows: (function* () {
        const random = createRandom(seed + 2);
        yield [1, KNOWN.friend, KNOWN.page, now - 100, '1'];
        for (let row = 2; row <= people; row += 1) yield [row, 1 + random.below(people), 1 + random.below(pages), now - row, '1'];
      })(),
    },
    {
      name: 'PageAdmins',
      columns: [id, int('user_id'), int('page_id'), flag('general'), flag('admins')],
      key: 'id',
      rows: [[1, KNOWN.friend, KNOWN.page, '1', '0']],
    },
    {
      name: 'PageRating',
      columns: [id, int('user_id'), int('page_id'), int('valuation'), text('review')],
      key: 'id',
      rows: [
        [1, KNOWN.friend, 1, 5, 'Good &amp; kind'],
        [2, 5, 1, 9, 'odd'],
      ],
    },
    {
      name: 'Group_Members',
      columns: [id, int('user_id'), int('group_id'), int('time'), flag('active')],
      key: 'id',
      rows: (function* () {
        const random = createRandom(seed + 3);
        yield [1, KNOWN.friend, KNOWN.privateGroup, now - 50, '1'];
        yield [2, 10, KNOWN.privateGroup, now - 40, '0'];
        for (let row = 3; row <= people; row += 1)
          yield [row, 1 + random.below(people), 2 + random.below(groups - 1), now - row, '1'];
      })(),
    },
    {
      name: 'GroupAdmins',
      columns: [id, int('user_id'), int('group_id'), flag('general')],
      key: 'id',
      rows: [[1, KNOWN.friend, 2, '1']],
    },
  ];
}

function contentTables({ now, people }: Community): DumpTable[] {
  const story = (number: number, user: number, expire: number): Value[] => [
    number,
    user,
    '',
    'A day &amp; a night',
    now - 3600,
    expire,
    '',
  ];
  return [
    {
      name: 'Events',
      columns: [
        id,
        short('name'),
        short('location'),
        text('description'),
        ['start_date', 'date'],
        ['start_time', 'time'],
        ['end_date', 'date'],
        ['end_time', 'time'],
        int('poster_id'),
        short('cover'),
      ],
      key: 'id',
      rows: [
        [
          1,
          'Summer &amp; sun',
          'Oslo',
          'Come<br>all',
          '2030-06-01',
          '18:30:00',
          '2030-06-02',
          '01:00:00',
          1,
          'upload/photos/d-cover.jpg',
        ],
        [2, 'No day', 'Nowhere', '', '0000-00-00', '00:00:00', '0000-00-00', '00:00:00', 1, ''],
      ],
    },
    {
      name: 'Egoing',
      columns: [id, int('event_id'), int('user_id')],
      key: 'id',
      rows: [
        [1, 1, KNOWN.friend],
        [2, 1, 999_999],
      ],
    },
    { name: 'Einterested', columns: [id, int('event_id'), int('user_id')], key: 'id', rows: [[1, 1, 5]] },
    {
      name: 'Products',
      columns: [
        id,
        int('user_id'),
        int('page_id'),
        short('name'),
        text('description'),
        int('category'),
        int('sub_category'),
        short('price'),
        text('location'),
        int('status'),
        flag('type'),
        short('currency'),
        int('units'),
        int('time'),
        flag('active'),
      ],
      key: 'id',
      rows: [
        [1, 1, 0, 'Blue bicycle', 'As new', 2, 0, '1,250.50', 'Oslo', 0, '1', '1', 1, now - 5000, '1'],
        [2, 1, 0, 'Odd price', '', 2, 0, 'ask me', 'Oslo', 1, '0', '7', 1, now - 4000, '1'],
      ],
    },
    {
      name: 'Products_Media',
      columns: [id, int('product_id'), short('image')],
      key: 'id',
      rows: [[1, 1, 'upload/photos/2019/05/p1_image.jpg']],
    },
    {
      name: 'Blog',
      columns: [
        id,
        int('user'),
        short('title'),
        text('content'),
        text('description'),
        short('posted'),
        int('category'),
        short('thumbnail'),
        int('view'),
        int('shared'),
        short('tags'),
        flag('active'),
      ],
      key: 'id',
      rows: [
        [
          1,
          1,
          'How &amp; why',
          '<p onclick="x()">Hello <script>alert(1)</script><b>you</b></p>',
          'Short',
          String(now - 9000),
          2,
          'upload/photos/2019/05/b1_image.jpg',
          7,
          1,
          'a,b',
          '1',
        ],
        [2, KNOWN.friend, 'Escaped', '&lt;p&gt;Escaped&lt;/p&gt;', '', String(now - 8000), 7, '', 0, 0, '', '1'],
      ],
    },
    {
      name: 'BlogComments',
      columns: [id, int('blog_id'), int('user_id'), text('text'), int('likes'), int('posted')],
      key: 'id',
      rows: [[1, 1, KNOWN.friend, 'Well said @[1]', 0, now - 100]],
    },
    {
      name: 'Movies',
      columns: [
        id,
        short('name'),
        short('genre'),
        short('stars'),
        short('producer'),
        short('country'),
        int('release'),
        short('quality'),
        int('duration'),
        text('description'),
        short('cover'),
        short('source'),
        text('iframe'),
        short('video'),
        int('views'),
        short('rating'),
      ],
      key: 'id',
      rows: [
        [
          1,
          'The Long Way',
          'drama',
          'A. Star',
          'B. Maker',
          'Norway',
          1999,
          'HD',
          100,
          'Of a way',
          'upload/photos/2019/05/m1.jpg',
          'https://example.org/m',
          '',
          '',
          5,
          '7',
        ],
      ],
    },
    {
      name: 'UserStory',
      columns: [id, int('user_id'), short('title'), short('description'), short('posted'), short('expire'), short('thumbnail')],
      key: 'id',
      rows: [
        story(1, 1, now + 80_000),
        story(2, 1, now - 80_000),
        story(3, 999_999, now + 80_000),
        story(4, Math.min(people, 5), now + 80_000),
      ],
    },
    {
      name: 'UserStory_Media',
      columns: [id, int('story_id'), short('type'), text('filename'), short('expire')],
      key: 'id',
      rows: [
        [1, 1, 'image', 'upload/photos/2019/05/s1_image.jpg', ''],
        [2, 2, 'image', 'upload/photos/2019/05/s2_image.jpg', ''],
        [3, 4, 'video', 'upload/videos/2019/05/s4_video.mp4', ''],
      ],
    },
    {
      name: 'Story_Seen',
      columns: [id, int('user_id'), int('story_id'), int('time')],
      key: 'id',
      rows: [
        [1, KNOWN.friend, 1, now - 60],
        [2, KNOWN.friend, 2, now - 60],
      ],
    },
  ];
}

function postTables(community: Community, isNew: boolean): DumpTable[] {
  const { people, posts, reactions, seed, now } = community;
  const columns = [
    id,
    int('post_id'),
    int('user_id'),
    int('recipient_id'),
    text('postText'),
    int('page_id'),
    int('group_id'),
    int('event_id'),
    short('postLink'),
    text('postLinkTitle'),
    short('postYoutube'),
    text('postFile'),
    short('postFileName'),
    short('postFileThumb'),
    short('postMap'),
    int('postShare'),
    ['postPrivacy', "enum('0','1','2','3')"] as const,
    ['postType', 'varchar(30)'] as const,
    short('postFeeling'),
    int('time'),
    short('registered'),
    ['album_name', 'varchar(52)'] as const,
    int('multi_image'),
    int('multi_image_post'),
    int('boosted'),
    int('product_id'),
    int('poll_id'),
    int('blog_id'),
    ...(isNew ? [int('parent_id'), int('color_id'), int('comments_status'), int('active')] : []),
    int('videoViews'),
  ];
  return [
    {
      name: 'Hashtags',
      columns: [id, short('hash'), short('tag'), int('last_trend_time'), int('trend_use_num')],
      key: 'id',
      rows: [
        [1, md5('summer'), 'summer', now, 3],
        [2, md5('ete'), 'été', now, 1],
      ],
    },
    { name: 'Posts', columns, key: 'id', rows: postRows(community, isNew) },
    {
      name: 'Albums_Media',
      columns: [id, int('post_id'), int('parent_id'), short('image')],
      key: 'id',
      rows: [
        [1, KNOWN.albumPost, 0, 'upload/photos/2019/05/a1_image.jpg'],
        [2, KNOWN.albumPost, 0, 'upload/photos/2019/05/a2_image.jpg'],
        [3, 24, KNOWN.manyPhotosPost, 'upload/photos/2019/05/a3_image.jpg'],
        [4, 25, KNOWN.manyPhotosPost, 'upload/photos/2019/05/a4_image.jpg'],
        [5, 999_999, 0, 'upload/photos/2019/05/a5_image.jpg'],
      ],
    },
    ...(isNew
      ? [
          {
            name: 'Reactions',
            columns: [
              id,
              int('user_id'),
              int('post_id'),
              int('comment_id'),
              int('replay_id'),
              int('story_id'),
              int('message_id'),
              ['reaction', 'varchar(50)'],
            ],
            key: 'id',
            rows: (function* () {
              const random = createRandom(seed + 4);
              yield [1, KNOWN.friend, 12, 0, 0, 0, 0, '2'];
              yield [2, KNOWN.friend, 0, 1, 0, 0, 0, 'Love'];
              yield [3, KNOWN.friend, 0, 0, 1, 0, 0, '6'];
              yield [4, KNOWN.friend, 0, 0, 0, 1, 0, '1'];
              yield [5, KNOWN.friend, 0, 0, 0, 0, 1, '3'];
              yield [6, KNOWN.friend, 13, 0, 0, 0, 0, 'shrug'];
              for (let row = 7; row <= reactions; row += 1)
                yield [row, 1 + random.below(people), 10 + random.below(posts - 10), 0, 0, 0, 0, String(1 + random.below(6))];
            })(),
          } satisfies DumpTable,
        ]
      : [
          {
            name: 'Likes',
            columns: [id, int('user_id'), int('post_id')],
            key: 'id',
            rows: (function* () {
              const random = createRandom(seed + 4);
              for (let row = 1; row <= reactions; row += 1) yield [row, 1 + random.below(people), 10 + random.below(posts - 10)];
            })(),
          } satisfies DumpTable,
          {
            name: 'Wonders',
            columns: [id, int('user_id'), int('post_id')],
            key: 'id',
            rows: [[1, KNOWN.friend, 12]],
          } satisfies DumpTable,
        ]),
    {
      name: 'SavedPosts',
      columns: [id, int('user_id'), int('post_id')],
      key: 'id',
      rows: [
        [1, 1, 12],
        [2, 1, 999_999],
      ],
    },
    { name: 'HiddenPosts', columns: [id, int('user_id'), int('post_id')], key: 'id', rows: [[1, 5, 12]] },
    {
      name: 'PinnedPosts',
      columns: [id, int('user_id'), int('page_id'), int('group_id'), int('post_id'), flag('active')],
      key: 'id',
      rows: [[1, 1, 0, 0, 12, '1']],
    },
    {
      name: 'Polls',
      columns: [id, int('post_id'), text('text'), int('time')],
      key: 'id',
      rows: [
        [1, KNOWN.pollPost, 'Tea &amp; cake', now],
        [2, KNOWN.pollPost, 'Coffee', now],
      ],
    },
    {
      name: 'Votes',
      columns: [id, int('user_id'), int('post_id'), int('option_id')],
      key: 'id',
      rows: [
        [1, KNOWN.friend, KNOWN.pollPost, 1],
        [2, 5, 0, 1],
      ],
    },
  ];
}

type Post = Record<string, Value>;

const ODD_POSTS: Record<number, Post> = {
  2: { post_id: 0, postText: 'half-written' },
  3: { user_id: 999_999, postText: 'by somebody who is gone' },
  [KNOWN.albumPost]: { user_id: 1, album_name: 'Summer', postText: '' },
  [KNOWN.oddPost]: {
    user_id: 1,
    postText:
      'Hello @[4], &quot;it&#039;s&quot; &lt;fun&gt; &amp; [a]https%3A%2F%2Fexample.org%2Fa%3Fb%3D1[/a]<br>next #[1] #[2] @[999999]',
  },
  [KNOWN.brokenPost]: { user_id: 1, postText: `caf${BROKEN} (with), 'quotes'; and \\ slash` },
  [KNOWN.mendedPost]: { user_id: 1, postText: doubly('Grüße, çok güzel 🙂 – “ok”') },
  [KNOWN.pagePost]: { user_id: 0, page_id: KNOWN.page, postText: 'News of the page' },
  [KNOWN.manyPhotosPost]: { user_id: 1, multi_image: 1, postText: 'Several' },
  [KNOWN.groupPost]: { user_id: 1, group_id: KNOWN.privateGroup, postText: 'Among us' },
  [KNOWN.sharePost]: { user_id: KNOWN.friend, postText: '', parent_id: 12 },
  [KNOWN.pollPost]: { user_id: 1, poll_id: 1, postText: 'Tea or coffee?' },
  [KNOWN.productPost]: { user_id: 1, product_id: 1, postText: '' },
  [KNOWN.articlePost]: { user_id: 1, blog_id: 1, postText: '' },
  [KNOWN.secretPost]: { user_id: 1, postPrivacy: '3', postText: 'For me alone' },
  [KNOWN.videoPost]: { user_id: 1, postFile: 'upload/videos/2019/05/v1_video.mp4', postFileName: 'v.mp4', postText: '' },
  24: { user_id: 1, multi_image_post: 1, postFile: 'upload/photos/2019/05/a3_image.jpg' },
  25: { user_id: 1, multi_image_post: 1, postFile: 'upload/photos/2019/05/a4_image.jpg' },
  26: { user_id: 1, postYoutube: 'dQw4w9WgXcQ', postText: 'A song' },
  27: { user_id: 1, postFile: 'upload/files/2019/05/../../../etc/passwd', postText: 'odd file' },
  28: { user_id: 1, postFeeling: 'happy', postMap: 'Oslo', postText: 'feeling' },
};

function* postRows({ people, posts, seed, now }: Community, isNew: boolean): Generator<Value[]> {
  const random = createRandom(seed + 5);
  for (let post = 1; post <= posts; post += 1) {
    const odd: Post = ODD_POSTS[post] ?? {};
    const hasPhoto = post > 30 && random.chance(0.25);
    const groupId = post > 30 && random.chance(0.1) ? 2 : 0;
    const row: Post = {
      post_id: post,
      user_id: 1 + random.below(people),
      recipient_id: 0,
      postText: `${sentence(random)}${random.chance(0.1) ? ` #${random.pick(WORDS)}` : ''}${random.chance(0.05) ? ' &amp; more' : ''}`,
      page_id: 0,
      group_id: groupId,
      postFile: hasPhoto ? `upload/photos/2019/05/f${post}_image.jpg` : '',
      postPrivacy: random.chance(0.8) ? '0' : String(random.below(4)),
      multi_image: 0,
      multi_image_post: 0,
      product_id: 0,
      poll_id: 0,
      blog_id: 0,
      ...odd,
    };
    const at = (name: string, otherwise: Value = '') => row[name] ?? otherwise;
    yield [
      post,
      at('post_id'),
      at('user_id'),
      at('recipient_id'),
      at('postText'),
      at('page_id'),
      at('group_id'),
      0,
      '',
      '',
      at('postYoutube'),
      at('postFile'),
      at('postFileName'),
      '',
      at('postMap'),
      0,
      at('postPrivacy'),
      'post',
      at('postFeeling'),
      now - 2 * YEAR + post,
      '5/2019',
      at('album_name'),
      at('multi_image'),
      at('multi_image_post'),
      0,
      at('product_id'),
      at('poll_id'),
      at('blog_id'),
      ...(isNew ? [at('parent_id', 0), 0, 1, 1] : []),
      random.below(9),
    ];
  }
}

function commentTables({ people, posts, comments, seed, now }: Community, isNew: boolean): DumpTable[] {
  const replies = Math.floor(comments / 4);
  return [
    {
      name: 'Comments',
      columns: [id, int('user_id'), int('page_id'), int('post_id'), text('text'), short('c_file'), int('time')],
      key: 'id',
      rows: (function* () {
        const random = createRandom(seed + 6);
        yield [1, KNOWN.friend, 0, 12, 'Nice @[1] &amp; good', '', now - 500];
        yield [2, 999_999, 0, 12, 'gone', '', now];
        yield [3, 1, 0, 999_999, 'lost', '', now];
        for (let row = 4; row <= comments; row += 1)
          yield [row, 1 + random.below(people), 0, 10 + random.below(posts - 10), sentence(random), '', now - YEAR + row];
      })(),
    },
    {
      name: 'Comment_Replies',
      columns: [id, int('comment_id'), int('user_id'), int('page_id'), text('text'), short('c_file'), int('time')],
      key: 'id',
      rows: (function* () {
        const random = createRandom(seed + 7);
        yield [1, 1, 1, 0, 'Thank you', '', now - 400];
        for (let row = 2; row <= replies; row += 1)
          yield [row, 4 + random.below(comments - 3), 1 + random.below(people), 0, sentence(random), '', now - YEAR + row];
      })(),
    },
    ...(isNew
      ? []
      : [
          {
            name: 'CommentLikes',
            columns: [id, int('user_id'), int('post_id'), int('comment_id')],
            key: 'id',
            rows: [[1, KNOWN.friend, 12, 1]],
          } satisfies DumpTable,
          {
            name: 'Comment_Replies_Likes',
            columns: [id, int('reply_id'), int('user_id')],
            key: 'id',
            rows: [[1, 1, KNOWN.friend]],
          } satisfies DumpTable,
        ]),
  ];
}

function chatTables({ people, messages, seed, now }: Community, isNew: boolean): DumpTable[] {
  return [
    {
      name: 'Messages',
      columns: [
        id,
        int('from_id'),
        int('to_id'),
        int('group_id'),
        int('page_id'),
        text('text'),
        short('media'),
        short('mediaFileName'),
        int('time'),
        int('seen'),
        flag('deleted_one'),
        flag('deleted_two'),
        short('stickers'),
        ...(isNew ? [int('reply_id')] : []),
      ],
      key: 'id',
      rows: (function* () {
        const random = createRandom(seed + 8);
        const rest = (reply = 0) => (isNew ? [reply] : []);
        const stored = (words: string, time: number) => (isNew ? wrapped(words, time) : words);
        yield [
          1,
          KNOWN.friend,
          1,
          0,
          0,
          stored('Hi &amp; hello', now - 300),
          '',
          '',
          now - 300,
          now - 290,
          '0',
          '0',
          '',
          ...rest(),
        ];
        yield [2, 1, KNOWN.friend, 0, 0, stored('Hello back', now - 200), '', '', now - 200, 0, '0', '0', '', ...rest(1)];
        yield [3, 1, KNOWN.friend, 0, 0, 'taken back by me', '', '', now - 190, 0, '1', '0', '', ...rest()];
        yield [4, 1, KNOWN.friend, 0, 0, 'gone for both', '', '', now - 180, 0, '1', '1', '', ...rest()];
        yield [5, 1, 0, 1, 0, 'In the group', '', '', now - 170, 0, '0', '0', '', ...rest()];
        yield [6, KNOWN.friend, 2, 0, KNOWN.page, 'To the page', '', '', now - 160, 0, '0', '0', '', ...rest()];
        yield [7, 1, 999_999, 0, 0, 'to nobody', '', '', now - 150, 0, '0', '0', '', ...rest()];
        // people write to the same few, twenty messages or so to each
        const others = Math.max(1, people - 10);
        const chats = Math.max(1, Math.floor(messages / 20));
        for (let row = 8; row <= messages; row += 1) {
          const chat = random.below(chats);
          const one = 10 + ((chat * 7) % others);
          const other = 10 + ((one - 10 + 1 + (Math.floor(chat / others) % Math.max(1, others - 1))) % others);
          const [from, to] = random.chance(0.5) ? [one, other] : [other, one];
          const time = now - YEAR + row;
          const words = sentence(random, 8);
          yield [
            row,
            from,
            to,
            0,
            0,
            isNew && random.chance(0.5) ? wrapped(words, time) : words,
            random.chance(0.02) ? `upload/photos/2019/05/c${row}_image.jpg` : '',
            '',
            time,
            random.chance(0.9) ? time + 5 : 0,
            '0',
            '0',
            '',
            ...rest(),
          ];
        }
      })(),
    },
    {
      name: 'UChats',
      columns: [id, int('user_id'), int('conversation_user_id'), short('time'), short('color')],
      key: 'id',
      rows: [
        [1, 1, KNOWN.friend, String(now), '#A84849'],
        [2, KNOWN.friend, 1, String(now), ''],
      ],
    },
    {
      name: 'GroupChat',
      columns: [int('group_id'), int('user_id'), short('group_name'), short('avatar'), short('time')],
      key: 'group_id',
      rows: [[1, 1, 'Old friends', '', String(now - 1000)]],
    },
    {
      name: 'GroupChatUsers',
      columns: [id, int('user_id'), int('group_id'), flag('active'), short('last_seen')],
      key: 'id',
      rows: [
        [1, 1, 1, '1', '0'],
        [2, KNOWN.friend, 1, '1', '0'],
      ],
    },
  ];
}

function noticeTables({ now }: Community): DumpTable[] {
  return [
    {
      name: 'Notifications',
      columns: [
        id,
        int('notifier_id'),
        int('recipient_id'),
        int('post_id'),
        int('page_id'),
        int('group_id'),
        int('event_id'),
        short('type'),
        short('type2'),
        text('text'),
        text('url'),
        int('seen'),
        int('time'),
      ],
      key: 'id',
      rows: [
        [1, KNOWN.friend, 1, 12, 0, 0, 0, 'comment', '', 'Nice', 'index.php?link1=post&id=12', 0, now - 500],
        [2, KNOWN.friend, 1, 12, 0, 0, 0, 'liked_post', '', '', '', now - 100 * 86_400, now - 100 * 86_400],
        [3, KNOWN.friend, 1, 0, 0, 0, 0, 'following', '', '', '', now - 1, now - 900],
      ],
    },
    {
      name: 'Activities',
      columns: [id, int('user_id'), int('post_id'), int('comment_id'), int('follow_id'), short('activity_type'), int('time')],
      key: 'id',
      rows: [[1, KNOWN.friend, 12, 1, 0, 'commented_post', now - 500]],
    },
    {
      name: 'RecentSearches',
      columns: [id, int('user_id'), int('search_id'), short('search_type')],
      key: 'id',
      rows: [[1, 1, KNOWN.friend, 'user']],
    },
    {
      name: 'Reports',
      columns: [id, int('post_id'), int('profile_id'), int('user_id'), text('text'), int('seen'), int('time')],
      key: 'id',
      rows: [
        [1, 12, 0, 5, 'rude', 0, now],
        [2, 0, 4, 5, 'rude', 0, now],
      ],
    },
  ];
}

/** The files that the community's rows show, as far as tests look at them. */
export const KNOWN_FILES = [
  'photos/2019/05/u1_avatar.jpg',
  'photos/2019/05/u1_avatar_full.jpg',
  'photos/2019/05/a1_image.jpg',
  'photos/2019/05/a1_image_small.jpg',
  'photos/2019/05/a2_image.jpg',
  'videos/2019/05/v1_video.mp4',
] as const;
