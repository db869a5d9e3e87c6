import { expect, test } from 'vitest';
import { factory } from './support/people.ts';
import { openSite } from './support/site.ts';

const site = await openSite();
const a = factory(site);

test('a muted person causes no notification, until they are unmuted', async () => {
  const [ada, bo] = await Promise.all([a.user(), a.user()]);
  const done = { api_status: 200, message: 'The chat was updated' };
  expect(await ada.call('mute', { type: 'user', chat_id: bo.id, notify: 'no', pin: 'yes' })).toEqual(done);
  await bo.call('follow-user', { user_id: ada.id });
  expect((await ada.call('get-general-data', { fetch: 'notifications' })).notifications).toEqual([]);
  expect(await ada.call('mute', { type: 'user', chat_id: bo.id, notify: 'yes' })).toEqual(done);
  await bo.call('follow-user', { user_id: ada.id });
  await bo.call('follow-user', { user_id: ada.id });
  expect((await ada.call('get-general-data', { fetch: 'notifications' })).notifications).toHaveLength(1);
  const row = await site.services.db('chat_preferences').where({ owner_id: ada.id }).first();
  expect(row).toMatchObject({ notifies: 1, pinned: 1, archived: 0 });
});

test.each([
  [{ chat_id: 1 }, 4, 'type can not be empty'],
  [{ type: 'planet', chat_id: 1 }, 4, 'type can not be empty'],
  [{ type: 'user' }, 5, 'chat_id can not be empty'],
  [{ type: 'user', chat_id: 999_999_999 }, 6, 'Chat not found'],
  [{ type: 'group', chat_id: 1 }, 6, 'Chat not found'],
])('mute refuses %j', async (form, id, text) => {
  const ada = await a.user();
  expect(await ada.call('mute', form)).toEqual({ api_status: '400', errors: { error_id: id, error_text: text } });
});

test('a chat that is muted 30 times at once has one row', async () => {
  const [ada, bo] = await Promise.all([a.user(), a.user()]);
  const answers = await Promise.all(
    Array.from({ length: 30 }, () => ada.call('mute', { type: 'user', chat_id: bo.id, notify: 'no' })),
  );
  expect(answers.every((answer) => answer.api_status === 200)).toBe(true);
  expect(await site.services.db('chat_preferences').where({ owner_id: ada.id })).toHaveLength(1);
});
