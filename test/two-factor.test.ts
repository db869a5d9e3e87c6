import { Secret, TOTP } from 'otpauth';
import request from 'supertest';
import { describe, expect, test } from 'vitest';
import { changeSetting } from '../src/settings/service.ts';
import { factory, type Person } from './support/people.ts';
import { openSite, type Site } from './support/site.ts';

const site = await openSite({ TRUST_PROXY: '1' });
const a = factory(site);

const wrongCode = { api_status: '400', errors: { error_id: 3, error_text: 'Wrong confirmation code.' } };
const awaited = (person: Person) => ({
  api_status: 200,
  message: 'Please enter your confirmation code',
  user_id: String(person.id),
  membership: false,
});

async function lastCode(to: Site, address: string): Promise<string> {
  const letters = await to.emailsTo(address);
  return /code is (\d{6})/.exec(letters.at(-1)?.text ?? '')?.[1] ?? '';
}

async function withMailCodes(): Promise<Person> {
  const ada = await a.user();
  expect(await ada.call('update_two_factor')).toMatchObject({ api_status: 200, message: expect.any(String) });
  expect(await ada.call('update_two_factor', { type: 'verify', code: await lastCode(site, ada.email) })).toMatchObject({
    api_status: 200,
  });
  return ada;
}

const signIn = (person: Person) =>
  site.call('auth', { username: person.username, password: person.password, timezone: 'Europe/Paris' });

/** Calls from another address than the tests' own. */
async function callFrom(address: string, name: string, fields: Record<string, string>) {
  const answer = await request(site.app)
    .post(`/api/${name}`)
    .set('x-forwarded-for', address)
    .type('form')
    .send({ server_key: site.serverKey, ...fields });
  return answer.body;
}

describe('codes by e-mail', () => {
  test('a right password starts the second step, and the e-mailed code gives a session, once', async () => {
    const ada = await withMailCodes();
    await site.services.db('verification_codes').where({ user_id: ada.id }).delete();
    expect(await signIn(ada)).toEqual(awaited(ada));
    const code = await lastCode(site, ada.email);
    expect(await site.call('two-factor', { user_id: ada.id, code, timezone: 'Europe/Rome' })).toEqual({
      api_status: 200,
      timezone: 'Europe/Rome',
      access_token: expect.stringMatching(/^[0-9a-f]{64}$/),
      user_id: String(ada.id),
    });
    expect(await site.call('two-factor', { user_id: ada.id, code })).toEqual(wrongCode);
  });

  test('without a right password there is nothing to guess', async () => {
    const ada = await withMailCodes();
    const guesses = Array.from({ length: 10 }, (_, index) =>
      site.call('two-factor', { user_id: ada.id, code: String(100000 + index) }),
    );
    for (const answer of await Promise.all(guesses)) expect(answer).toEqual(wrongCode);
    expect(await site.services.db('verification_codes').where({ user_id: ada.id })).toEqual([]);
  });

  test('a stranger who guesses cannot use up the tries of the person who signs in', async () => {
    const ada = await withMailCodes();
    await callFrom('198.51.100.1', 'auth', { username: ada.username, password: ada.password });
    const code = await lastCode(site, ada.email);
    for (let index = 0; index < 25; index += 1) {
      expect(await callFrom(`203.0.113.${index}`, 'two-factor', { user_id: String(ada.id), code: 'wrong' })).toEqual(wrongCode);
    }
    expect(await callFrom('203.0.113.99', 'two-factor', { user_id: String(ada.id), code })).toEqual(wrongCode);
    expect(await callFrom('198.51.100.1', 'two-factor', { user_id: String(ada.id), code })).toMatchObject({ api_status: 200 });
  });

  test('five wrong codes from the address that requested it invalidate it', async () => {
    const ada = await withMailCodes();
    await signIn(ada);
    const code = await lastCode(site, ada.email);
    await Promise.all(Array.from({ length: 12 }, () => site.call('two-factor', { user_id: ada.id, code: '000000x' })));
    expect(await site.call('two-factor', { user_id: ada.id, code })).toEqual(wrongCode);
  });

  test('an expired code is refused', async () => {
    const ada = await withMailCodes();
    await signIn(ada);
    const code = await lastCode(site, ada.email);
    await site.services
      .db('verification_codes')
      .where({ user_id: ada.id })
      .update({ expires_at: new Date(Date.now() - 1000) });
    expect(await site.call('two-factor', { user_id: ada.id, code })).toEqual(wrongCode);
  });

  test('one of 20 uses of a right code at once gets the session', async () => {
    const ada = await withMailCodes();
    await signIn(ada);
    const code = await lastCode(site, ada.email);
    const answers = await Promise.all(Array.from({ length: 20 }, () => site.call('two-factor', { user_id: ada.id, code })));
    expect(answers.filter((answer) => answer.api_status === 200)).toHaveLength(1);
  });
});

describe('an authenticator app', () => {
  const codeOf = (secret: string, at = Date.now()) =>
    new TOTP({ secret: Secret.fromBase32(secret), period: 30, digits: 6 }).generate({ timestamp: at });

  test('is set up, creates sessions, and accepts each of its codes once', async () => {
    const ada = await a.user();
    const setup = await ada.call('update_two_factor', { type: 'totp' });
    expect(setup.otpauth_url).toContain(`secret=${setup.secret}`);
    expect(await ada.call('update_two_factor', { type: 'verify', code: '000000' })).toMatchObject({ errors: { error_id: 8 } });
    const earlier = Date.now() - 30_000;
    expect(await ada.call('update_two_factor', { type: 'verify', code: codeOf(setup.secret, earlier) })).toMatchObject({
      api_status: 200,
    });
    expect(await signIn(ada)).toEqual(awaited(ada));
    expect(await site.call('two-factor', { user_id: ada.id, code: codeOf(setup.secret, earlier) })).toEqual(wrongCode);
    const code = codeOf(setup.secret);
    expect(await site.call('two-factor', { user_id: ada.id, code })).toMatchObject({
      api_status: 200,
      access_token: expect.any(String),
    });
    await signIn(ada);
    expect(await site.call('two-factor', { user_id: ada.id, code })).toEqual(wrongCode);
    expect(await site.emailsTo(ada.email)).toEqual([]);
  });

  test('replaces a second factor that is on only with the password', async () => {
    const ada = await withMailCodes();
    expect(await ada.call('update_two_factor', { type: 'totp' })).toMatchObject({
      errors: { error_id: 7, error_text: 'password (POST) is missing' },
    });
    expect(await ada.call('update_two_factor', { type: 'totp', password: 'wrong' })).toMatchObject({ errors: { error_id: 9 } });
    expect(await ada.call('update_two_factor', { type: 'totp', password: ada.password })).toMatchObject({ api_status: 200 });
  });

  test('is turned off with the password', async () => {
    const ada = await withMailCodes();
    expect(await ada.call('update_two_factor', { type: 'off' })).toMatchObject({
      errors: { error_id: 7, error_text: 'password (POST) is missing' },
    });
    expect(await ada.call('update_two_factor', { type: 'off', password: 'wrong' })).toMatchObject({ errors: { error_id: 9 } });
    expect(await ada.call('update_two_factor', { type: 'off', password: ada.password })).toMatchObject({ api_status: 200 });
    expect(await signIn(ada)).toMatchObject({ access_token: expect.any(String) });
  });
});

describe('activation of new accounts', () => {
  async function withActivation<Result>(work: () => Promise<Result>): Promise<Result> {
    await changeSetting(site.services.write, 'emailValidation', '1');
    await site.services.settings.refresh();
    try {
      return await work();
    } finally {
      await changeSetting(site.services.write, 'emailValidation', '0');
      await site.services.settings.refresh();
    }
  }

  const form = () => {
    const username = `n_${Math.random().toString(36).slice(2, 12)}`;
    return { username, email: `${username}@example.org`, password: 'secret-1', confirm_password: 'secret-1' };
  };

  test('answers 220 without a token, and the code gives a session', async () => {
    const ada = form();
    const answer = await withActivation(() => site.call('create-account', ada));
    expect(answer).toEqual({
      api_status: 220,
      message: expect.any(String),
      user_id: expect.stringMatching(/^\d+$/),
      membership: false,
    });
    expect(await site.call('is-active', { user_id: answer.user_id })).toEqual({
      api_status: '400',
      errors: { error_id: 5, error_text: 'The user not active' },
    });
    const early = await site.call('auth', { username: ada.username, password: ada.password });
    expect(early).toMatchObject({ api_status: 200, access_token: expect.any(String) });
    const refused = await request(site.app)
      .post(`/api/sessions?access_token=${early.access_token}`)
      .send({ server_key: site.serverKey, type: 'get' });
    expect(refused.body.errors.error_text).toBe('Invalid or expired access_token');
    expect(await site.call('active_account_sms', { user_id: answer.user_id, code: '12' })).toEqual(wrongCode);
    const code = await lastCode(site, ada.email);
    expect(await site.call('active_account_sms', { user_id: answer.user_id, code })).toEqual({
      api_status: 200,
      message: expect.any(String),
      timezone: 'UTC',
      access_token: expect.any(String),
      user_id: answer.user_id,
    });
    expect(await site.call('is-active', { user_id: answer.user_id })).toMatchObject({ api_status: 200 });
    expect(await site.call('is-active', { user_id: 999999999 })).toEqual({
      api_status: '400',
      errors: { error_id: 4, error_text: 'User not found' },
    });
  });

  test('validation_user accepts address and code', async () => {
    const ada = form();
    await withActivation(() => site.call('create-account', ada));
    const code = await lastCode(site, ada.email);
    expect(await site.call('validation_user', { code })).toMatchObject({ errors: { error_id: 5 } });
    expect(await site.call('validation_user', { email: ada.email })).toMatchObject({ errors: { error_id: 6 } });
    expect(await site.call('validation_user', { email: ada.email, code: 'wrong' })).toMatchObject({ errors: { error_id: 6 } });
    expect(await site.call('validation_user', { email: 'nobody@example.org', code })).toMatchObject({ errors: { error_id: 6 } });
    expect(await site.call('validation_user', { email: ada.email, code })).toMatchObject({ api_status: 200 });
  });

  test('resend_code sends again after a minute, and answers the same for an unknown person', async () => {
    const ada = form();
    const { user_id } = await withActivation(() => site.call('create-account', ada));
    const nobody = await site.call('resend_code', { user_id: 999999999 });
    expect(await site.call('resend_code', { user_id })).toEqual(nobody);
    expect(await site.emailsTo(ada.email)).toHaveLength(1);
    await site.services
      .db('verification_codes')
      .where({ user_id })
      .update({ created_at: new Date(Date.now() - 61_000) });
    await site.call('resend_code', { user_id });
    expect(await site.emailsTo(ada.email)).toHaveLength(2);
  });

  test('an account whose e-mail cannot be sent is removed', async () => {
    const broken = await import('../src/mail/mail.ts');
    const mail = broken.createMail(
      { smtpUrl: 'smtp://127.0.0.1:1', from: 'x@example.org', mailDirectory: '' },
      site.services.log,
    );
    const { createApp } = await import('../src/app.ts');
    const ada = form();
    const answer = await withActivation(async () =>
      request(createApp({ ...site.services, mail }))
        .post('/api/create-account')
        .type('form')
        .send({ server_key: site.serverKey, ...ada }),
    );
    expect(answer.body).toMatchObject({ api_status: '400', errors: { error_id: 11 } });
    expect(await site.services.db('users').where({ username: ada.username })).toEqual([]);
    expect(await site.call('create-account', ada)).toMatchObject({ api_status: 200 });
    site.log.splice(0);
  });
});
