import bcrypt from 'bcrypt';
import { describe, expect, test } from 'vitest';
import { canonicalEmail, shownEmail } from '../src/text/email-address.ts';
import { factory } from './support/people.ts';
import { openSite } from './support/site.ts';

const site = await openSite({ RATE_LIMIT_AUTH_ACCOUNT: '4/60' });
const a = factory(site);

const wrong = { api_status: '400', errors: { error_id: 5, error_text: 'Username or password is incorrect' } };
const [composed, decomposed] = ['caf\u00e9-\u00fcber', 'cafe\u0301-u\u0308ber'];

describe('one password, typed on two keyboards', () => {
  test('opens the account it was set on, however its letters are composed and its spaces written', async () => {
    for (const [set, typed] of [
      [composed, decomposed],
      [decomposed, composed],
      ['six words', 'six\u00a0words'],
      ['ｆｕｌｌwidth', 'fullwidth'],
    ] as const) {
      const ada = await a.user({ password: set });
      expect(await site.call('auth', { username: ada.username, password: typed })).toMatchObject({ api_status: 200 });
    }
  });

  test('is the current one where it confirms the person, and the new one where it is changed', async () => {
    const ada = await a.user({ password: composed });
    const changed = { current_password: decomposed, new_password: `new ${decomposed}` };
    expect(await ada.call('update-user-data', changed)).toMatchObject({ api_status: 200 });
    expect(await site.call('auth', { username: ada.username, password: composed })).toEqual(wrong);
    expect(await site.call('auth', { username: ada.username, password: `new ${composed}` })).toMatchObject({ api_status: 200 });
    expect(await ada.call('delete-user', { password: `new ${decomposed}` })).toMatchObject({ api_status: 200 });
  });

  test('still opens an account whose hash is of the letters as typed; the hash is then renewed', async () => {
    const ada = await a.user();
    const old = await bcrypt.hash(decomposed, 4);
    await site.services.db('users').where({ id: ada.id }).update({ password_hash: old });
    expect(await site.call('auth', { username: ada.username, password: decomposed })).toMatchObject({ api_status: 200 });
    const row = await site.services.db('users').where({ id: ada.id }).first();
    expect(row?.password_hash).not.toBe(old);
    expect(await site.call('auth', { username: ada.username, password: composed })).toMatchObject({ api_status: 200 });
  });

  test('is as long as its normal form: 72 bytes at most', async () => {
    const form = { username: 'long_letters', email: 'long@example.org' };
    const long = '\ufdfa'.repeat(5); // one letter of 3 bytes whose normal form has 33
    expect(await site.call('create-account', { ...form, password: long, confirm_password: long })).toMatchObject({
      api_status: '400',
    });
  });
});

describe('an international e-mail address', () => {
  test.each([
    ['ada@bücher.example', 'ada@xn--bcher-kva.example', 'ada@bücher.example'],
    ['Ada@BÜCHER.example', 'ada@xn--bcher-kva.example', 'ada@bücher.example'],
    ['ada@xn--bcher-kva.example', 'ada@xn--bcher-kva.example', 'ada@bücher.example'],
    ['ada@пример.рф', 'ada@xn--e1afmkfd.xn--p1ai', 'ada@пример.рф'],
    ['ada@EXAMPLE.org', 'ada@example.org', 'ada@example.org'],
  ])('%s is stored as %s and shown as %s', (typed, stored, shown) => {
    expect(canonicalEmail(typed)).toBe(stored);
    expect(shownEmail(stored)).toBe(shown);
  });

  test('belongs to one account, signs in either way, is shown in Unicode and receives e-mail in ASCII', async () => {
    const ada = await a.user({ email: 'ada@bücher.example' });
    expect(await ada.call('get-user-data', { user_id: ada.id, fetch: 'user_data' })).toMatchObject({
      user_data: { email: 'ada@bücher.example' },
    });
    const again = { username: 'somebody_else', password: 'secret-1', confirm_password: 'secret-1' };
    for (const email of ['ada@xn--bcher-kva.example', 'ADA@Bücher.example']) {
      expect(await site.call('create-account', { ...again, email })).toMatchObject({
        api_status: '400',
        errors: { error_id: 7 },
      });
      expect(await site.call('auth', { username: email, password: ada.password })).toMatchObject({ api_status: 200 });
    }
    await site.call('send-reset-password-email', { email: 'ada@bücher.example' });
    expect(await site.emailsTo('ada@xn--bcher-kva.example')).toHaveLength(1);
  });

  test.each(['ada@bü cher.example', '@bücher.example', 'ada@', 'ada@-.example', 'ädä@example.org'])(
    '%s is none',
    async (email) => {
      const form = { username: 'no_address', password: 'secret-1', confirm_password: 'secret-1', email };
      expect(await site.call('create-account', form)).toMatchObject({ api_status: '400' });
    },
  );
});

test('name, e-mail address and phone number of one account share one budget of guesses', async () => {
  const ada = await a.user({ email: 'budget@bücher.example' });
  await ada.call('update-user-data', { phone_number: '+49 30 901820' });
  const logins = [
    ada.username,
    ada.username.toUpperCase(),
    'budget@bücher.example',
    'budget@xn--bcher-kva.example',
    '+49 30 901820',
  ];
  const ids: number[] = [];
  for (const username of [...logins, ...logins]) {
    const { errors } = await site.call('auth', { username, password: 'not this one' });
    ids.push(errors.error_id);
  }
  expect(ids.filter((id) => id === 5)).toHaveLength(4);
  expect(ids.slice(4).filter((id) => id !== 5)).toHaveLength(6);
});
