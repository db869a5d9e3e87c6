import bcrypt from 'bcrypt';
import request from 'supertest';
import { describe, expect, test } from 'vitest';
import { canonicalEmail, shownEmail } from '../src/text/email-address.ts';
import { factory } from './support/people.ts';
import { type Answer, openSite } from './support/site.ts';

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

  test('is renewed by whatever proves the person, and confirms itself in either writing', async () => {
    const form = { username: 'either_writing', email: 'either@example.org', password: composed, confirm_password: decomposed };
    const { access_token, user_id } = await site.call('create-account', form);
    expect(access_token).toBeDefined();
    const ada = await a.user();
    const old = await bcrypt.hash(decomposed, 4);
    for (const id of [Number(user_id), ada.id]) await site.services.db('users').where({ id }).update({ password_hash: old });
    expect(await ada.call('update_two_factor', { type: 'off', password: decomposed })).toMatchObject({ api_status: 200 });
    const { group_data: group } = await ada.call('create-group', {
      ...{ group_name: 'two_keyboards', group_title: 'Group', category: '1', about: 'About' },
    });
    const gone = { group_id: group.group_id, password: composed };
    expect(await ada.call('delete_group', gone)).toMatchObject({ api_status: 200 });
  });

  test('whose normal form is too long for a new hash goes on opening by the old one', async () => {
    const ada = await a.user();
    const long = '\ufdfa'.repeat(5); // 15 bytes as typed, over 72 in its normal form
    await site.services
      .db('users')
      .where({ id: ada.id })
      .update({ password_hash: await bcrypt.hash(long, 4) });
    for (let time = 0; time < 3; time += 1)
      expect(await site.call('auth', { username: ada.username, password: long })).toMatchObject({ api_status: 200 });
  });

  test('of an old hash signs in twelve times at once', async () => {
    const ada = await a.user();
    await site.services
      .db('users')
      .where({ id: ada.id })
      .update({ password_hash: await bcrypt.hash(decomposed, 4) });
    const { signIn } = await import('../src/auth/service/sign-in.ts');
    const device = { platform: 'phone', pushDeviceId: '', pushApp: '' } as const;
    const ctx = { ...site.services, now: new Date(), client: { address: '127.0.0.1', userAgent: '' } };
    const credentials = { login: ada.username, password: decomposed, timezone: undefined, device };
    const entered = await Promise.all(Array.from({ length: 12 }, () => signIn(ctx, credentials)));
    expect(entered.filter(({ token }) => token !== undefined)).toHaveLength(12);
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

/** The first `times` answers of an endpoint that says no, by error id. */
async function errorIds(times: number, call: (index: number) => Promise<Answer>): Promise<number[]> {
  const ids: number[] = [];
  for (let index = 0; index < times; index += 1) ids.push((await call(index)).errors.error_id);
  return ids;
}

test('an address that nobody has is one budget of guesses, in either writing', async () => {
  const writings = ['nobody@bücher.example', 'Nobody@xn--bcher-kva.example'];
  const ids = await errorIds(6, (index) => site.call('auth', { username: writings[index % 2] ?? '', password: 'not this one' }));
  expect(ids.filter((id) => id === 5)).toHaveLength(4);
});

test('the page and the API share one budget of guesses at a mailed code, in either writing of the address', async () => {
  const ada = await a.user({ email: 'reset@bücher.example' });
  const form = { code: 'wrong', new_password: 'a new secret', confirm_password: 'a new secret' };
  const submit = (email: string) =>
    request(site.app)
      .post('/reset-password')
      .set('Sec-Fetch-Site', 'same-origin')
      .type('form')
      .send({ ...form, email });
  for (const email of [ada.email, 'reset@xn--bcher-kva.example']) expect((await submit(email)).status).toBe(400);
  const ids = await errorIds(3, () => site.call('reset_password', { ...form, email: ada.email }));
  expect(ids.map((id) => id === 9)).toEqual([true, true, false]);
  expect((await submit(ada.email)).status).toBe(429);
});

test('the page shows an address in Unicode', async () => {
  const { text } = await request(site.app).get('/reset-password').query({ email: 'ada@xn--bcher-kva.example', code: 'x' });
  expect(text).toContain('ada@bücher.example');
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
