import request from 'supertest';
import { describe, expect, test } from 'vitest';
import { readConfig } from '../src/config.ts';
import { addressKey, createLimits } from '../src/http/limits.ts';
import { changeSetting } from '../src/settings/service.ts';
import { openSite } from './support/site.ts';

const site = await openSite({
  RATE_LIMIT_AUTH_ACCOUNT: '3/600',
  RATE_LIMIT_AUTH_ADDRESS: '20/600',
  RATE_LIMIT_AUTH_CODES: '3/600',
  RATE_LIMIT_WRITE: '4/60',
  TRUST_PROXY: '1',
});

let addresses = 0;
function freshAddress(): string {
  addresses += 1;
  return `198.51.100.${addresses}`;
}

function callFrom(address: string, name: string, fields: Record<string, string>, token?: string) {
  const call = request(site.app).post(`/api/${name}`).set('x-forwarded-for', address);
  if (token) call.query({ access_token: token });
  return call.type('form').send({ server_key: site.serverKey, ...fields });
}

async function newUser(address: string) {
  const username = `u_${Math.random().toString(36).slice(2, 12)}`;
  const form = { username, email: `${username}@example.org`, password: 'secret-1', confirm_password: 'secret-1' };
  const { body } = await callFrom(address, 'create-account', form);
  return { username, password: 'secret-1', id: String(body.user_id), token: String(body.access_token) };
}

describe('signing in', () => {
  test('wrong passwords for one account from one address end in 429, with the contract’s id and Retry-After', async () => {
    const ada = await newUser(freshAddress());
    const address = freshAddress();
    for (let index = 0; index < 3; index += 1) {
      expect((await callFrom(address, 'auth', { username: ada.username, password: 'wrong' })).body.errors.error_id).toBe(5);
    }
    const limited = await callFrom(address, 'auth', { username: ada.username.toUpperCase(), password: ada.password });
    expect(limited.status).toBe(429);
    expect(Number(limited.headers['retry-after'])).toBeGreaterThan(0);
    expect(limited.body).toEqual({
      api_status: '400',
      errors: { error_id: 6, error_text: 'Too many login attempts please try again later' },
    });
  });

  test('a stranger cannot lock out the account’s owner', async () => {
    const ada = await newUser(freshAddress());
    for (let stranger = 0; stranger < 10; stranger += 1) {
      const address = freshAddress();
      for (let index = 0; index < 4; index += 1) await callFrom(address, 'auth', { username: ada.username, password: 'wrong' });
    }
    expect((await callFrom(freshAddress(), 'auth', { username: ada.username, password: ada.password })).body.api_status).toBe(
      200,
    );
  });

  test('right passwords are not counted against the account', async () => {
    const ada = await newUser(freshAddress());
    const address = freshAddress();
    for (let index = 0; index < 8; index += 1) {
      expect((await callFrom(address, 'auth', { username: ada.username, password: ada.password })).body.api_status).toBe(200);
    }
  });

  test('one address cannot try many accounts', async () => {
    const address = freshAddress();
    const statuses = [];
    for (let index = 0; index < 22; index += 1)
      statuses.push((await callFrom(address, 'auth', { username: `nobody_${index}`, password: 'x' })).status);
    expect(statuses.slice(0, 20)).toEqual(Array(20).fill(200));
    expect(statuses.slice(20)).toEqual([429, 429]);
  });

  test('an address in X-Forwarded-For beyond the trusted hops is ignored', async () => {
    const address = freshAddress();
    const statuses = [];
    for (let index = 0; index < 22; index += 1) {
      statuses.push((await callFrom(`10.0.0.${index}, ${address}`, 'auth', { username: `none_${index}`, password: 'x' })).status);
    }
    expect(statuses.at(-1)).toBe(429);
  });
});

test.each([
  ['to delete an account', 'delete-user', { password: 'wrong' }, 5],
  ['to change it', 'update-user-data', { current_password: 'wrong', new_password: 'secret-2' }, 8],
])('guessing the own password %s is limited by the account', async (_what, endpoint, fields, wrong) => {
  const ada = await newUser(freshAddress());
  const address = freshAddress();
  const ids = [];
  for (let index = 0; index < 4; index += 1)
    ids.push((await callFrom(address, endpoint, fields, ada.token)).body.errors.error_id);
  expect(ids).toEqual([wrong, wrong, wrong, 429]);
});

test('uncompleted second steps are limited, from wherever they are started; a completed one resets the count', async () => {
  const ada = await newUser(freshAddress());
  const { db } = site.services;
  await db('users')
    .where({ id: Number(ada.id) })
    .update({ two_factor: 'mail' });
  const begin = async () => {
    await db('verification_codes')
      .where({ user_id: Number(ada.id) })
      .update({ created_at: new Date(Date.now() - 61_000) });
    return (await callFrom(freshAddress(), 'auth', { username: ada.username, password: ada.password })).status;
  };
  expect([await begin(), await begin()]).toEqual([200, 200]);
  const code = /code is (\d{6})/.exec((await site.emailsTo(`${ada.username}@example.org`)).at(-1)?.text ?? '')?.[1] ?? '';
  expect((await callFrom(freshAddress(), 'two-factor', { user_id: ada.id, code })).body.api_status).toBe(200);
  expect([await begin(), await begin(), await begin(), await begin()]).toEqual([200, 200, 200, 429]);
});

test('nobody can enumerate phone numbers', async () => {
  const [ada, bo] = [await newUser(freshAddress()), await newUser(freshAddress())];
  await callFrom(freshAddress(), 'update-user-data', { phone_number: '+4915112345678' }, bo.token);
  const found = [];
  for (let index = 0; index < 4; index += 1) {
    const fields = { contacts: '["+4915112345678"]' };
    const { body } = await callFrom('192.0.2.7', 'get-user-suggestions', fields, ada.token);
    found.push(body.contacts_suggestions.map((person: { user_id: string }) => person.user_id));
  }
  expect(found).toEqual([[bo.id], [bo.id], [bo.id], []]);
});

test('e-mails to new addresses of an account are limited', async () => {
  const ada = await newUser(freshAddress());
  await changeSetting(site.services.write, 'emailValidation', '1');
  await site.services.settings.refresh();
  try {
    const statuses = [];
    for (let index = 0; index < 4; index += 1)
      statuses.push((await callFrom('192.0.2.1', 'update-user-data', { email: `${index}@example.org` }, ada.token)).status);
    expect(statuses).toEqual([200, 200, 200, 429]);
  } finally {
    await changeSetting(site.services.write, 'emailValidation', '0');
    await site.services.settings.refresh();
  }
});

test('reading comments does not count as writing them', async () => {
  const ada = await newUser(freshAddress());
  const comments = (fields: Record<string, string>) => callFrom(freshAddress(), 'comments', fields, ada.token);
  for (let index = 0; index < 6; index += 1) {
    expect((await comments({ type: 'fetch_comments', post_id: '1' })).status).not.toBe(429);
  }
  for (let index = 0; index < 4; index += 1) await comments({ type: 'create', post_id: '1', text: 'Hello' });
  expect((await comments({ type: 'create', post_id: '1', text: 'Hello' })).status).toBe(429);
});

test('a person’s writes are limited from every address, and others are not affected', async () => {
  const [ada, bo] = [await newUser(freshAddress()), await newUser(freshAddress())];
  const statuses = [];
  for (let index = 0; index < 5; index += 1)
    statuses.push((await callFrom(freshAddress(), 'sessions', { type: 'get' }, ada.token)).status);
  expect(statuses).toEqual([200, 200, 200, 200, 429]);
  expect((await callFrom(freshAddress(), 'sessions', { type: 'get' }, bo.token)).status).toBe(200);
});

test('the MySQL store counts across all processes', async () => {
  const rates = { ...site.services.config.limits.rates, write: { points: 3, seconds: 60 } };
  const config = { store: 'mysql' as const, redisUrl: undefined, rates };
  const limitsOf = (name: string) => createLimits(config, { ...site.services, site: name });
  const [one, other] = [limitsOf('one'), limitsOf('one')];
  const key = `test:${Date.now()}`;
  await one.spend('write', key);
  await other.spend('write', key);
  await one.spend('write', key);
  await expect(other.spend('write', key)).rejects.toMatchObject({ name: 'LimitError', retryAfterSeconds: expect.any(Number) });
  await one.forgive('write', key);
  await other.spend('write', key);
});

test('a limit for all processes without a shared store is refused as configuration', () => {
  expect(() => readConfig({ RATE_LIMIT_STORE: 'redis' })).toThrow('REDIS_URL: needed with RATE_LIMIT_STORE=redis');
});

test.each([
  ['192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:db8:1:2:ffff::1', '2001:db8:1:2::/64'],
  ['::1', '0:0:0:0::/64'],
])('%s counts as %s', (address, key) => {
  expect(addressKey(address)).toBe(key);
});
