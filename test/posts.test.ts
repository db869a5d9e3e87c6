import request from 'supertest';
import { describe, expect, test } from 'vitest';
import { bomb, phonePhoto, plain } from './fixtures/media/pictures.ts';
import { hasFfmpeg, record } from './fixtures/media/recordings.ts';
import { checkAnswer, type Fields } from './support/call.ts';
import { factory, type Person } from './support/people.ts';
import { type Answer, openSite } from './support/site.ts';
import { countStatements } from './support/statements.ts';

const site = await openSite();
const a = factory(site);
const { db } = site.services;

type Item = { id: string };
const ids = (items: Item[]) => items.map((item) => item.id);

async function post(author: Person, fields: Fields = {}) {
  const answer = await author.call('new_post', { postText: 'a post', ...fields });
  expect(answer).toMatchObject({ api_status: 200 });
  return answer.post_data;
}

const error = (error_id: number, error_text?: string) => ({
  api_status: '400',
  errors: { error_id, error_text: error_text ?? expect.any(String) },
});

const photo = async (name = 'photo.jpg') => ({ name, content: await phonePhoto(), type: 'image/jpeg' });
const picture = async () => ({ name: 'picture.png', content: await plain(80, 60).png().toBuffer(), type: 'image/png' });
const fetched = (url: string) => request(site.app).get(new URL(url).pathname);

describe('new_post', () => {
  test('publishes text, linked for pages and apps, raw for edit boxes', async () => {
    const [ada, bo] = [await a.user(), await a.user()];
    const text = `Hi @${bo.username} & @nobody_here <b>x</b>\n#Hello https://example.org/a?b=1`;
    const data = await post(ada, {
      postText: text,
      postPrivacy: 2,
      feeling_type: 'feelings',
      feeling: 'happy',
      postMap: 'Berlin',
    });
    expect(data).toMatchObject({
      user_id: String(ada.id),
      Orginaltext: text,
      postPrivacy: '2',
      postFeeling: 'happy',
      postFeelingIcon: 'happy',
      postMap: 'Berlin',
      admin: true,
      publisher: { user_id: String(ada.id) },
      recipient: '',
      shared_info: null,
      get_post_comments: [],
    });
    expect(data.postText).toContain(`<a href="http://localhost:3000/${bo.username.toLowerCase()}" class="mention">`);
    expect(data.postText).toContain('@nobody_here &lt;b&gt;');
    expect(data.postText_API).toContain('<br>');
  });

  test('stores its photos with their small sizes, and deletes them with the post', async () => {
    const ada = await a.user();
    const data = await post(ada, { postPhotos: [await photo('one.jpg'), await picture()] });
    expect(data).toMatchObject({ multi_image: '1', postFile: '', photo_album: [] });
    expect(data.photo_multi).toHaveLength(2);
    const [first] = data.photo_multi;
    expect(first.image).toMatch(/_image\.jpg$/);
    expect(first.image_org).toMatch(/_image_small\.jpg$/);
    const keys = data.photo_multi.flatMap((one: { image: string; image_org: string }) => [one.image, one.image_org]);
    for (const url of keys) expect((await fetched(url)).status).toBe(200);
    const uses = () => db('media_files').where({ owner_id: ada.id }).pluck('state');
    expect(await uses()).toEqual(['used', 'used', 'used', 'used']);
    await ada.call('post-actions', { post_id: data.id, action: 'delete' });
    await site.settled();
    expect(await uses()).toEqual(['unwanted', 'unwanted', 'unwanted', 'unwanted']);
  });

  test('of one photo has it as its file', async () => {
    const ada = await a.user();
    const data = await post(ada, { postPhotos: [await photo('a/../b.jpg')] });
    expect(data).toMatchObject({ multi_image: '0', postFileName: 'b.jpg', postFileThumb: '' });
    expect(data.postFile).toMatch(/^http.*_image\.jpg$/);
    expect(data).not.toHaveProperty('photo_multi');
  });

  test.runIf(hasFfmpeg)('accepts a video, a sound and a recording', async () => {
    const ada = await a.user();
    const video = { name: 'v.mp4', content: await record('both', 'mp4'), type: 'video/mp4' };
    const sound = { name: 's.mp3', content: await record('tone', 'mp3'), type: 'audio/mpeg' };
    const watched = await post(ada, { postVideo: video });
    expect(watched.postFile).toMatch(/_video\.mp4$/);
    expect(watched.postFileThumb).toMatch(/_image\.jpg$/);
    expect((await post(ada, { postFile: video })).postFile).toMatch(/_video\.mp4$/);
    expect((await post(ada, { postMusic: sound })).postFile).toMatch(/_soundFile\.mp3$/);
    expect(await post(ada, { postRecord: sound })).toMatchObject({
      postFile: '',
      postRecord: expect.stringMatching(/_soundFile\.mp3$/),
    });
    const albums = async (type: string) => (await ada.call('get-user-albums', { user_id: ada.id, type })).data.length;
    expect([await albums('video'), await albums('music'), await albums('photos')]).toEqual([2, 2, 0]);
    expect(ids((await ada.call('posts', { type: 'get_random_videos' })).data)).toContain(watched.id);
  });

  test('stores a document under its original name', async () => {
    const ada = await a.user();
    const data = await post(ada, {
      postFile: { name: '..\\..\\notes\u202e.txt', content: Buffer.from('plain words'), type: 'text/html' },
    });
    expect(data).toMatchObject({ postFileName: 'notes.txt' });
    expect(data.postFile).toMatch(/_file\.txt$/);
  });

  const hostile = async () =>
    [
      ['postPhotos', 10, { name: 'x.jpg', content: Buffer.from('<svg onload="alert(1)"/>'), type: 'image/jpeg' }],
      ['postPhotos', 10, { name: 'x.png', content: bomb(), type: 'image/png' }],
      ['postVideo', 8, { name: 'x.mp4', content: Buffer.from('not a video'), type: 'video/mp4' }],
      ['postMusic', 9, { name: 'x.mp3', content: Buffer.from('#!/bin/sh'), type: 'audio/mpeg' }],
      ['postRecord', 9, { name: 'x.wav', content: await picture().then((one) => one.content), type: 'audio/wav' }],
      ['postFile', 7, { name: 'x.php', content: Buffer.from('<?php'), type: 'text/plain' }],
      ['postFile', 7, { name: 'x.pdf', content: Buffer.from('MZ'), type: 'application/pdf' }],
    ] as const;

  test('refuses a file of another kind, and stores nothing of it', async () => {
    const ada = await a.user();
    for (const [field, id, file] of await hostile()) {
      const list = field === 'postPhotos' ? [await photo(), file] : [file];
      expect(await ada.call('new_post', { postText: 'x', [field]: list })).toEqual(error(id));
    }
    expect(await db('posts').where({ author_id: ada.id })).toEqual([]);
    expect(await db('media_files').where({ owner_id: ada.id })).toEqual([]);
  });

  test.each<[Fields, number, string]>([
    [{}, 11, 'please check details'],
    [{ postText: '', postFile: '' }, 11, 'please check details'],
    [{ postText: ' \n ', feeling: ' ', feeling_type: 'feelings' }, 11, 'please check details'],
    [{ postText: 'which?', answer: ['one', '', 'three'] }, 12, 'Answer #2 is empty.'],
    [{ postText: 'which?', answer: ['one', ' '] }, 12, 'Answer #2 is empty.'],
    [{ postText: ' ', answer: ['one', 'two'] }, 13, 'Please write the question.'],
    [{ postText: 'which?', answer: ['one'] }, 12, 'Answer #2 is empty.'],
    [{ answer: ['one', 'two'] }, 13, 'Please write the question.'],
    [{ postText: 'x', recipient_id: '4294967295' }, 14, 'something went wrong'],
    [{ postText: 'x', group_id: '4294967295' }, 14, 'something went wrong'],
    [{ postText: 'x', page_id: '4294967295' }, 14, 'something went wrong'],
    [{ postText: 'x', event_id: '4294967295' }, 14, 'something went wrong'],
    [{ album_name: 'empty', postText: 'x' }, 11, 'please check details'],
  ])('refuses %j', async (fields, id, text) => {
    const ada = await a.user();
    expect(await ada.call('new_post', fields)).toEqual(error(id, text));
    expect(await db('posts').where({ author_id: ada.id })).toEqual([]);
  });

  test('treats 0 and blank as absent, and ignores addresses of other sites', async () => {
    const ada = await a.user();
    const data = await post(ada, {
      page_id: '0',
      group_id: '0',
      recipient_id: '0',
      answer: ['', ''],
      postSticker: 'javascript:alert(1)',
      url_link: 'data:text/html,x',
      url_image: 'https://example.org/a.png',
      postPrivacy: '9',
    });
    expect(data).toMatchObject({
      options: [],
      postSticker: '',
      postLink: '',
      postPrivacy: '0',
      postLinkImage: 'https://example.org/a.png',
    });
  });
});

/** Starts calls of a person whose deletion is committed when all of them wait for the person's row. Gives their answers. */
async function whileDeleted(person: Person, start: () => Promise<Answer>[]): Promise<Answer[]> {
  const waiting = Promise.withResolvers<void>();
  let left = Number.POSITIVE_INFINITY;
  const listen = ({ sql }: { sql: string }) => /from `users`.*for update/.test(sql) && --left === 0 && waiting.resolve();
  db.on('query', listen);
  const answers = await db.transaction(async (transaction) => {
    await transaction('users').where({ id: person.id }).update({ state: 'deleted' });
    const calls = start();
    left = calls.length;
    const all = Promise.all(calls);
    await Promise.race([waiting.promise, all]);
    return { all };
  });
  db.removeListener('query', listen);
  return answers.all;
}

describe('an author who is deleted while they write', () => {
  const event = {
    ...{ event_name: 'Night of comets', event_location: 'The hill', event_description: 'Bring a blanket.' },
    ...{ event_start_date: '2031-01-01', event_end_date: '2031-01-02', event_start_time: '20:00', event_end_time: '23:00' },
  };
  const product = {
    product_title: 'A lens',
    product_description: 'Clear glass.',
    product_price: '5',
    product_location: 'Uppsala',
    product_type: '0',
  };

  test.each<[string, () => Promise<Fields>]>([
    ['new_post', async () => ({ postText: 'x' })],
    ['create-event', async () => event],
    ['create-product', async () => ({ ...product, product_category: 1, images: [await picture()] })],
    ['blogs', async () => ({ type: 'create', title: 'On comets', content: '<p>They return.</p>' })],
  ])('is answered as at the gate, and nothing is left: %s', async (name, fields) => {
    const ada = await a.user();
    const form = await fields();
    const [answer] = await whileDeleted(ada, () => [ada.call(name, form)]);
    expect(answer).toEqual({ api_status: '404', errors: { error_id: 2, error_text: 'Invalid or expired access_token' } });
    expect(await db('posts').where({ author_id: ada.id })).toEqual([]);
    for (const table of ['events', 'products', 'articles'] as const)
      expect(await db(table).where({ owner_id: ada.id })).toEqual([]);
    expect(await db('media_files').where({ owner_id: ada.id })).toEqual([]);
  });
});

test('rows of a person who is being deleted do not stay, and are not counted', async () => {
  const ada = await a.user();
  const { id } = await post(ada, { postText: 'which?', answer: ['one', 'two'] });
  const option = await db('poll_options')
    .where({ post_id: Number(id) })
    .first('id');
  const { data: comment } = await ada.call('comments', { type: 'create', post_id: id, text: `words ${Date.now()}` });
  const act = (action: string) => ['post-actions', { post_id: id, action, text: `too late to ${action}` }] as const;
  const deeds: readonly (readonly [name: string, fields: Fields])[][] = [
    [act('like'), act('wonder'), act('comment')],
    [act('save'), ['vote_up', { id: option?.id ?? 0 }], ['hide_post', { post_id: id }]],
    [
      ['get-post-data', { post_id: id, fetch: 'post_data', add_view: '1' }],
      ['comments', { type: 'comment_like', comment_id: comment.id }],
      ['comments', { type: 'create_reply', comment_id: comment.id, text: 'far too late' }],
    ],
  ];
  // few at once, since each that waits holds a connection
  for (const some of deeds) {
    const bo = await a.user();
    const answers = await whileDeleted(bo, () => some.map(([name, fields]) => bo.call(name, fields)));
    expect(answers.map((answer) => answer.errors.error_id)).toEqual([2, 2, 2]);
  }
  const rows = { post_id: Number(id) };
  for (const table of ['post_saves', 'post_hides', 'post_views', 'poll_votes'] as const)
    expect(await db(table).where(rows)).toEqual([]);
  const onPost = { subject_id: Number(id) };
  expect(await db('post_reactions').where(onPost)).toEqual([]);
  expect(
    await db('comments')
      .where({ subject_kind: 'post', ...onPost })
      .pluck('author_id'),
  ).toEqual([ada.id]);
  expect(await db('comment_reactions').where({ subject_id: Number(comment.id) })).toEqual([]);
});

test('nor do messages, stories, comments on articles and reactions', async () => {
  const ada = await a.user();
  const { data: article } = await ada.call('blogs', { type: 'create', title: 'On comets', content: '<p>They return.</p>' });
  const { story_id } = await ada.call('create-story', { file: await picture(), file_type: 'image' });
  const deeds: readonly (readonly [name: string, fields: Fields])[][] = [
    [
      ['send-message', { user_id: ada.id, text: 'too late', message_hash_id: '1' }],
      ['create-story', { file: await picture(), file_type: 'image' }],
      ['react_story', { id: story_id, reaction: '1' }],
    ],
    [
      ['blogs', { type: 'add_comment', blog_id: article.id, text: 'too late' }],
      ['blogs', { type: 'like', blog_id: article.id, reaction_type: 'like' }],
      ['group_chat', { type: 'create', group_name: 'Too late', parts: String(ada.id) }],
    ],
  ];
  for (const some of deeds) {
    const bo = await a.user();
    const answers = await whileDeleted(bo, () => some.map(([name, fields]) => bo.call(name, fields)));
    expect(answers.map((answer) => answer.errors?.error_id)).toEqual([2, 2, 2]);
    expect(await db('messages').where({ from_id: bo.id })).toEqual([]);
    expect(await db('stories').where({ user_id: bo.id })).toEqual([]);
    expect(await db('group_chats').where({ owner_id: bo.id })).toEqual([]);
    expect(await db('comments').where({ author_id: bo.id })).toEqual([]);
  }
});

describe('albums', () => {
  test('are created, filled, listed and emptied', async () => {
    const [ada, cy] = [await a.user(), await a.user()];
    const created = await ada.call('albums', { type: 'create', album_name: 'Summer', postPhotos: [await photo()] });
    expect(created.data).toMatchObject({ album_name: 'Summer', photo_album: [{ post_id: created.data.id }] });
    expect(await db('users').where({ id: ada.id }).first('posts_count', 'albums_count')).toEqual({
      posts_count: 1,
      albums_count: 1,
    });
    const { id } = created.data;
    expect(await cy.call('albums', { type: 'add', id, postPhotos: [await photo()] })).toEqual(error(8));
    const added = await ada.call('albums', { type: 'add', id, postPhotos: [await picture()] });
    expect(added.data.photo_album).toHaveLength(2);
    const listed = await cy.call('albums', { type: 'fetch', user_id: ada.id });
    expect(ids(listed.data)).toEqual([id]);
    expect(ids((await cy.call('get-user-albums', { user_id: ada.id })).albums)).toEqual([id]);
    const photoId = added.data.photo_album[0].id;
    expect(await cy.call('albums', { type: 'delete_album_image', post_id: id, id: photoId })).toEqual(error(8));
    expect(await ada.call('albums', { type: 'delete_album_image', post_id: id, id: photoId })).toMatchObject({ api_status: 200 });
    expect((await ada.call('albums', { type: 'fetch', user_id: ada.id })).data[0].photo_album).toHaveLength(1);
    const many = Array.from({ length: 499 }, () => ({ post_id: Number(id), file_key: 'none', small_key: 'none' }));
    await db('post_photos').insert(many);
    const full = error(6, 'An album holds 500 photos at most');
    expect(await ada.call('albums', { type: 'add', id, postPhotos: [await picture()] })).toEqual(full);
    await ada.call('post-actions', { post_id: id, action: 'delete' });
    expect(await db('users').where({ id: ada.id }).first('posts_count', 'albums_count')).toEqual({
      posts_count: 0,
      albums_count: 0,
    });
  });

  test.each<[Fields, number]>([
    [{}, 4],
    [{ type: 'unknown' }, 4],
    [{ type: 'create' }, 5],
    [{ type: 'create', album_name: 'x' }, 6],
    [{ type: 'fetch' }, 5],
    [{ type: 'fetch', user_id: '4294967295' }, 8],
    [{ type: 'delete_album_image', post_id: '1' }, 5],
  ])('refuse %j', async (fields, id) => {
    const ada = await a.user();
    expect(await ada.call('albums', fields)).toEqual(error(id));
  });
});

describe('posts', () => {
  test('lists continue after the last one seen, saved ones in the order they were saved', async () => {
    const ada = await a.user();
    const all: string[] = [];
    for (let index = 0; index < 5; index += 1) all.unshift((await post(ada)).id);
    const first = await ada.call('posts', { type: 'get_user_posts', id: ada.id, limit: 2 });
    expect(ids(first.data)).toEqual(all.slice(0, 2));
    const next = await ada.call('posts', { type: 'get_user_posts', id: ada.id, limit: 2, after_post_id: all[1] ?? '' });
    expect(ids(next.data)).toEqual(all.slice(2, 4));
    for (const id of [all[3], all[0], all[4]]) await ada.call('post-actions', { post_id: id ?? '', action: 'save' });
    const saved = await ada.call('posts', { type: 'saved', limit: 2 });
    expect(ids(saved.data)).toEqual([all[4], all[0]]);
    expect(ids((await ada.call('posts', { type: 'saved', after_post_id: all[0] ?? '' })).data)).toEqual([all[3]]);
  });

  test('with a hashtag are found by it, in any letter case, and private ones are not', async () => {
    const [ada, cy] = [await a.user(), await a.user()];
    const tag = `Grün${ada.id}`;
    const { id } = await post(ada, { postText: `#${tag} twice #${tag.toLowerCase()}` });
    await post(ada, { postText: `#${tag}`, postPrivacy: 3 });
    const found = await cy.call('posts', { type: 'hashtag', hash: tag.toUpperCase() });
    expect(ids(found.data)).toEqual([id]);
    expect(await db('hashtags').where({ tag: tag.toLowerCase() }).pluck('uses_count')).toEqual([1]);
    await ada.call('post-actions', { post_id: id, action: 'edit', text: 'no tag' });
    expect((await cy.call('posts', { type: 'hashtag', hash: `#${tag}` })).data).toEqual([]);
  });

  test('most liked come before less liked, and continue after the last', async () => {
    const [ada, bo, cy] = [await a.user(), await a.user(), await a.user()];
    const [one, two] = [await post(ada), await post(ada)];
    for (const person of [ada, bo, cy]) await person.call('post-actions', { post_id: one.id, action: 'like' });
    for (const person of [ada, bo]) await person.call('post-actions', { post_id: two.id, action: 'like' });
    const liked = ids((await cy.call('most_liked', { limit: 50 })).data);
    await db('posts')
      .where({ id: one.id })
      .update({ created_at: new Date(Date.now() - 3 * 86_400_000) });
    const since = async (dt: string) => ids((await cy.call('most_liked', { limit: 50, dt })).data).includes(one.id);
    expect([await since('today'), await since('this_week'), await since('ever')]).toEqual([false, true, true]);
    // where the count grew meanwhile, the page continues at the reader's position
    const after = { limit: 50, after_post_id: one.id, lasttotal: 1_000_000 };
    expect(ids((await cy.call('most_liked', after)).data)).toEqual(liked);
    expect(liked.indexOf(one.id)).toBeLessThan(liked.indexOf(two.id));
    expect(ids((await cy.call('most_liked', { limit: 50, after_post_id: one.id })).data)).toEqual(
      liked.slice(liked.indexOf(one.id) + 1),
    );
  });

  test('of this day in earlier years are shown only to their author', async () => {
    const [ada, cy] = [await a.user(), await a.user()];
    const [old, older, other] = [await post(ada), await post(ada), await post(ada)];
    const yearsAgo = (years: number, days = 0) => {
      const date = new Date();
      date.setUTCFullYear(date.getUTCFullYear() - years, date.getUTCMonth(), date.getUTCDate() - days);
      return date;
    };
    const setDate = (id: string, created_at: Date) =>
      db('posts')
        .where({ id: Number(id) })
        .update({ created_at });
    await setDate(old.id, yearsAgo(1));
    await setDate(older.id, yearsAgo(3));
    await setDate(other.id, yearsAgo(1, 3));
    expect(ids((await ada.call('get_memories')).data.posts)).toEqual([older.id, old.id]);
    expect((await cy.call('get_memories')).data).toEqual({ posts: [], friends: [] });
  });

  test('are found by their words, with pattern characters taken literally', async () => {
    const [ada, cy] = [await a.user(), await a.user()];
    const { id } = await post(ada, { postText: '100% sure_thing' });
    await post(ada, { postText: '100 surething' });
    const search = async (search_query: string) =>
      ids((await cy.call('search_for_posts', { type: 'user', id: ada.id, search_query })).data);
    expect(await search('0% s')).toEqual([id]);
    expect(await search('sure_')).toEqual([id]);
    expect(await search('\\')).toEqual([]);
  });

  test.each<[string, Fields, number]>([
    ['posts', {}, 4],
    ['posts', { type: 'unknown' }, 4],
    ['posts', { type: 'get_user_posts' }, 5],
    ['posts', { type: 'get_user_posts', id: 'abc' }, 5],
    ['posts', { type: 'get_group_posts', id: '0' }, 5],
    ['posts', { type: 'hashtag' }, 6],
    ['posts', { type: 'share_post_on_timeline', id: '1' }, 5],
    ['posts', { type: 'share_post_on_page', id: '1' }, 6],
    ['posts', { type: 'share_post_on_group', id: '1' }, 7],
    ['search_for_posts', {}, 4],
    ['search_for_posts', { type: 'user', id: '1' }, 5],
    ['get-post-data', {}, 3],
    ['get-post-data', { post_id: '1' }, 3],
    ['get-post-data', { post_id: '4294967295', fetch: 'post_data' }, 6],
    ['get-user-albums', {}, 3],
    ['get-user-albums', { user_id: '4294967295' }, 6],
    ['get-reactions', {}, 4],
    ['get-reactions', { type: 'post' }, 5],
    ['get-reactions', { type: 'post', id: '1' }, 6],
  ])('%s refuses %j', async (name, fields, id) => {
    const ada = await a.user();
    expect(await ada.call(name, fields)).toEqual(error(id));
  });
});

describe('a list', () => {
  const lists: readonly (readonly [name: string, fields: (ada: Person) => Fields])[] = [
    ['posts', (ada) => ({ type: 'get_user_posts', id: ada.id })],
    ['posts', () => ({ type: 'saved' })],
    ['posts', () => ({ type: 'get_news_feed', filter: '1' })],
    ['posts', (ada) => ({ type: 'hashtag', hash: `many${ada.id}` })],
    ['get-user-albums', (ada) => ({ user_id: ada.id, type: 'text' })],
    ['search_for_posts', (ada) => ({ type: 'user', id: ada.id, search_query: 'which' })],
  ];

  test('costs the same number of statements for 1 post and for 20, whatever they contain', async () => {
    const [ada, bo, cy] = [await a.user(), await a.user(), await a.user()];
    const { id: original } = await post(bo, { postText: 'original' });
    const fill = async (times: number) => {
      for (let index = 0; index < times; index += 1) {
        const { id } = await post(ada, { postText: `which? @${bo.username} #many${ada.id}`, answer: ['a', 'b'] });
        await ada.call('post-actions', { post_id: id, action: 'save' });
        await bo.call('post-actions', { post_id: id, action: 'comment', text: `mine ${id}` });
        await cy.call('post-actions', { post_id: id, action: 'like' });
        if (index % 3 === 0)
          await ada.call('posts', { type: 'share_post_on_timeline', id: original, user_id: ada.id, text: 'which' });
      }
    };
    await fill(1);
    const costs = async () => {
      const counts: number[] = [];
      for (const [name, fields] of lists) {
        counts.push(await countStatements(site, () => ada.call(name, { ...fields(ada), limit: 50 })));
      }
      return counts;
    };
    await costs();
    const one = await costs();
    await fill(19);
    expect(await costs()).toEqual(one);
    expect(Math.max(...one)).toBeLessThan(30);
  }, 60_000);
});

describe('the legacy transport', () => {
  const call = (type: string, fields: Record<string, string>) =>
    request(site.app)
      .post('/app_api.php')
      .query({ application: 'phone', type })
      .field({ server_key: site.serverKey, ...fields });

  test('publishes a post with its photos, in the old envelope', async () => {
    const ada = await a.user();
    const { content } = await photo();
    const { body } = await call('new_post', { s: ada.token, user_id: String(ada.id), postText: 'from afar', postPrivacy: '0' })
      .attach('postPhotos[]', content, 'one.jpg')
      .attach('postPhotos[]', content, 'two.jpg');
    checkAnswer('app_api:new_post', body);
    expect(body).toMatchObject({ api_status: '200', api_text: 'success', api_version: expect.any(String) });
    expect(body.post_data.photo_multi).toHaveLength(2);
  });

  test('refuses in the old envelope', async () => {
    const ada = await a.user();
    const failed = (error_id: string, error_text: string) => ({ api_text: 'failed', errors: { error_id, error_text } });
    const answers = [
      [await call('new_post', { s: ada.token }), { api_status: '400', ...failed('11', 'please check details') }],
      [await call('new_post', { s: 'wrong' }), { api_status: '404', ...failed('2', 'Invalid or expired access_token') }],
      [await call('new_post', {}), { api_status: '404', ...failed('2', 'Not authorized') }],
      [await call('unknown', {}), { api_status: '404', ...failed('1', 'Error: 404 API Type Not Found') }],
    ] as const;
    for (const [{ body }, expected] of answers) {
      checkAnswer('app_api:new_post', body);
      expect(body).toMatchObject(expected);
    }
  });
});

describe('followers who turned on notifications of each post', () => {
  test('are notified only where they may read the post', async () => {
    const [ada, bo, cy] = [await a.user(), await a.user(), await a.user()];
    for (const follower of [bo, cy]) await a.follow(follower, ada);
    expect(await bo.call('stop_notify', { user_id: ada.id })).toMatchObject({ api_status: 200 });
    await ada.call('new_post', { postText: 'for followers', postPrivacy: 2 });
    await ada.call('new_post', { postText: 'for me', postPrivacy: 3 });
    await site.settled();
    const told = async (person: typeof bo) => (await person.call('get-general-data', { fetch: 'notifications' })).notifications;
    expect(await told(bo)).toEqual([expect.objectContaining({ type: 'new_post', notifier_id: String(ada.id) })]);
    expect(await told(cy)).toEqual([]);
  });
});

test('the filter of the home feed is stored', async () => {
  const ada = await a.user();
  await ada.call('posts', { type: 'get_news_feed', filter: 0 });
  await site.settled();
  expect(await site.services.db('users').where({ id: ada.id }).first('order_posts_by')).toEqual({ order_posts_by: 0 });
});

test('hashtags of public posts trend, those of others do not', async () => {
  const ada = await a.user();
  const tag = `trend${ada.id}`;
  for (const text of [`one #${tag}`, `two #${tag}`, `three #${tag}`]) await ada.call('new_post', { postText: text });
  await ada.call('new_post', { postText: `#hidden${ada.id}`, postPrivacy: 3 });
  const { trending_hashtag } = await ada.call('get-general-data', { fetch: 'trending_hashtag' });
  expect(trending_hashtag).toContainEqual({
    id: expect.stringMatching(/^\d+$/),
    hash: expect.stringMatching(/^[0-9a-f]{32}$/),
    tag,
    last_trend_time: expect.stringMatching(/^\d{10}$/),
    trend_use_num: '3',
    expire: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
    url: `${site.services.config.baseUrl}/hashtag/${tag}`,
  });
  expect(JSON.stringify(trending_hashtag)).not.toContain(`hidden${ada.id}`);
});
