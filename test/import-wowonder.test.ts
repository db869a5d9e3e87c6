import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { checkCounters } from '../src/cli/doctor.ts';
import { siteServer } from '../src/cli/import/connections.ts';
import type { Report } from '../src/import/core/report.ts';
import { openSite } from './support/site.ts';
import { KNOWN } from './support/wowonder/community.ts';
import { dumpOf, importInto, NOW, signIn, totalsOf, withToken, workFolder } from './support/wowonder/moved-in.ts';

// One community of each version moves in; the tests look at what became of it.

const [site, old] = [await openSite(), await openSite()];
const folder = await workFolder();
let report: Report;
let oldReport: Report;
const admin = withToken(site, KNOWN.token);

beforeAll(async () => {
  report = await importInto(site, { dump: await dumpOf(join(folder, 'dump.sql.gz')), uploads: folder });
  const path = await dumpOf(join(folder, 'old.sql'), { community: { version: '2.x' }, style: 'mysqldump' });
  oldReport = await importInto(old, { dump: path });
}, 60_000);

async function as(username: string) {
  return signIn(site, username, 'shared password');
}

async function postText(id: number): Promise<string> {
  const answer = await admin.call('get-post-data', { post_id: id, fetch: 'post_data' });
  return String(answer.post_data.postText_API);
}

describe('people', () => {
  test.each([
    ['admin', KNOWN.passwords[1]],
    ['member_2', KNOWN.passwords[2]],
    ['member_3', KNOWN.passwords[3]],
  ])('%s signs in with the old password, whose hash is our own from then on', async (username, password) => {
    const stored = () => site.services.db('users').where({ username }).first('password_hash');
    expect((await stored())?.password_hash).not.toMatch(/^[0-9a-f]{32,40}$/);
    const { answer } = await signIn(site, username, password);
    expect(answer).toMatchObject({ api_status: 200 });
    expect((await stored())?.password_hash).toMatch(/^\$2b\$04\$/);
    expect((await signIn(site, username, password)).answer).toMatchObject({ api_status: 200 });
    expect((await signIn(site, username, `${password}x`)).answer).toMatchObject({ api_status: '400' });
  });

  test('no password is kept as a bare MD5 or SHA-1', async () => {
    const stored = await site.services.db('users').whereNotNull('password_hash').pluck('password_hash');
    const hashes = stored.map(String);
    expect(hashes.length).toBeGreaterThan(50);
    expect(hashes.filter((hash) => !/^(md5:|sha1:)?\$2b\$\d\d\$/.test(hash))).toEqual([]);
    expect(hashes.some((hash) => hash.startsWith('md5:')) || hashes.some((hash) => hash.startsWith('sha1:'))).toBe(true);
  });

  test('an app with an old token is signed in, a browser is not', async () => {
    const answer = await admin.call('get-user-data', { user_id: 1, fetch: 'user_data' });
    expect(answer.user_data).toMatchObject({ user_id: '1', username: 'admin', admin: '1' });
    const browser = await withToken(site, KNOWN.webToken).call('get-user-data', { user_id: 1, fetch: 'user_data' });
    expect(browser).toMatchObject({ api_status: '404' });
  });

  test('the server key of the apps goes on, and no secret came', async () => {
    expect(site.services.settings.serverKey()).toBe(KNOWN.serverKey);
    expect(site.services.settings.value('siteName')).toBe('Old & Good');
    expect(site.services.settings.value('maxCharacters')).toBe('1200');
    const values: string[] = await site.services.db('settings').pluck('value');
    expect(values.some((value) => value.includes(KNOWN.secret))).toBe(false);
  });

  test('a profile is as it was, its names decoded and repaired', async () => {
    const { user_data } = await admin.call('get-user-data', { user_id: 34, fetch: 'user_data' });
    expect(user_data).toMatchObject({ first_name: 'Renée', email: '' });
    const other = await admin.call('get-user-data', { user_id: 35, fetch: 'user_data' });
    expect(other.user_data.last_name).toBe("O'Brien");
    const own = await site.services.db('users').where({ id: 1 }).first('balance', 'role', 'avatar', 'birthday');
    expect(own).toMatchObject({ balance: '12.50', role: 'admin', avatar: 'upload/photos/2019/05/u1_avatar.jpg' });
  });

  test('who was banned or not activated stays so, and who had no address has none that gets mail', async () => {
    const rows = await site.services
      .db('users')
      .whereIn('id', [37, 38, 32, 36])
      .orderBy('id')
      .select('state', 'banned', 'email', 'avatar');
    expect(rows.map(({ state, banned }) => [state, banned])).toEqual([
      ['active', 0],
      ['active', 0],
      ['pending', 0],
      ['active', 1],
    ]);
    expect(rows[0]?.email).toBe('user-32@no-email.invalid');
    expect(rows[1]?.avatar).toBe('');
  });

  test('names that differ in case alone become two, and the report says which', async () => {
    const row = await site.services.db('users').where({ id: 31 }).first('username');
    expect(row?.username).toBe('MEMBER_30_31');
    expect(totalsOf(report, 'users')?.notes).toMatchObject({ 'renamed, the username is taken': 1 });
  });

  test('follows, requests and blocks stand', async () => {
    const answer = await admin.call('get-user-data', { user_id: KNOWN.friend, fetch: 'user_data' });
    expect(answer.user_data).toMatchObject({ is_following: 1 });
    const requests = await site.services.db('follows').where({ followee_id: 8, state: 'requested' });
    expect(requests).toHaveLength(1);
  });
});

describe('posts', () => {
  test('text is what was typed: escapes, line ends, links, mentions and hashtags', async () => {
    const { text } = (await site.services.db('posts').where({ id: KNOWN.oddPost }).first('text')) ?? {};
    expect(text).toBe(`Hello @member_4, "it's" <fun> & https://example.org/a?b=1\nnext #summer #été @deleted`);
    const tags: string[] = await site.services
      .db('post_hashtags')
      .join('hashtags', 'hashtags.id', 'post_hashtags.tag_id')
      .where({ post_id: KNOWN.oddPost })
      .pluck('tag');
    expect(tags.sort()).toEqual(['summer', 'été']);
  });

  test('doubly encoded text is repaired, and a broken byte loses nothing', async () => {
    expect(await postText(KNOWN.mendedPost)).toContain('Grüße, çok güzel 🙂 – “ok”');
    const { text } = (await site.services.db('posts').where({ id: KNOWN.brokenPost }).first('text')) ?? {};
    expect(text).toBe(`café (with), 'quotes'; and \\ slash`);
  });

  test('an album and a post of several photos show them in their order', async () => {
    for (const [id, names] of [
      [KNOWN.albumPost, ['a1_image', 'a2_image']],
      [KNOWN.manyPhotosPost, ['a3_image', 'a4_image']],
    ] as const) {
      const { post_data } = await admin.call('get-post-data', { post_id: id, fetch: 'post_data' });
      const photos: string[] = post_data.photo_multi.map((photo: { image: string }) => photo.image);
      expect(photos.map((photo) => photo.split('/').at(-1)?.replace('.jpg', ''))).toEqual([...names]);
    }
    const { albums } = await admin.call('get-user-albums', { user_id: 1, type: 'photos' });
    expect(albums.map((album: { id: string }) => Number(album.id))).toContain(KNOWN.albumPost);
  });

  test('a page speaks, a share shows the original, a poll has its votes', async () => {
    const page = await admin.call('get-post-data', { post_id: KNOWN.pagePost, fetch: 'post_data' });
    expect(page.post_data.publisher).toMatchObject({ page_id: String(KNOWN.page) });
    const share = await admin.call('get-post-data', { post_id: KNOWN.sharePost, fetch: 'post_data' });
    expect(share.post_data.shared_info).toMatchObject({ id: String(KNOWN.oddPost) });
    const poll = await admin.call('get-post-data', { post_id: KNOWN.pollPost, fetch: 'post_data' });
    expect(
      poll.post_data.options.map((option: { text: string; option_votes: number }) => [option.text, Number(option.option_votes)]),
    ).toEqual([
      ['Tea & cake', 2],
      ['Coffee', 0],
    ]);
  });

  test('a post of a private group is there for its members alone', async () => {
    const [member, stranger] = [await as('member_4'), await as('member_5')];
    const fields = { post_id: KNOWN.groupPost, fetch: 'post_data' };
    expect(await member.call('get-post-data', fields)).toMatchObject({ api_status: 200 });
    expect(await stranger.call('get-post-data', fields)).toMatchObject({ api_status: '400' });
  });

  test('a post for oneself stays so', async () => {
    const member = await as('member_4');
    expect(await member.call('get-post-data', { post_id: KNOWN.secretPost, fetch: 'post_data' })).toMatchObject({
      api_status: '400',
    });
    expect(await admin.call('get-post-data', { post_id: KNOWN.secretPost, fetch: 'post_data' })).toMatchObject({
      api_status: 200,
    });
  });

  test('the home feed shows what followed people wrote, newest first', async () => {
    const { data } = await admin.call('posts', { type: 'get_news_feed', limit: 30 });
    const ids = data.map((post: { id: string }) => Number(post.id));
    expect(ids.length).toBeGreaterThan(5);
    expect(ids).toEqual([...ids].sort((one, other) => other - one));
  });

  test('reactions stand on posts, comments, replies, stories and messages', async () => {
    const { db } = site.services;
    const tables = ['post_reactions', 'comment_reactions', 'story_reactions', 'message_reactions'] as const;
    const kinds = await Promise.all(
      tables.map((table) => db(table).where({ user_id: KNOWN.friend }).whereIn('reaction', [1, 2, 3, 6]).pluck('reaction')),
    );
    expect(kinds[0]?.length).toBeGreaterThan(0);
    expect(kinds[1]?.sort()).toEqual([2, 6]);
    expect([kinds[2], kinds[3]]).toEqual([[1], [3]]);
    expect(totalsOf(report, 'reactions')?.skipped).toEqual({ 'a reaction nobody knows': 1 });
  });

  test('comments keep their ids, replies are below them', async () => {
    const { data } = await admin.call('comments', { type: 'fetch_comments', post_id: KNOWN.oddPost });
    const first = data.find((comment: { id: string }) => comment.id === '1');
    expect(first).toMatchObject({ user_id: String(KNOWN.friend) });
    const replies = await admin.call('comments', { type: 'fetch_comments_reply', comment_id: 1 });
    expect(replies.data).toHaveLength(1);
    const ids: number[] = await site.services.db('comments').where('parent_id', '>', 0).pluck('id');
    const highest = await site.services.db('comments').where({ parent_id: 0, subject_kind: 'post' }).max({ id: 'id' }).first();
    expect(Math.min(...ids)).toBeGreaterThan(Number(highest?.id));
  });

  test('new posts get ids above all of the old site', async () => {
    const answer = await admin.call('new_post', { postText: 'The first here' });
    expect(Number(answer.post_data?.id ?? answer.data?.id ?? answer.post_id)).toBeGreaterThan(1000);
  });
});

describe('chats', () => {
  test('messages are there for both, wrapped ones decrypted, and who deleted one does not see it', async () => {
    const own = await admin.call('get_user_messages', { recipient_id: KNOWN.friend });
    const texts = (answer: { messages: { text: string }[] }) => answer.messages.map((message) => message.text).sort();
    expect(texts(own as never)).toEqual(['Hello back', 'Hi & hello']);
    const friend = await as('member_4');
    const theirs = await friend.call('get_user_messages', { recipient_id: 1 });
    expect(texts(theirs as never)).toEqual(['Hello back', 'Hi & hello', 'taken back by me']);
  });

  test('a chat knows its colour, what is unread, and that one answers the other', async () => {
    const { db } = site.services;
    const chat = await db('conversations').where({ kind: 'user', first_id: 1, second_id: KNOWN.friend }).first();
    expect(chat?.color).toBe('#a84849');
    expect((await db('messages').where({ id: 2 }).first('reply_id'))?.reply_id).toBe(1);
    const stranger = await db('conversation_participants').where({ user_id: 2, kind: 'page' }).first();
    expect(stranger).toMatchObject({ chat_id: KNOWN.page, unread_count: 1 });
  });

  test('a group chat has its members and messages', async () => {
    const friend = await as('member_4');
    const answer = await friend.call('group_chat', { type: 'fetch_messages', id: 1 });
    expect(JSON.stringify(answer)).toContain('In the group');
  });
});

describe('what else people made', () => {
  test('an article is there without what runs', async () => {
    const rows = await site.services.db('articles').orderBy('id').select('title', 'content', 'category_id', 'post_id');
    expect(rows[0]).toMatchObject({
      title: 'How & why',
      content: '<p>Hello <b>you</b></p>',
      category_id: 2,
      post_id: KNOWN.articlePost,
    });
    expect(rows[1]?.content).toBe('<p>Escaped</p>');
  });

  test('a product has a price, a currency of the list and is found by its name', async () => {
    const rows = await site.services.db('products').orderBy('id').select('price', 'currency', 'post_id');
    expect(rows.map(({ price, currency }) => [price, currency])).toEqual([
      ['1250.50', 'EUR'],
      ['0.00', 'USD'],
    ]);
    expect(rows[0]?.post_id).toBe(KNOWN.productPost);
    expect(totalsOf(report, 'products')?.notes).toMatchObject({ 'a price that is no number, now 0': 1 });
    const found = await admin.call('get-products', { keyword: 'bicyc' });
    expect(found.products).toHaveLength(1);
  });

  test('stories that run are there, those that ended are not', async () => {
    expect(await site.services.db('stories').orderBy('id').pluck('id')).toEqual([1, 4]);
  });

  test('notifications of the last 90 days came, nothing was sent', async () => {
    const rows = await site.services.db('notifications').where({ recipient_id: 1 }).orderBy('created_at').pluck('type');
    expect(rows).toEqual(expect.arrayContaining(['comment', 'following']));
    expect(rows).not.toContain('liked_post');
    await site.settled();
    expect(await site.emailsTo('member4@example.org')).toEqual([]);
  });

  test('categories have the names and ids they had', async () => {
    const rows = await site.services.db('categories').where({ kind: 'page' }).orderBy('id').select('id', 'name');
    expect(rows).toEqual([
      { id: 1, name: 'Other' },
      { id: 2, name: 'Cars & Bikes' },
      { id: 7, name: 'Music' },
    ]);
  });

  test('people are found by the beginnings of their names', async () => {
    const { users } = await admin.call('search', { search_key: 'member_4', limit: 50 });
    expect(users.map((user: { user_id: string }) => user.user_id)).toContain('4');
  });
});

describe('afterwards', () => {
  test('every counter is right', async () => {
    const reports = await checkCounters(site.services, { repair: false });
    expect(reports.filter(({ drifted }) => drifted.length > 0)).toEqual([]);
  });

  test('what was read back is what the source says', () => {
    expect(report.verification?.checked).toBeGreaterThan(200);
    expect(report.verification?.failures).toEqual([]);
  });

  test('tables and columns nobody knows are named, money above all', () => {
    const tables = new Map(report.tables.map(({ table, reason }) => [table, reason]));
    expect(tables.get('Plugin_Weather')).toMatch(/plug-in/);
    expect(tables.get('Wo_Payments')).toMatch(/money/);
    expect(report.columns).toContainEqual({ table: 'Wo_Users', columns: ['owners_own_column'] });
  });

  test('each row that could not come has a reason', () => {
    expect(totalsOf(report, 'posts')).toMatchObject({
      skipped: { 'its author is not there': 1 },
      leftOut: { 'half-written posts': 1 },
    });
    expect(totalsOf(report, 'events')?.skipped).toEqual({ 'it begins on no day': 1 });
    expect(totalsOf(report, 'pages')?.skipped).toEqual({ 'its owner is not there': 1 });
  });

  test('the schema the dump was loaded into is gone, with its secrets', async () => {
    const sql = 'SELECT schema_name FROM information_schema.schemata WHERE schema_name = ?';
    const [rows] = await site.services.db.raw(sql, [siteServer(site.services.db).schema]);
    expect(rows).toEqual([]);
  });
});

describe('an older version', () => {
  test('names of tables without capitals, old syntax and keys in the definitions are read', () => {
    expect(totalsOf(oldReport, 'users')).toMatchObject({ read: 60, added: 60, skipped: {} });
    expect(oldReport.verification?.failures).toEqual([]);
  });

  test('likes are reactions, wonders stay wonders, also of comments and replies', async () => {
    const { db } = old.services;
    expect(await db('post_reactions').where({ user_id: KNOWN.friend, subject_id: KNOWN.oddPost }).pluck('reaction')).toContain(7);
    expect(await db('comment_reactions').where({ user_id: KNOWN.friend }).pluck('reaction')).toEqual([1, 1]);
    const reports = await checkCounters(old.services, { repair: false });
    expect(reports.filter(({ drifted }) => drifted.length > 0)).toEqual([]);
  });

  test('times that are digits in a text are times', async () => {
    const row = await old.services.db('users').where({ id: 60 }).first('created_at');
    expect(Math.floor((row?.created_at.getTime() ?? 0) / 1000)).toBeLessThan(NOW - 31_000_000);
  });
});
