import { setTimeout as sleep } from 'node:timers/promises';
import request from 'supertest';
import { describe, expect, test } from 'vitest';
import { createJobs } from '../src/background.ts';
import { checkCounters } from '../src/cli/doctor.ts';
import type { ViewerContext } from '../src/context.ts';
import { sweepMedia } from '../src/media/ledger.ts';
import { changeSetting } from '../src/settings/service.ts';
import { storyCounters } from '../src/stories/counters.ts';
import { hydrateStories } from '../src/stories/hydrate.ts';
import { presentStory } from '../src/stories/present.ts';
import { purgeEndedStories } from '../src/stories/service/purge.ts';
import { bomb, plain } from './fixtures/media/pictures.ts';
import { hasFfmpeg, record } from './fixtures/media/recordings.ts';
import type { Fields, File } from './support/call.ts';
import { factory, type Person } from './support/people.ts';
import { openSite } from './support/site.ts';
import { countStatements } from './support/statements.ts';

const site = await openSite();
const a = factory(site);
const { db } = site.services;

const error = (id: number, text?: string) => ({
  api_status: '400',
  errors: { error_id: id, error_text: text ?? expect.any(String) },
});
const notFound = error(6, 'Story not found');

const picture: File = { name: 'p.png', content: await plain(80, 60).png().toBuffer(), type: 'image/png' };

async function story(author: Person, fields: Fields = {}): Promise<number> {
  const answer = await author.call('create-story', { file: picture, file_type: 'image', ...fields });
  expect(answer).toEqual({ api_status: 200, story_id: expect.any(Number) });
  return answer.story_id;
}

/** A story inserted straight into its table, for lists. */
async function storyRow(author: Person): Promise<number> {
  const [id = 0] = await db('stories').insert({
    ...{ user_id: author.id, title: '', description: '', file_kind: 'image', file_key: 'photos/none_image.png' },
    created_at: db.raw('UTC_TIMESTAMP(3)'),
    expires_at: db.raw('UTC_TIMESTAMP(3) + INTERVAL 24 HOUR'),
  });
  return id;
}

const end = (id: number) =>
  db('stories')
    .where({ id })
    .update({ expires_at: db.raw('UTC_TIMESTAMP(3)') });
const open = (person: Person, id: number) => person.call('get_story_by_id', { id });
const react = (person: Person, id: number, reaction: number) => person.call('react_story', { id, reaction });
const bar = async (person: Person, fields: Fields = {}) =>
  (await person.call('get-stories', fields)).stories.map((one: { id: string }) => Number(one.id));
const userBar = async (person: Person, fields: Fields = {}): Promise<[number, number[]][]> =>
  (await person.call('get-user-stories', fields)).stories.map((one: { user_id: string; stories: { id: string }[] }) => [
    Number(one.user_id),
    one.stories.map(({ id }) => Number(id)),
  ]);
const newsOf = (person: Person) =>
  db('notifications')
    .where({ recipient_id: person.id })
    .whereNot('story_id', 0)
    .orderBy('id')
    .select('type', 'type2', 'story_id');
const filesOf = (person: Person) => db('media_files').where({ owner_id: person.id });
async function setting(name: string, value: string): Promise<void> {
  await changeSetting(site.services.write, name, value);
  await site.services.settings.refresh();
}

const makeStaff = (person: Person) => db('users').where({ id: person.id }).update({ role: 'moderator' });
const as = (person: Person): ViewerContext => ({
  ...site.services,
  now: new Date(),
  client: { address: '127.0.0.1', userAgent: '' },
  viewer: { id: person.id, sessionId: 0, username: person.username, role: 'member', timezone: 'UTC' },
});

async function expectCountersToEqualRows(): Promise<void> {
  const reports = await checkCounters(site.services, { repair: false, checks: storyCounters });
  expect(reports.flatMap((report) => report.drifted)).toEqual([]);
}

/** Bo follows Ada, Cy is a stranger, Ada blocked Dee. */
async function people() {
  const [ada, bo, cy, dee] = await Promise.all([a.user(), a.user(), a.user(), a.user()]);
  await a.follow(bo, ada);
  await a.block(ada, dee);
  return { ada, bo, cy, dee };
}

describe('create-story', () => {
  test('shows a picture for 24 hours by the clock of the database', async () => {
    const { ada, bo } = await people();
    const id = await story(ada, { story_title: 'Hi <b>', story_description: 'A day & a night' });
    const { story: mine } = await open(ada, id);
    expect(mine).toEqual({
      id: String(id),
      user_id: String(ada.id),
      title: 'Hi <b>',
      description: 'A day & a night',
      posted: expect.stringMatching(/^\d{10}$/),
      expire: String(Number(mine.posted) + 86_400),
      thumbnail: expect.stringMatching(/^http:\/\/localhost:3000\/upload\/.*_image\.png$/),
      time_text: expect.stringMatching(/^\d+ s$/),
      view_count: '0',
      user_data: expect.objectContaining({ user_id: String(ada.id), username: ada.username, email: ada.email }),
      images: [],
      videos: [],
      is_owner: true,
      is_viewed: 1,
      reaction: { is_reacted: false, type: '', count: 0, Like: 0, Love: 0, HaHa: 0, Wow: 0, Sad: 0, Angry: 0 },
    });
    const { stories } = await bo.call('get-stories');
    expect(stories).toEqual([
      {
        ...mine,
        is_owner: false,
        is_viewed: 0,
        time_text: expect.any(String),
        user_data: expect.objectContaining({ email: '' }),
      },
    ]);
    expect((await request(site.app).get(new URL(mine.thumbnail).pathname)).status).toBe(200);
    expect(await filesOf(ada)).toMatchObject([{ state: 'used', uses: 1 }]); // one size: no page shows the other
    const row = await db('stories').where({ id }).first(db.raw('TIMESTAMPDIFF(SECOND, created_at, expires_at) as seconds'));
    expect(row).toEqual({ seconds: 86_400 });
  });

  test.runIf(hasFfmpeg)('shows a video with a frame of it, or with the cover that was sent', async () => {
    const ada = await a.user();
    const video = { name: 'v.mp4', content: await record('both', 'mp4'), type: 'video/mp4' };
    const plainId = await story(ada, { file: video, file_type: 'video' });
    const { story: shown } = await open(ada, plainId);
    expect(shown.thumbnail).toMatch(/_image\.jpg$/);
    expect(shown.videos).toEqual([
      { id: shown.id, story_id: shown.id, type: 'video', filename: expect.stringMatching(/_video\.mp4$/), expire: shown.expire },
    ]);
    expect(shown.images).toEqual([]);
    const covered = await story(ada, { file: video, file_type: 'video', cover: picture });
    expect((await open(ada, covered)).story.thumbnail).toMatch(/_image\.png$/);
    expect(await filesOf(ada)).toHaveLength(4);
    expect((await filesOf(ada)).every((file) => file.state === 'used')).toBe(true);

    const cover = { name: 'c.png', content: Buffer.from('no picture'), type: 'image/png' };
    expect(await ada.call('create-story', { file: video, file_type: 'video', cover })).toMatchObject(error(8));
    expect(await ada.call('create-story', { file: video, file_type: 'image' })).toMatchObject(error(8));
    expect(await filesOf(ada)).toHaveLength(4);
  });

  test.each<[string, number, string | undefined, Fields]>([
    ['no file', 3, 'file (STREAM FILE) is missing', { file_type: 'image', story_title: 'x'.repeat(101) }],
    ['a long title', 4, 'Title is so long', { file: picture, story_title: 'x'.repeat(101), story_description: 'x'.repeat(301) }],
    ['a title of one letter', 4, undefined, { file: picture, file_type: 'image', story_title: 'x' }],
    ['a long description', 5, 'Description is so long', { file: picture, story_description: 'x'.repeat(301) }],
    ['no file_type', 6, 'file_type (POST) is missing', { file: picture }],
    ['another file_type', 7, 'Incorrect value for (file_type), allowed: video|image', { file: picture, file_type: 'sound' }],
    ['a picture called a video', 8, undefined, { file: picture, file_type: 'video' }],
    ['no picture', 8, undefined, { file: { name: 'x.jpg', content: Buffer.from('<svg/>') }, file_type: 'image' }],
    ['half a picture', 8, undefined, { file: { ...picture, content: picture.content.subarray(0, 60) }, file_type: 'image' }],
    ['too large a picture', 8, 'File is too large', { file: { name: 'x.png', content: bomb() }, file_type: 'image' }],
    ['a NUL in the title', 9, undefined, { file: picture, file_type: 'image', story_title: 'a\0b' }],
  ])('refuses %s and keeps nothing', async (_, id, text, fields) => {
    const ada = await a.user();
    expect(await ada.call('create-story', fields)).toEqual(error(id, text));
    expect(await filesOf(ada)).toEqual([]);
    expect(await db('stories').where({ user_id: ada.id })).toEqual([]);
  });
});

describe('a story is visible', () => {
  test('to its author, followers and strangers by id, not to blocked people and inactive accounts', async () => {
    const { ada, bo, cy, dee } = await people();
    const id = await story(ada);
    for (const person of [ada, bo, cy]) expect(await open(person, id)).toMatchObject({ api_status: 200, story: { id: `${id}` } });
    await db('users').where({ id: ada.id }).update({ confirm_followers: 1 });
    for (const person of [ada, bo]) expect(await open(person, id)).toMatchObject({ api_status: 200 });
    const gone = await open(bo, 999_999_999);
    expect(gone).toEqual(notFound);
    for (const person of [cy, dee]) {
      expect(await open(person, id)).toEqual(gone);
      expect(await react(person, id, 1)).toEqual(gone);
      expect(await person.call('get_story_views', { story_id: id })).toEqual(gone);
      expect(await person.call('delete-story', { story_id: id })).toEqual(gone);
      expect(await person.call('get-reactions', { type: 'story', id, reaction: '1' })).toEqual(error(7, 'Not found'));
      expect(await bar(person)).toEqual([]);
      expect(await userBar(person)).toEqual([]);
      expect((await hydrateStories(as(person), [id])).stories.size).toBe(0);
    }
    await makeStaff(cy);
    expect(await open(cy, id)).toMatchObject({ api_status: 200 });
  });

  test('not to strangers where people are friends, or where follow_privacy excludes them', async () => {
    const { ada, bo, cy } = await people();
    const id = await story(ada);
    await setting('connectivitySystem', '1');
    expect([await open(bo, id), await open(cy, id)]).toMatchObject([{ api_status: 200 }, notFound]);
    await setting('connectivitySystem', '0');
    await db('users').where({ id: ada.id }).update({ follow_privacy: 1 });
    expect(await open(cy, id)).toEqual(notFound);
    await a.follow(ada, cy);
    expect(await open(cy, id)).toMatchObject({ api_status: 200 });
  });

  test('to nobody once it ended, by any way', async () => {
    const { ada, bo } = await people();
    const [id, other] = [await story(ada), await storyRow(ada)];
    const maps = await hydrateStories(as(bo), [id, other, 999_999_999]);
    expect([...maps.stories.keys()].sort()).toEqual([id, other].sort());
    expect(presentStory(id, maps, as(bo))).toMatchObject({ id: String(id), is_owner: false });
    await end(id);
    for (const person of [ada, bo]) {
      expect(await open(person, id)).toEqual(notFound);
      expect(await react(person, id, 2)).toEqual(notFound);
      expect(await bar(person)).toEqual([other]);
      expect(await userBar(person)).toEqual([[ada.id, [other]]]);
      expect([...(await hydrateStories(as(person), [id, other])).stories.keys()]).toEqual([other]);
    }
    expect(await ada.call('get_story_views', { story_id: id })).toEqual(notFound);
    expect(await ada.call('delete-story', { story_id: id })).toEqual(notFound);
  });
});

test('with an answer in the chat to the people who can see it, while it lasts', async () => {
  const { ada, bo, cy } = await people();
  await db('users').where({ id: ada.id }).update({ follow_privacy: 2 });
  const id = await storyRow(ada);
  const answer = async (from: Person, to: Person, message_hash_id: string) =>
    (await from.call('send-message', { user_id: to.id, text: 'nice', story_id: id, message_hash_id })).message_data[0];
  const lastOf = async (reader: Person, other: Person) =>
    (await reader.call('get_user_messages', { recipient_id: other.id })).messages[0];
  const shown = { story_id: String(id), story: { id: String(id), user_id: String(ada.id) } };
  expect(await answer(bo, ada, '1')).toMatchObject(shown);
  expect(await lastOf(ada, bo)).toMatchObject(shown);
  await answer(bo, cy, '2');
  expect(await lastOf(cy, bo)).toMatchObject({ story: [] });
  expect(await answer(cy, bo, '3')).toMatchObject({ story_id: '0', story: [] });
  await end(id);
  expect(await lastOf(ada, bo)).toMatchObject({ text: 'nice', story_id: String(id), story: [] });
});

describe('the story tray', () => {
  test('shows my own first, then those I follow, newest first, and no muted people', async () => {
    const { ada, bo, cy } = await people();
    await a.follow(bo, cy);
    const mine = await storyRow(bo);
    const [old, ofCy, recent] = [await storyRow(ada), await storyRow(cy), await storyRow(ada)];
    expect(await bar(bo)).toEqual([mine, recent, ofCy, old]);
    expect(await userBar(bo)).toEqual([
      [bo.id, [mine]],
      [ada.id, [old, recent]],
      [cy.id, [ofCy]],
    ]);
    const entry = (await bo.call('get-user-stories')).stories[1];
    expect(entry).toMatchObject({
      user_id: String(ada.id),
      is_story_muted: false,
      stories: [{ is_viewed: 0 }, { is_viewed: 0 }],
    });

    expect(await bo.call('mute_story', { user_id: ada.id, type: 'mute' })).toEqual({
      api_status: 200,
      message: 'Stories successfully muted.',
    });
    await bo.call('mute_story', { user_id: ada.id, type: 'mute' });
    expect(await bar(bo)).toEqual([mine, ofCy]);
    expect((await userBar(bo)).map(([id]) => id)).toEqual([bo.id, cy.id]);
    const seen = async (person: Person) =>
      (await person.call('get-user-data', { user_id: ada.id, fetch: 'user_data' })).user_data.is_story_muted;
    expect([await seen(bo), await seen(cy), await seen(ada)]).toEqual([true, false, false]);
    expect(await open(bo, recent)).toMatchObject({ story: { user_data: { is_story_muted: true } } });

    expect(await bo.call('mute_story', { user_id: ada.id, type: 'unmute' })).toMatchObject({ api_status: 200 });
    await bo.call('mute_story', { user_id: ada.id, type: 'unmute' });
    expect(await bar(bo)).toEqual([mine, recent, ofCy, old]);
    expect(await seen(bo)).toBe(false);
  });

  test('continues after the last item, own ones included', async () => {
    const { ada, bo, cy } = await people();
    await a.follow(bo, cy);
    const ids = [await storyRow(bo), await storyRow(ada), await storyRow(bo), await storyRow(cy), await storyRow(ada)];
    const [b1, a1, b2, c1, a2] = ids;
    const walked: number[] = [];
    for (let page = await bar(bo, { limit: 2 }); page.length > 0; ) {
      walked.push(...page);
      page = await bar(bo, { limit: 2, offset: page.at(-1) ?? 0 });
    }
    expect(walked).toEqual([b2, b1, a2, c1, a1]);
    const met: number[] = [];
    for (let page = await userBar(bo, { limit: 1 }); page.length > 0; ) {
      met.push(...page.map(([id]) => id));
      page = await userBar(bo, { limit: 1, offset: met.at(-1) ?? 0 });
    }
    expect(met).toEqual([bo.id, ada.id, cy.id]);
  });

  test('leaves out deleted people and people I no longer follow', async () => {
    const { ada, bo, cy } = await people();
    await a.follow(bo, cy);
    const [ofAda, ofCy] = [await storyRow(ada), await storyRow(cy)];
    await db('users').where({ id: cy.id }).update({ state: 'disabled' });
    expect([await bar(bo), await userBar(bo)]).toEqual([[ofAda], [[ada.id, [ofAda]]]]);
    await db('users').where({ id: cy.id }).update({ state: 'active' });
    await bo.call('follow-user', { user_id: ada.id });
    expect([await bar(bo), await userBar(bo)]).toEqual([[ofCy], [[cy.id, [ofCy]]]]);
  });

  test('costs the same number of statements for 1 and 50, and so do viewers', async () => {
    const [ada, bo] = [await a.user(), await a.user()];
    await a.follow(bo, ada);
    const id = await storyRow(ada);
    await open(bo, id);
    await react(bo, id, 1);
    const calls = [
      () => bo.call('get-stories', { limit: 50 }),
      () => bo.call('get-user-stories', { limit: 50 }),
      () => ada.call('get_story_views', { story_id: id, limit: 50 }),
      () => ada.call('get-reactions', { type: 'story', id, reaction: '1,2,3', limit: 50 }),
    ];
    const count = async () => {
      const counts: number[] = [];
      for (const call of calls) counts.push(await countStatements(site, call));
      return counts;
    };
    await count();
    const one = await count();
    const { id: _, ...template } = (await db('users').where({ id: ada.id }).first()) ?? { id: 0 };
    for (let index = 1; index < 50; index += 1) {
      const username = `many_${ada.id}_${index}`;
      const [userId = 0] = await db('users').insert({ ...template, username, email: `${username}@example.org` });
      const other = { ...ada, id: userId };
      await db('follows').insert({ follower_id: bo.id, followee_id: userId, state: 'active', created_at: new Date() });
      await storyRow(other);
      await db('story_views').insert({ story_id: id, user_id: userId, created_at: new Date() });
      await db('story_reactions').insert({ subject_id: id, user_id: userId, reaction: 1, created_at: new Date() });
    }
    await db('stories').where({ id }).update({ views_count: 50, likes_count: 50, reactions_count: 50 });
    expect(await bar(bo, { limit: 50 })).toHaveLength(50);
    expect(await userBar(bo, { limit: 50 })).toHaveLength(50);
    expect(await count()).toEqual(one);
    await expectCountersToEqualRows();
  });
});

describe('views', () => {
  test('count once for each viewer, never for the author, who is notified of them', async () => {
    const { ada, bo, cy, dee } = await people();
    const id = await story(ada);
    await open(ada, id);
    expect(await open(bo, id)).toMatchObject({ story: { is_viewed: 1, view_count: '1', is_owner: false } });
    await open(bo, id);
    await open(cy, id);
    await open(dee, id);
    expect(await open(ada, id)).toMatchObject({ story: { view_count: '2' } });
    const { users } = await ada.call('get_story_views', { story_id: id });
    expect(users).toEqual([
      expect.objectContaining({ user_id: String(cy.id), row_id: expect.any(String), email: '' }),
      expect.objectContaining({ user_id: String(bo.id), row_id: expect.any(String) }),
    ]);
    const next = await ada.call('get_story_views', { story_id: id, offset: users[0].row_id });
    expect(next.users.map((user: { user_id: string }) => user.user_id)).toEqual([String(bo.id)]);
    expect(await bo.call('get_story_views', { story_id: id })).toEqual(error(7, 'You are not the story owner.'));
    expect(await newsOf(ada)).toEqual([
      { type: 'viewed_story', type2: '', story_id: id },
      { type: 'viewed_story', type2: '', story_id: id },
    ]);
    const { notifications } = await ada.call('get-general-data', { fetch: 'notifications' });
    expect(notifications[0]).toMatchObject({
      type: 'viewed_story',
      icon: 'story',
      type_text: 'viewed your story',
      story_id: `${id}`,
    });
    await expectCountersToEqualRows();
  });

  test('of 50 requests of one person at once count once', async () => {
    const { ada, bo, cy } = await people();
    const id = await storyRow(ada);
    const answers = await Promise.all(Array.from({ length: 50 }, (_, turn) => open(turn % 2 ? bo : cy, id)));
    expect(answers.every((answer) => answer.api_status === 200)).toBe(true);
    expect(await open(ada, id)).toMatchObject({ story: { view_count: '2' } });
    expect(await newsOf(ada)).toHaveLength(2);
    await expectCountersToEqualRows();
  });
});

describe('react_story', () => {
  test('toggles, changes, notifies the author, and is listed', async () => {
    const { ada, bo, cy } = await people();
    const id = await story(ada, { story_title: 'Sea' });
    expect(await react(bo, id, 2)).toEqual({ api_status: 200, message: 'Reaction successfully added.' });
    expect(await react(cy, id, 2)).toMatchObject({ api_status: 200 });
    expect((await open(bo, id)).story.reaction).toEqual({
      ...{ is_reacted: true, type: '2', count: 2, '2': 1 },
      ...{ Like: 0, Love: 2, HaHa: 0, Wow: 0, Sad: 0, Angry: 0 },
    });
    await react(bo, id, 6);
    expect((await open(ada, id)).story.reaction).toMatchObject({
      is_reacted: false,
      count: 2,
      '2': 1,
      '6': 1,
      Love: 1,
      Angry: 1,
    });
    const { data } = await ada.call('get-reactions', { type: 'story', id, reaction: '1,2,6' });
    expect(data).toEqual({
      '1': [],
      '2': [expect.objectContaining({ user_id: String(cy.id), row_id: expect.any(String) })],
      '6': [expect.objectContaining({ user_id: String(bo.id) })],
    });
    expect((await newsOf(ada)).filter(({ type }) => type === 'reaction')).toEqual([
      { type: 'reaction', type2: 'Love', story_id: id },
      { type: 'reaction', type2: 'Angry', story_id: id },
    ]);
    const { notifications } = await ada.call('get-general-data', { fetch: 'notifications' });
    const heard = notifications.find((one: { type2: string }) => one.type2 === 'Angry');
    expect(heard).toMatchObject({
      type_text: 'reacted to your story. Sea',
      icon: 'angry',
      url: `http://localhost:3000/${bo.username}`,
    });
    expect(await react(bo, id, 6)).toEqual({ api_status: 200, message: 'Reaction successfully removed.' });
    await react(ada, id, 1);
    expect((await newsOf(ada)).filter(({ type }) => type === 'reaction')).toHaveLength(1);
    await expectCountersToEqualRows();
  });

  test('keeps its counters right under 50 at once', async () => {
    const { ada, bo, cy } = await people();
    const id = await storyRow(ada);
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, turn) => react([ada, bo, cy][turn % 3] ?? ada, id, 1 + (turn % 4))),
    );
    expect(answers.every((answer) => answer.api_status === 200)).toBe(true);
    await expectCountersToEqualRows();
  });
});

describe('delete-story', () => {
  test('deletes it for everybody with its files, views, reactions and notifications', async () => {
    const { ada, bo, cy } = await people();
    const id = await story(ada);
    const { pathname } = new URL((await open(ada, id)).story.thumbnail);
    const fileStatus = async () => (await request(site.app).get(pathname)).status;
    await open(bo, id);
    await react(bo, id, 3);
    for (const person of [bo, cy]) expect(await person.call('delete-story', { story_id: id })).toEqual(notFound);
    expect(await ada.call('delete-story', { story_id: id })).toEqual({
      api_status: 200,
      message: `Story #${id} successfully deleted.`,
    });
    expect(await ada.call('delete-story', { story_id: id })).toEqual(notFound);
    expect(await bar(bo)).toEqual([]);
    await site.settled();
    expect(await db('stories').where({ id })).toEqual([]);
    expect(await db('story_views').where({ story_id: id })).toEqual([]);
    expect(await db('story_reactions').where({ subject_id: id })).toEqual([]);
    expect(await newsOf(ada)).toEqual([]);
    expect(await filesOf(ada)).toMatchObject([{ state: 'unwanted', uses: 0 }]);
    expect(await fileStatus()).toBe(200);
    await sweepMedia(site.services.media, new Date());
    expect(await filesOf(ada)).toEqual([]);
    expect(await fileStatus()).toBe(404);
  });

  test("is allowed to the staff too, for anybody's story", async () => {
    const { ada, dee } = await people();
    const id = await story(ada);
    await makeStaff(dee);
    expect(await dee.call('delete-story', { story_id: id })).toMatchObject({ api_status: 200 });
    expect(await open(ada, id)).toEqual(notFound);
  });
});

describe('the janitor', () => {
  test('runs again even while some other job is always running', async () => {
    const jobs = createJobs(site.services.log, site.services.noteUnavailable);
    let rounds = 0;
    const goOn = async (): Promise<void> => {
      await sleep(5);
      if (rounds < 3) jobs.background('one after the other', goOn);
    };
    jobs.background('one after the other', goOn);
    jobs.every(0.001, 'sweep', async () => {
      rounds += 1;
    });
    await expect.poll(() => rounds).toBeGreaterThan(2);
    await jobs.stop();
  });

  test('deletes expired stories and nothing else, twice and two at once', async () => {
    const { ada, bo } = await people();
    const live = await story(ada);
    const ended = [await story(ada), await story(ada), await story(ada)];
    for (const id of [live, ...ended]) {
      await open(bo, id);
      await react(bo, id, 5);
    }
    for (const id of ended) await end(id);
    await Promise.all([purgeEndedStories(site.services), purgeEndedStories(site.services)]);
    await purgeEndedStories(site.services);
    expect(await db('stories').where({ user_id: ada.id }).pluck('id')).toEqual([live]);
    expect(await db('story_views').where({ user_id: bo.id }).pluck('story_id')).toEqual([live]);
    expect(await db('story_reactions').where({ user_id: bo.id }).pluck('subject_id')).toEqual([live]);
    expect((await newsOf(ada)).map((news) => news.story_id)).toEqual([live, live]);
    expect(await filesOf(ada).orderBy('uses').pluck('uses')).toEqual([0, 0, 0, 1]);
    await expectCountersToEqualRows();
  });

  test('leaves nothing of a deleted person, and corrects the counters of others', async () => {
    const { ada, bo, cy } = await people();
    const [mine, theirs] = [await story(bo), await story(ada)];
    await open(bo, theirs);
    await react(bo, theirs, 1);
    await react(cy, theirs, 1);
    await bo.call('mute_story', { user_id: ada.id, type: 'mute' });
    await cy.call('mute_story', { user_id: bo.id, type: 'mute' });
    expect(await bo.call('delete-user', { password: bo.password })).toMatchObject({ api_status: 200 });
    expect(await open(cy, mine)).toEqual(notFound);
    await site.settled();
    expect(await db('stories').whereIn('user_id', [bo.id])).toEqual([]);
    for (const table of ['story_views', 'story_reactions'] as const)
      expect(await db(table).where({ user_id: bo.id })).toEqual([]);
    expect(await db('story_mutes').where({ muter_id: bo.id }).orWhere({ muted_id: bo.id })).toEqual([]);
    expect((await open(ada, theirs)).story).toMatchObject({ view_count: '0', reaction: { count: 1, Like: 1 } });
    await expectCountersToEqualRows();
  });
});

test.each<[string, Fields, number, string]>([
  ['delete-story', {}, 4, 'story_id (POST) is missing'],
  ['delete-story', { story_id: 'x' }, 6, 'Story not found'],
  ['get_story_by_id', {}, 4, 'id can not be empty'],
  ['get_story_by_id', { id: '9'.repeat(30) }, 6, 'Story not found'],
  ['get_story_views', {}, 4, 'story_id can not be empty'],
  ['react_story', { reaction: 1 }, 4, 'id can not be empty'],
  ['react_story', { id: 1 }, 5, 'reaction can not be empty'],
  ['react_story', { id: 1, reaction: 7 }, 5, 'reaction can not be empty'],
  ['react_story', { id: 999_999_999, reaction: 1 }, 6, 'Story not found'],
  ['mute_story', { user_id: 1 }, 4, 'type can not be empty'],
  ['mute_story', { user_id: 1, type: 'both' }, 4, 'type can not be empty'],
  ['mute_story', { type: 'mute' }, 5, 'user_id can not be empty'],
  ['mute_story', { type: 'mute', user_id: 999_999_999 }, 6, 'User not found'],
])('%s refuses %o with %i', async (name, fields, id, text) => {
  ready ??= a.user();
  expect(await (await ready).call(name, fields)).toEqual(error(id, text));
});
let ready: Promise<Person> | undefined;

test('mute_story refuses oneself and blocked people', async () => {
  const { ada, dee } = await people();
  expect(await ada.call('mute_story', { type: 'mute', user_id: ada.id })).toEqual(error(7, 'You can not mute your own stories'));
  expect(await dee.call('mute_story', { type: 'mute', user_id: ada.id })).toEqual(error(6, 'User not found'));
});
