import request from 'supertest';
import { describe, expect, test } from 'vitest';
import { matchPassword } from '../src/auth/service/password.ts';
import { UnavailableError } from '../src/unavailable.ts';
import { factory } from './support/people.ts';
import { openSite } from './support/site.ts';

const site = await openSite();
const a = factory(site);

const error = (id: number, text?: string) => ({
  api_status: '400',
  errors: { error_id: id, error_text: text ?? expect.any(String) },
});
const refusedToken = { api_status: '404', errors: { error_id: 2, error_text: 'Invalid or expired access_token' } };

/** A valid create-account form, with changes. */
function signUpForm(changes: Record<string, string> = {}) {
  const username = `n_${Math.random().toString(36).slice(2, 12)}`;
  return { username, email: `${username}@example.org`, password: 'secret-1', confirm_password: 'secret-1', ...changes };
}

describe('create-account', () => {
  test('returns a session and its user id as strings', async () => {
    const form = signUpForm();
    const answer = await site.call('create-account', form);
    expect(answer).toEqual({
      api_status: 200,
      access_token: expect.stringMatching(/^[0-9a-f]{64}$/),
      user_id: expect.stringMatching(/^\d+$/),
      membership: false,
    });
    const row = await site.services.db('users').where({ username: form.username }).first();
    expect(row?.password_hash).toMatch(/^\$2b\$04\$/);
    const session = await site.services
      .db('sessions')
      .where({ user_id: Number(answer.user_id) })
      .first();
    expect(session?.token_hash.toString('hex')).not.toBe(answer.access_token);
  });

  test.each([
    ['no username', { username: '' }, 3, 'username (POST) is missing'],
    ['no password', { password: '' }, 3, 'password (POST) is missing'],
    ['no email', { email: '' }, 3, 'email (POST) is missing'],
    ['no confirmation', { confirm_password: '' }, 3, 'confirm_password (POST) is missing'],
    ['nothing at all', { username: '', password: '', email: '', confirm_password: '' }, 3, 'username (POST) is missing'],
    ['a username with a space', { username: 'ada lovelace' }, 5, 'Invalid username characters, please choose another username'],
    ['a reserved username', { username: 'Administrator' }, 5, 'Invalid username characters, please choose another username'],
    ['a username of 4', { username: 'abcd' }, 6, 'Username must be between 5 / 32 letters'],
    ['a username of 33', { username: 'a'.repeat(33) }, 6, 'Username must be between 5 / 32 letters'],
    ['a wrong e-mail', { email: 'ada@' }, 8, 'E-mail is invalid'],
    ['a short password', { password: '12345', confirm_password: '12345' }, 9, 'Password is too short'],
    [
      'a password of 73 bytes',
      { password: `${'é'.repeat(36)}x`, confirm_password: `${'é'.repeat(36)}x` },
      9,
      'Password is too long',
    ],
    ['two passwords', { confirm_password: 'secret-2' }, 10, "Passwords don't match"],
    [
      'a short username and a short password',
      { username: 'abcd', password: '1', confirm_password: '1' },
      6,
      'Username must be between 5 / 32 letters',
    ],
  ])('refuses %s', async (_case, changes, id, text) => {
    expect(await site.call('create-account', signUpForm(changes))).toEqual(error(id, text));
  });

  test('refuses a taken name, in any letter case, before it reports other errors', async () => {
    const ada = await a.user();
    expect(await site.call('create-account', signUpForm({ username: ada.username.toUpperCase() }))).toEqual(
      error(4, 'Username is already taken'),
    );
    const alsoShort = signUpForm({ username: ada.username, password: '1', confirm_password: '1' });
    expect(await site.call('create-account', alsoShort)).toEqual(error(4, 'Username is already taken'));
    expect(await site.call('create-account', signUpForm({ email: ada.email.toUpperCase() }))).toEqual(
      error(7, 'E-mail is already taken'),
    );
  });

  test('gives a name to exactly one of 50 simultaneous requests', async () => {
    const form = signUpForm();
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) => site.call('create-account', { ...form, email: `${index}${form.email}` })),
    );
    expect(answers.filter((answer) => answer.api_status === 200)).toHaveLength(1);
    expect(answers.filter((answer) => answer.errors?.error_id === 4)).toHaveLength(49);
    expect(await site.services.db('users').where({ username: form.username })).toHaveLength(1);
  });

  test('ignores a wrong access token, since apps append the one they have', async () => {
    const answer = await request(site.app)
      .post('/api/create-account?access_token=undefined')
      .type('form')
      .send({ server_key: site.serverKey, ...signUpForm() });
    expect(answer.body).toMatchObject({ api_status: 200 });
  });
});

describe('auth', () => {
  test('signs in by username, e-mail and phone number', async () => {
    const ada = await a.user();
    await site.services
      .db('users')
      .where({ id: ada.id })
      .update({ phone_number: `+49${ada.id}0` });
    for (const username of [ada.username, ada.email.toUpperCase(), `+49${ada.id}0`]) {
      const answer = await site.call('auth', { username, password: ada.password, timezone: 'Europe/Berlin' });
      expect(answer).toEqual({
        api_status: 200,
        timezone: 'Europe/Berlin',
        access_token: expect.any(String),
        user_id: String(ada.id),
        membership: false,
      });
    }
  });

  test('answers an unknown name and a wrong password alike', async () => {
    const ada = await a.user();
    const wrong = error(5, 'Username or password is incorrect');
    expect(await site.call('auth', { username: ada.username, password: 'not hers' })).toEqual(wrong);
    expect(await site.call('auth', { username: 'nobody_here', password: 'not hers' })).toEqual(wrong);
    expect(await site.call('auth', { username: ada.username, password: `${ada.password}${'x'.repeat(80)}` })).toEqual(wrong);
    expect(await site.call('auth', { username: ada.username, password: ' ' })).toEqual(wrong);
    // an identifier that only resembles a name would have its own budget of guesses
    const resembling = ada.username.replace(/^u/, 'ú');
    expect(await site.call('auth', { username: resembling, password: ada.password })).toEqual(wrong);
  });

  test.each([
    [{ password: 'x' }, 'username (POST) is missing'],
    [{ username: 'x' }, 'password (POST) is missing'],
    [{}, 'username (POST) is missing'],
  ])('asks for what is missing of %j', async (form, text) => {
    expect(await site.call('auth', form)).toEqual(error(3, text));
  });

  test('refuses a banned person as banned only after the right password', async () => {
    const ada = await a.user();
    await site.services.db('users').where({ id: ada.id }).update({ banned: 1 });
    expect(await site.call('auth', { username: ada.username, password: 'wrong' })).toEqual(error(5));
    expect(await site.call('auth', { username: ada.username, password: ada.password })).toEqual(error(7, 'this user is banned'));
    expect(await ada.call('sessions', { type: 'get' })).toEqual(refusedToken);
  });

  test('keeps timezone, device and origin with the session', async () => {
    const ada = await a.user();
    await site.call('auth', {
      username: ada.username,
      password: ada.password,
      timezone: 'Mars/Olympus',
      android_m_device_id: 'push-1',
      device_type: 'windows',
    });
    const [session] = await site.services.db('sessions').where({ user_id: ada.id }).orderBy('id', 'desc');
    expect(session).toMatchObject({ platform: 'windows', push_app: 'android_m', push_device_id: 'push-1' });
    expect(await site.services.db('users').where({ id: ada.id }).first('timezone')).toEqual({ timezone: 'UTC' });
  });

  test('refuses part of a flood of passwords at once, and accepts those that come after it', async () => {
    const flood = Array.from({ length: 400 }, () => matchPassword(site.services, 'wrong', undefined));
    const verdicts = await Promise.allSettled(flood);
    expect(verdicts.filter((one) => one.status === 'fulfilled' && one.value === 'none').length).toBeGreaterThanOrEqual(300);
    expect(verdicts.some((one) => one.status === 'rejected' && one.reason instanceof UnavailableError)).toBe(true);
    expect(await matchPassword(site.services, 'wrong', undefined)).toBe('none');
  });

  test('renews a hash of another cost', async () => {
    const ada = await a.user();
    const bcrypt = await import('bcrypt');
    await site.services
      .db('users')
      .where({ id: ada.id })
      .update({ password_hash: await bcrypt.hash(ada.password, 5) });
    await site.call('auth', { username: ada.username, password: ada.password });
    const row = await site.services.db('users').where({ id: ada.id }).first('password_hash');
    expect(row?.password_hash).toMatch(/^\$2b\$04\$/);
  });
});

describe('sessions', () => {
  test("lists the person's own without their tokens, and revokes one", async () => {
    const ada = await a.user();
    const second = await site.call('auth', { username: ada.username, password: ada.password });
    const { data } = await ada.call('sessions', { type: 'get' });
    expect(data).toHaveLength(2);
    expect(JSON.stringify(data)).not.toContain(second.access_token);
    expect(data.map((session: { is_current: boolean }) => session.is_current)).toEqual([false, true]);
    expect(await ada.call('sessions', { type: 'delete', id: data[0].id })).toMatchObject({ api_status: 200 });
    expect((await ada.call('sessions', { type: 'get' })).data).toHaveLength(1);
  });

  test("does not revoke another person's", async () => {
    const [ada, bo] = await Promise.all([a.user(), a.user()]);
    const { data } = await ada.call('sessions', { type: 'get' });
    expect(await bo.call('sessions', { type: 'delete', id: data[0].id })).toEqual(error(6, 'Session not found'));
    expect(await ada.call('sessions', { type: 'get' })).toMatchObject({ api_status: 200 });
  });

  test.each([
    [{}, 4, 'type can not be empty'],
    [{ type: 'steal' }, 4, 'type can not be empty'],
    [{ type: 'delete' }, 5, 'id can not be empty'],
  ])('refuses %j', async (form, id, text) => {
    const ada = await a.user();
    expect(await ada.call('sessions', form)).toEqual(error(id, text));
  });

  test('an idle session expires, and the sweep removes it', async () => {
    const ada = await a.user();
    await site.services
      .db('sessions')
      .where({ user_id: ada.id })
      .update({ last_used_at: new Date(Date.now() - 91 * 86_400_000) });
    expect(await ada.call('sessions', { type: 'get' })).toEqual(refusedToken);
    const { sweepIdleSessions } = await import('../src/auth/service/sessions.ts');
    await sweepIdleSessions(site.services, new Date());
    expect(await site.services.db('sessions').where({ user_id: ada.id })).toEqual([]);
  });

  test('delete-access-token revokes only this session and its browser sessions', async () => {
    const ada = await a.user();
    const other = await site.call('auth', { username: ada.username, password: ada.password });
    await request(site.app).get('/api/set-browser-cookie').query({ access_token: ada.token });
    expect(await ada.call('delete-access-token')).toEqual({ api_status: 200 });
    expect(await ada.call('delete-access-token')).toEqual(refusedToken);
    const left = await site.services.db('sessions').where({ user_id: ada.id });
    expect(left).toHaveLength(1);
    const answer = await request(site.app)
      .post(`/api/sessions?access_token=${other.access_token}`)
      .send({ server_key: site.serverKey, type: 'get' });
    expect(answer.body.api_status).toBe(200);
  });
});

describe('set-browser-cookie', () => {
  test.each(['get', 'post'] as const)('redirects to the feed with a cookie of its own (%s)', async (method) => {
    const ada = await a.user();
    const answer = await request(site.app)
      [method]('/api/set-browser-cookie')
      .query({ access_token: ada.token })
      .type('form')
      .send({ server_key: site.serverKey });
    expect(answer.status).toBe(302);
    expect(answer.headers.location).toBe(`${site.services.config.baseUrl}/get_news_feed`);
    const cookie = String(answer.headers['set-cookie']);
    expect(cookie).toMatch(/^user_id=[0-9a-f]{64}; Max-Age=\d+; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Lax$/);
    expect(cookie).not.toContain(ada.token);
  });

  test('sets a cookie that is not an access token, and a new one replaces it', async () => {
    const ada = await a.user();
    const take = async () => {
      const answer = await request(site.app).get('/api/set-browser-cookie').query({ access_token: ada.token });
      return /user_id=([0-9a-f]+)/.exec(String(answer.headers['set-cookie']))?.[1] ?? '';
    };
    const first = await take();
    const second = await take();
    expect(first).not.toBe(second);
    expect(await site.services.db('sessions').where({ user_id: ada.id, kind: 'browser' })).toHaveLength(1);
    const answer = await request(site.app)
      .post(`/api/sessions?access_token=${second}`)
      .send({ server_key: site.serverKey, type: 'get' });
    expect(answer.body).toEqual(refusedToken);
  });

  test('the gate refuses a POST without the server key and a GET without a token', async () => {
    const ada = await a.user();
    const post = await request(site.app).post('/api/set-browser-cookie').query({ access_token: ada.token });
    expect(post.body.errors.error_id).toBe(1);
    const get = await request(site.app).get('/api/set-browser-cookie');
    expect(get.body).toEqual({ api_status: '404', errors: { error_id: 2, error_text: 'Not authorized' } });
  });
});

describe('password reset', () => {
  const codeOf = (text: string) => /Your code is ([0-9a-f]+)/.exec(text)?.[1] ?? '';

  test('sets a new password by the e-mailed code, once, and revokes all sessions', async () => {
    const ada = await a.user();
    expect(await site.call('send-reset-password-email', { email: ada.email })).toEqual({ api_status: 200 });
    const [letter] = await site.emailsTo(ada.email);
    expect(letter?.text).toContain('/reset-password?email=');
    const form = { email: ada.email, code: codeOf(letter?.text ?? ''), new_password: 'a new secret' };
    expect(await site.call('reset_password', form)).toEqual({ api_status: 200, message: 'Your password was updated' });
    expect(await site.call('reset_password', form)).toEqual(error(9));
    expect(await ada.call('sessions', { type: 'get' })).toEqual(refusedToken);
    expect(await site.call('auth', { username: ada.username, password: ada.password })).toEqual(error(5));
    expect(await site.call('auth', { username: ada.username, password: 'a new secret' })).toMatchObject({ api_status: 200 });
  });

  test('answers the same for an unknown address, and sends nothing', async () => {
    expect(await site.call('send-reset-password-email', { email: 'nobody@example.org' })).toEqual({ api_status: 200 });
    expect(await site.emailsTo('nobody@example.org')).toEqual([]);
  });

  test('sends one e-mail a minute', async () => {
    const ada = await a.user();
    for (let index = 0; index < 3; index += 1) {
      await site.call('send-reset-password-email', { email: ada.email });
      await site.settled();
    }
    expect(await site.emailsTo(ada.email)).toHaveLength(1);
  });

  test('counts wrong codes and then refuses the right one', async () => {
    const ada = await a.user();
    await site.call('send-reset-password-email', { email: ada.email });
    const [letter] = await site.emailsTo(ada.email);
    const guess = (code: string) => site.call('reset_password', { email: ada.email, code, new_password: 'a new secret' });
    await Promise.all(Array.from({ length: 20 }, (_, index) => guess(`wrong-${index}`)));
    expect(await guess(codeOf(letter?.text ?? ''))).toEqual(error(9));
    const row = await site.services.db('verification_codes').where({ user_id: ada.id, purpose: 'reset' }).first();
    expect(row?.tries_here).toBe(5);
  });

  test.each([
    [{ email: 'a@example.org', new_password: 'long enough' }, 8, 'code can not be empty'],
    [{ code: 'x', new_password: 'long enough' }, 8, 'email can not be empty'],
    [{ code: 'x', email: 'a@example.org' }, 8, 'new_password can not be empty'],
    [{ code: 'x', email: 'a@example.org', new_password: '123' }, 10, 'Password is too short'],
    [{ code: 'x', email: 'a@example.org', new_password: 'long enough' }, 9, 'The code is wrong or has expired'],
  ])('refuses %j', async (form, id, text) => {
    expect(await site.call('reset_password', form)).toEqual(error(id, text));
  });

  test('asks for an address', async () => {
    expect(await site.call('send-reset-password-email')).toEqual(error(3, 'email (POST) is missing'));
    expect(await site.call('send-reset-password-email', { email: 'not one' })).toEqual(error(6, 'Email not found'));
  });
});

describe('delete-user', () => {
  test('requires the right password, frees the name and revokes the sessions', async () => {
    const ada = await a.user();
    expect(await ada.call('delete-user')).toEqual(error(4, 'password (POST) is missing'));
    expect(await ada.call('delete-user', { password: 'wrong' })).toEqual(error(5));
    expect(await ada.call('delete-user', { password: ada.password })).toEqual({
      api_status: 200,
      message: 'User successfully deleted.',
    });
    expect(await ada.call('sessions', { type: 'get' })).toEqual(refusedToken);
    await site.settled();
    expect(await site.services.db('users').where({ id: ada.id })).toEqual([]);
    const again = await site.call('create-account', signUpForm({ username: ada.username, email: ada.email }));
    expect(again).toMatchObject({ api_status: 200 });
  });
});
