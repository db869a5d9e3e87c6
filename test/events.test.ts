import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { checkCounters } from '../src/cli/doctor.ts';
import { eventCounters } from '../src/events/counters.ts';
import { clockOf, dayInStyle, dayOf, instantOf } from '../src/events/rules/moments.ts';
import { changeSetting } from '../src/settings/service.ts';
import type { Fields } from './support/call.ts';
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
const notFound = error(6, 'event not found');

const form: Fields = {
  event_name: 'Engine reading',
  event_location: 'London',
  event_description: 'Notes read aloud, with tea.',
  event_start_date: '2027-03-01',
  event_start_time: '18:00',
  event_end_date: '2027-03-01',
  event_end_time: '21:30:15',
};
const ended = { event_start_date: '2020-03-01', event_end_date: '2020-03-02' };

const picture = () =>
  sharp({ create: { width: 60, height: 50, channels: 3, background: '#4a7' } })
    .jpeg()
    .toBuffer();

async function event(owner: Person, fields: Fields = {}): Promise<number> {
  const answer = await owner.call('create-event', { ...form, ...fields });
  expect(answer).toMatchObject({ api_status: 200 });
  return answer.event_id;
}

const go = (person: Person, id: number) => person.call('go-to-event', { event_id: id });
const interest = (person: Person, id: number) => person.call('interest-event', { event_id: id });
const byId = async (person: Person, id: number) => (await person.call('get_event_by_id', { id })).event_data;
const lists = (person: Person, fields: Fields = {}) =>
  person.call('get-events', { fetch: 'events,my_events,going,interested,invited,past', ...fields });
const idsOf = (items: { id: string }[]) => items.map((item) => Number(item.id));
const typesFor = async (person: Person) => db('notifications').where({ recipient_id: person.id }).orderBy('id').pluck('type');

async function expectCountersToEqualRows(): Promise<void> {
  const reports = await checkCounters(site.services, { repair: false, checks: eventCounters });
  expect(reports.flatMap((report) => report.drifted)).toEqual([]);
}

async function people() {
  const [ada, cy, dee] = await Promise.all([a.user(), a.user(), a.user()]);
  await a.block(ada, dee);
  return { ada, cy, dee };
}

describe('days and times', () => {
  test.each([
    ['2027-03-01', '2027-03-01'],
    ['20270301', '2027-03-01'],
    ['2027/03/01', '2027-03-01'],
    ['2027/3/1', '2027-03-01'],
    ['01-03-2027', '2027-03-01'],
    [' 2028-02-29 ', '2028-02-29'],
    ['2027-03-01T23:30:00.000Z', '2027-03-01'],
    ['2027-03-01 18:00', '2027-03-01'],
    ['2026-02-30T00:00:00Z', undefined],
    ['2027-02-29', undefined],
    ['2026-02-30', undefined],
    ['2027-13-01', undefined],
    ['2027-00-10', undefined],
    ['0000-00-00', undefined],
    ['9999-01-01', undefined],
    ['2027-03/01', undefined],
    ['tomorrow', undefined],
  ])('reads %s as the day %s', (text, day) => {
    expect(dayOf(text)).toBe(day);
  });

  test.each([
    ['18:00', '18:00:00'],
    ['8:05', '08:05:00'],
    ['23:59:59', '23:59:59'],
    ['24:00', undefined],
    ['12:60', undefined],
    ['12', undefined],
    ['6:00 PM', undefined],
  ])('reads %s as the time %s', (text, time) => {
    expect(clockOf(text)).toBe(time);
  });

  test.each([
    ['2027-03-01', '18:00:00', 'UTC', '2027-03-01T18:00:00.000Z'],
    ['2027-03-01', '18:00:00', 'America/New_York', '2027-03-01T23:00:00.000Z'],
    ['2027-07-01', '18:00:00', 'Europe/Berlin', '2027-07-01T16:00:00.000Z'],
    ['2027-03-28', '12:00:00', 'Europe/Berlin', '2027-03-28T10:00:00.000Z'],
    ['2027-03-28', '02:30:00', 'Europe/Berlin', '2027-03-28T01:30:00.000Z'],
    ['2027-10-31', '02:30:00', 'Europe/Berlin', '2027-10-31T00:30:00.000Z'],
    ['2027-01-01', '00:00:00', 'Pacific/Kiritimati', '2026-12-31T10:00:00.000Z'],
  ])('%s %s in %s is %s', (date, time, timezone, instant) => {
    expect(instantOf({ date, time }, timezone).toISOString()).toBe(instant);
  });

  test('are written in the style of the site', () => {
    expect(['m-d-y', 'd-m-y', 'y-m-d'].map((style) => dayInStyle('2027-03-01', style))).toEqual([
      '03-01-27',
      '01-03-27',
      '27-03-01',
    ]);
  });
});

describe('create-event', () => {
  test('returns the event', async () => {
    const ada = await a.user();
    const answer = await ada.call('create-event', form);
    const { baseUrl } = site.services.config;
    expect(answer).toEqual({
      api_status: 200,
      event_id: expect.any(Number),
      data: {
        id: String(answer.event_id),
        name: 'Engine reading',
        location: 'London',
        description: 'Notes read aloud, with tea.',
        start_date: '03-01-27',
        start_time: '18:00:00',
        end_date: '03-01-27',
        end_time: '21:30:15',
        start_edit_date: '2027-03-01',
        end_edit_date: '2027-03-01',
        start_date_js: '03/01/27',
        poster_id: String(ada.id),
        cover: `${baseUrl}/assets/cover.png`,
        url: `${baseUrl}/events/${answer.event_id}`,
        user_data: expect.objectContaining({ user_id: String(ada.id) }),
        is_owner: true,
        is_going: false,
        is_interested: false,
        going_count: '0',
        interested_count: '0',
      },
    });
  });

  test('announces it in a post for everyone, which can be deleted without the event and is deleted with it', async () => {
    const [ada, cy, dee] = await Promise.all([a.user(), a.user(), a.user()]);
    await a.block(ada, dee);
    const ids = [await event(ada), await event(ada)];
    const posts = async (person: Person) => (await person.call('posts', { type: 'get_user_posts', id: ada.id })).data;
    const [second, first] = await posts(cy);
    for (const [post, id] of [
      [first, ids[0]],
      [second, ids[1]],
    ])
      expect(post).toMatchObject({
        page_event_id: String(id),
        event_id: '0',
        postPrivacy: '0',
        event: { id: String(id), is_owner: false },
      });
    const one = (person: Person, post_id: string) => person.call('get-post-data', { post_id, fetch: 'post_data' });
    expect(await one(dee, first.id)).toMatchObject({ api_status: '400' });
    await ada.call('post-actions', { post_id: first.id, action: 'delete' });
    expect(await byId(cy, Number(ids[0]))).toMatchObject({ id: String(ids[0]) });
    await ada.call('events', { type: 'delete', event_id: Number(ids[1]) });
    expect(await posts(cy)).toEqual([]);
    for (const person of [ada, cy]) expect(await one(person, second.id)).toMatchObject({ api_status: '400' });
    await site.settled();
    expect(await db('posts').where({ author_id: ada.id })).toEqual([]);
    expect((await db('users').where({ id: ada.id }).first('posts_count'))?.posts_count).toBe(0);
  });

  test('follows the date style of the site', async () => {
    const ada = await a.user();
    await changeSetting(site.services.write, 'date_style', 'd-m-y');
    await site.services.settings.refresh();
    try {
      expect((await ada.call('create-event', form)).data).toMatchObject({
        start_date: '01-03-27',
        start_edit_date: '2027-03-01',
      });
    } finally {
      await changeSetting(site.services.write, 'date_style', 'm-d-y');
      await site.services.settings.refresh();
    }
  });

  test("reads days and times in the owner's timezone", async () => {
    const ada = await a.user();
    await ada.call('update-user-data', { timezone: 'America/New_York' });
    const id = await event(ada);
    expect(await db('events').where({ id }).first()).toMatchObject({
      timezone: 'America/New_York',
      starts_at: new Date('2027-03-01T23:00:00Z'),
      ends_at: new Date('2027-03-02T02:30:15Z'),
    });
  });

  test('decides between coming and past by the clock, wherever the owner is', async () => {
    const [east, west, cy] = await Promise.all([a.user(), a.user(), a.user()]);
    await east.call('update-user-data', { timezone: 'Pacific/Kiritimati' });
    await west.call('update-user-data', { timezone: 'Pacific/Niue' });
    const at = new Date(Date.now() - 3_600_000).toISOString();
    const times = { event_start_date: '2020-01-01', event_end_date: at.slice(0, 10), event_end_time: at.slice(11, 16) };
    const [gone, ahead] = [await event(east, times), await event(west, times)];
    const shown = await lists(cy, { limit: 100, past_limit: 100 });
    expect(idsOf(shown.past)).toContain(gone);
    expect(idsOf(shown.events)).toContain(ahead);
    expect(idsOf(shown.past)).not.toContain(ahead);
  });

  test('leaves out events of disabled people, and finds others beyond them', async () => {
    const [ada, gone, cy] = await Promise.all([a.user(), a.user(), a.user()]);
    const kept = await event(ada);
    const hidden = [await event(gone), await event(gone), await event(gone)];
    await db('users').where({ id: gone.id }).update({ state: 'disabled' });
    const shown = await lists(cy, { limit: 1 });
    expect(idsOf(shown.events)).toEqual([kept]);
    expect(idsOf((await lists(cy, { limit: 100 })).events)).not.toEqual(expect.arrayContaining([hidden[0]]));
  });

  test('stores the cover', async () => {
    const ada = await a.user();
    for (const field of ['event_cover', 'event-cover']) {
      const answer = await ada.call('create-event', { ...form, [field]: { name: 'c.jpg', content: await picture() } });
      expect(answer.data.cover).toContain('/upload/photos/');
    }
    expect(await db('media_files').where({ owner_id: ada.id }).pluck('uses')).toEqual([1, 1, 1, 1]);
  });

  test.each([
    [{ event_name: '', event_location: '' }, 3, 'event_name (POST) is missing'],
    [{ event_location: '', event_name: 'x' }, 3, 'event_location (POST) is missing'],
    [{ event_description: '' }, 3, 'event_description (POST) is missing'],
    [{ event_start_date: '', event_end_date: '' }, 3, 'event_start_date (POST) is missing'],
    [{ event_end_date: '', event_start_time: '' }, 3, 'event_end_date (POST) is missing'],
    [{ event_start_time: '', event_end_time: '' }, 3, 'event_start_time (POST) is missing'],
    [{ event_end_time: '' }, 3, 'event_end_time (POST) is missing'],
    [{ event_name: 'Tea', event_description: 'short' }, 4, 'Title should be more than 10 characters'],
    [{ event_description: 'short', event_start_date: 'x' }, 5, 'Description should be more than 10 characters'],
    [{ event_start_date: '2026-02-30' }, 6, 'event_start_date is not a day'],
    [{ event_end_time: '25:00' }, 6, 'event_end_time is not a time of day'],
    [{ event_end_date: '2027-02-28' }, 7, 'The event can not end before it starts'],
    [{ event_end_time: '17:59' }, 7, 'The event can not end before it starts'],
    [{ event_name: 'x'.repeat(151) }, 9, 'event_name is too long'],
  ])('refuses %j with %i', async (fields, id, text) => {
    const ada = await a.user();
    expect(await ada.call('create-event', { ...form, ...fields })).toEqual(error(id, text));
  });

  test.each(['2026-02-30', '2027-02-29', '2027-13-01'])('refuses the day %s', async (event_start_date) => {
    const ada = await a.user();
    expect(await ada.call('create-event', { ...form, event_start_date })).toEqual(error(6, 'event_start_date is not a day'));
  });

  test('refuses a cover that is not a picture, and keeps nothing of a refused event', async () => {
    const ada = await a.user();
    const pdf = { name: 'c.jpg', content: Buffer.from('%PDF-1.7 nothing') };
    expect(await ada.call('create-event', { ...form, event_cover: pdf })).toEqual(error(8));
    const cover = { name: 'c.jpg', content: await picture() };
    expect(await ada.call('create-event', { ...form, ...{ event_end_time: '1:00' }, event_cover: cover })).toEqual(error(7));
    expect(await db('events').where({ owner_id: ada.id })).toEqual([]);
    expect(await db('media_files').where({ owner_id: ada.id })).toEqual([]);
  });
});

describe('go-to-event and interest-event', () => {
  test('are independent toggles, and the owner is notified while they last', async () => {
    const { ada, cy } = await people();
    const id = await event(ada);
    expect(await go(cy, id)).toEqual({ api_status: 200, go_status: 'going' });
    expect(await interest(cy, id)).toEqual({ api_status: 200, interest_status: 'interested' });
    expect(await typesFor(ada)).toEqual(['going_event', 'interested_event']);
    expect(await byId(cy, id)).toMatchObject({ is_going: true, is_interested: true, going_count: '1', interested_count: '1' });
    expect(await byId(ada, id)).toMatchObject({ is_going: false, is_interested: false, going_count: '1', is_owner: true });
    expect(await go(cy, id)).toEqual({ api_status: 200, go_status: 'not-going' });
    expect(await typesFor(ada)).toEqual(['interested_event']);
    expect(await interest(cy, id)).toEqual({ api_status: 200, interest_status: 'not-interested' });
    expect(await typesFor(ada)).toEqual([]);
    expect(await byId(cy, id)).toMatchObject({ is_going: false, is_interested: false, going_count: '0', interested_count: '0' });
    await expectCountersToEqualRows();
  });

  test('refuse a missing, unknown or deleted event and one of a blocked person', async () => {
    const { ada, cy, dee } = await people();
    const id = await event(ada);
    const gone = await event(ada);
    await ada.call('events', { type: 'delete', event_id: gone });
    for (const toggle of ['go-to-event', 'interest-event']) {
      expect(await cy.call(toggle)).toEqual(error(3, 'event_id (POST) is missing'));
      expect(await cy.call(toggle, { event_id: 'x' })).toEqual(notFound);
      expect(await cy.call(toggle, { event_id: 999_999_999 })).toEqual(notFound);
      expect(await cy.call(toggle, { event_id: gone })).toEqual(notFound);
      expect(await dee.call(toggle, { event_id: id })).toEqual(notFound);
    }
    expect(await ada.call('get_event_by_id', { id: gone })).toEqual(notFound);
    expect(await dee.call('get_event_by_id', { id })).toEqual(notFound);
  });

  test('of 200 at once the counters equal the rows', { timeout: 60_000 }, async () => {
    const ada = await a.user();
    const others = await Promise.all(Array.from({ length: 4 }, () => a.user()));
    const id = await event(ada);
    const calls = Array.from({ length: 200 }, (_, index) => {
      const person = others[index % 4];
      if (!person) throw new Error('nobody came');
      return index % 3 === 0 ? interest(person, id) : go(person, id);
    });
    const answers = await Promise.all(calls);
    expect(answers.filter((answer) => answer.api_status !== 200)).toEqual([]);
    await expectCountersToEqualRows();
  });
});

describe('get-events', () => {
  test('has six lists, with each event in the lists it belongs to', async () => {
    const { ada, cy, dee } = await people();
    const own = await event(cy);
    const [upcoming, going, interested, past, blocked] = [
      await event(ada),
      await event(ada),
      await event(ada),
      await event(ada, ended),
      await event(dee),
    ];
    await go(cy, going);
    await interest(cy, interested);
    await a.block(cy, dee);
    const answer = await lists(cy);
    expect(Object.keys(answer)).toEqual(['api_status', 'events', 'my_events', 'going', 'interested', 'invited', 'past']);
    const shown = Object.fromEntries(
      Object.entries(answer).map(([name, items]) => [name, Array.isArray(items) ? idsOf(items) : []]),
    );
    expect(shown.events).toEqual(expect.arrayContaining([upcoming, own]));
    for (const other of [going, interested, past, blocked]) expect(shown.events).not.toContain(other);
    expect(shown).toMatchObject({ my_events: [own], going: [going], interested: [interested], invited: [] });
    expect(shown.past).toContain(past);
    expect(answer.going[0]).toMatchObject({ is_going: true, going_count: '1', is_owner: false });
  });

  test('gives empty lists for keys that were not asked for, and refuses only a fetch without a known key', async () => {
    const ada = await a.user();
    const none = { api_status: 200, events: [], my_events: [], going: [], interested: [], invited: [], past: [] };
    expect(await ada.call('get-events', { fetch: 'my_events', limit: 'x', offset: '-' })).toEqual(none);
    for (const fields of [{}, { fetch: 'nothing' }, { fetch: ' ' }])
      expect(await ada.call('get-events', fields)).toEqual(error(3, 'fetch (POST) is missing'));
  });

  test('continues after the last event seen', async () => {
    const ada = await a.user();
    const made = [await event(ada), await event(ada), await event(ada)];
    const first = await ada.call('get-events', { fetch: 'my_events', my_limit: 2 });
    expect(idsOf(first.my_events)).toEqual([made[2], made[1]]);
    const next = await ada.call('get-events', { fetch: 'my_events', my_limit: 2, my_offset: first.my_events[1].id });
    expect(idsOf(next.my_events)).toEqual([made[0]]);
  });

  test('costs the same for 1 event as for 20', async () => {
    const [ada, cy] = await Promise.all([a.user(), a.user()]);
    const first = await event(ada);
    await go(cy, first);
    const ask = () => lists(cy, { limit: 20, past_limit: 20 });
    await ask();
    const one = await countStatements(site, ask);
    const owners = await Promise.all(Array.from({ length: 5 }, () => a.user()));
    for (let index = 0; index < 20; index += 1) await event(owners[index % 5] ?? ada);
    expect(await countStatements(site, ask)).toBe(one);
  });
});

describe('events', () => {
  test('are changed by the fields of the form, in the timezone they were created in', async () => {
    const ada = await a.user();
    const id = await event(ada, { event_cover: { name: 'c.jpg', content: await picture() } });
    const before = await byId(ada, id);
    expect(
      await ada.call('events', {
        type: 'edit',
        event_id: id,
        event_name: 'Evening reading',
        event_end_date: '20270302',
        event_location: '',
        'event-cover': { name: 'd.jpg', content: await picture() },
      }),
    ).toEqual({ api_status: 200, message_data: 'Event successfully edited' });
    const after = await byId(ada, id);
    expect(after).toEqual({
      ...before,
      name: 'Evening reading',
      end_date: '03-02-27',
      end_edit_date: '2027-03-02',
      cover: expect.stringContaining('/upload/'),
      user_data: expect.anything(),
    });
    expect(after.cover).not.toBe(before.cover);
    expect((await db('media_files').where({ owner_id: ada.id }).orderBy('id').pluck('uses')).toSorted()).toEqual([0, 0, 1, 1]);
  });

  test.each([
    [{ type: '' }, 4, 'type can not be empty'],
    [{ type: 'invited' }, 4, 'type can not be empty'],
    [{ event_id: '' }, 3, 'event_id (POST) is missing'],
    [{ event_id: 999_999_999 }, 6, 'event not found'],
    [{ event_name: 'Tea' }, 7, 'Title should be more than 10 characters'],
    [{ event_description: 'short' }, 8, 'Description should be more than 10 characters'],
    [{ event_start_date: '2026-02-30' }, 9, 'event_start_date is not a day'],
    [{ event_start_date: '2027-04-01' }, 10, 'The event can not end before it starts'],
    [{ event_location: 'x'.repeat(256) }, 12, 'event_location is too long'],
  ])('refuses %j with %i', async (fields, id, text) => {
    const ada = await a.user();
    const own = await event(ada);
    expect(await ada.call('events', { type: 'edit', event_id: own, ...fields })).toEqual(error(id, text));
  });

  test('are changed and deleted only by their owner', async () => {
    const { ada, cy, dee } = await people();
    const id = await event(ada);
    const notOwner = error(5, 'You are not the event owner');
    for (const fields of [{ type: 'edit', event_name: 'Mine now' }, { type: 'delete' }]) {
      expect(await cy.call('events', { ...fields, event_id: id })).toEqual(notOwner);
      expect(await dee.call('events', { ...fields, event_id: id })).toEqual(notFound);
    }
    expect(await byId(ada, id)).toMatchObject({ name: 'Engine reading' });
  });

  test('leave no rows or files when deleted', async () => {
    const { ada, cy } = await people();
    const id = await event(ada, { event_cover: { name: 'c.jpg', content: await picture() } });
    await go(cy, id);
    expect(await cy.call('new_post', { event_id: id, postText: 'See you there' })).toMatchObject({ api_status: 200 });
    expect(await ada.call('events', { type: 'delete', event_id: id })).toEqual({
      api_status: 200,
      message_data: 'Event successfully deleted',
    });
    expect(await byId(cy, id)).toBeUndefined();
    expect((await lists(cy)).going).toEqual([]);
    await site.settled();
    expect(await db('posts').where({ event_id: id })).toEqual([]);
    expect(await db('users').where({ id: cy.id }).first('posts_count')).toEqual({ posts_count: 0 });
    expect(await db('events').where({ id })).toEqual([]);
    expect(await db('event_responses').where({ event_id: id })).toEqual([]);
    expect(await db('media_files').where({ owner_id: ada.id }).pluck('uses')).toEqual([0, 0]);
    expect(await typesFor(ada)).toEqual([]);
  });

  test('list those the viewer goes to', async () => {
    const { ada, cy } = await people();
    const id = await event(ada);
    await go(cy, id);
    expect(idsOf((await cy.call('events', { type: 'going' })).data)).toEqual([id]);
    expect((await cy.call('events', { type: 'interested' })).data).toEqual([]);
  });

  test('are deleted with their owner, and the counters of others are corrected', async () => {
    const { ada, cy } = await people();
    const [own, other] = [await event(cy), await event(ada)];
    await go(ada, own);
    await go(cy, other);
    await interest(cy, other);
    expect(await cy.call('delete-user', { password: cy.password })).toMatchObject({ api_status: 200 });
    await site.settled();
    expect(await db('events').where({ id: own })).toEqual([]);
    expect(await byId(ada, other)).toMatchObject({ going_count: '0', interested_count: '0' });
    expect(await ada.call('get_event_by_id', { id: own })).toEqual(notFound);
    expect((await lists(ada)).going).toEqual([]);
    await expectCountersToEqualRows();
  });
});

describe('posts of an event', () => {
  test('show it, and are invisible to people its owner blocked', async () => {
    const { ada, cy, dee } = await people();
    const id = await event(ada);
    const posted = await cy.call('new_post', { postText: 'See you there', event_id: id });
    expect(posted.post_data.event).toMatchObject({ id: String(id), name: 'Engine reading', is_owner: false });
    expect((await ada.call('posts', { type: 'get_event_posts', id })).data).toHaveLength(1);
    const postId = posted.post_data.id;
    expect(await dee.call('get-post-data', { post_id: postId, fetch: 'post_data' })).toMatchObject({ api_status: '400' });
    await ada.call('events', { type: 'delete', event_id: id });
    expect(await ada.call('get-post-data', { post_id: postId, fetch: 'post_data' })).toMatchObject({ api_status: '400' });
  });
});
