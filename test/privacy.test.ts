import request from 'supertest';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { apiDomains } from '../src/api.ts';
import type { Endpoint } from '../src/http/endpoint.ts';
import { openSite } from './support/site.ts';

// Whatever another person calls, with every id pointing at Ada, no answer contains anything that only Ada may see.

const site = await openSite({ TRUST_PROXY: '1' });
const ADDRESS = '203.0.113.77';

async function signUp(name: string, address: string) {
  const form = {
    username: name,
    email: `planted-${name}@example.org`,
    password: 'secret-1',
    confirm_password: 'secret-1',
    android_m_device_id: `device-of-${name}`,
  };
  const { body } = await request(site.app)
    .post('/api/create-account')
    .set('x-forwarded-for', address)
    .type('form')
    .send({ server_key: site.serverKey, ...form });
  return { id: Number(body.user_id), token: String(body.access_token), ...form };
}

/** The words a field may hold: enums and constants of its schema. */
function choicesOf(endpoint: Endpoint, field: string): string[] {
  const schema = JSON.stringify(z.toJSONSchema(endpoint.input, { io: 'input', unrepresentable: 'any' }));
  const own = [...schema.matchAll(new RegExp(`"${field}":\\{[^{}]*?"(?:enum":\\[([^\\]]*)\\]|const":("[^"]*"))`, 'g'))];
  return [
    ...new Set(own.flatMap(([, list, constant]) => (list ?? constant ?? '').split(',').map((word) => word.replaceAll('"', '')))),
  ].filter(Boolean);
}

const FETCH =
  'user_data,followers,following,liked_pages,joined_groups,family,notifications,friend_requests,pro_users,promoted_pages,trending_hashtag,count_new_messages,groups,pages,post_data,post_comments,post_wondered_users,post_liked_users,events,my_events,going,interested,invited,past';

test('no answer of any endpoint holds a private field of another person', async () => {
  const tag = Date.now().toString(36);
  const ada = await signUp(`ada_${tag}`, ADDRESS);
  const bo = await signUp(`bo_${tag}`, '203.0.113.5');
  const phone = `+4999${String(ada.id).padStart(8, '0')}`;
  const call = (person: { token: string }, name: string, fields: Record<string, string>) =>
    request(site.app)
      .post(`/api/${name}`)
      .query({ access_token: person.token })
      .type('form')
      .send({ server_key: site.serverKey, ...fields });
  await call(ada, 'update-user-data', {
    phone_number: phone,
    lat: '51.123456',
    lng: '-0.654321',
    share_my_location: '0',
    birthday: '1990-12-10',
    birth_privacy: '2',
  });
  await site.services
    .db('users')
    .where({ id: ada.id })
    .update({ balance: '31337.42', wallet: '27182.81', totp_secret: 'PLANTEDSECRET234' });
  await call(ada, 'follow-user', { user_id: String(bo.id) });
  await call(bo, 'follow-user', { user_id: String(ada.id) });

  const row = await site.services.db('users').where({ id: ada.id }).first();
  const session = await site.services.db('sessions').where({ user_id: ada.id }).first();
  const planted = [
    ada.email,
    phone,
    ADDRESS,
    ada.token,
    'device-of-ada',
    '51.123456',
    '0.654321',
    '31337.42',
    '27182.81',
    'PLANTEDSECRET234',
    '1990-12-10',
    row?.password_hash ?? '',
    session?.token_hash.toString('hex') ?? '',
  ];
  expect(planted.every((secret) => secret.length > 5)).toBe(true);

  let seen = 0;
  for (const endpoint of apiDomains.flatMap((domain) => domain.endpoints)) {
    if (
      endpoint.access !== 'user' ||
      ['delete-user', 'delete-access-token', 'set-browser-cookie', 'block-user', 'follow-user'].includes(endpoint.name)
    )
      continue;
    const types = endpoint.fields.has('type') ? choicesOf(endpoint, 'type') : [''];
    const actions = endpoint.fields.has('action') ? choicesOf(endpoint, 'action') : [''];
    for (const type of types) {
      for (const action of actions) {
        const ids = [...endpoint.fields.keys()].filter((field) => /(^|_)ids?$/.test(field) && !field.includes('device'));
        const fields = {
          ...Object.fromEntries(ids.map((field) => [field, String(ada.id)])),
          ...(endpoint.fields.has('fetch') ? { fetch: FETCH } : {}),
          ...(endpoint.fields.has('search_key') ? { search_key: ada.username } : {}),
          ...(endpoint.fields.has('username') && endpoint.name !== 'update-user-data' ? { username: ada.username } : {}),
          ...(endpoint.fields.has('distance') ? { lat: '51.123456', lng: '-0.654', distance: '500' } : {}),
          ...(endpoint.fields.has('contacts') ? { contacts: JSON.stringify([phone]) } : {}),
          ...(type ? { type } : {}),
          ...(action ? { action } : {}),
        };
        const { text } = await call(bo, endpoint.name, fields);
        expect(
          planted.filter((secret) => text.includes(secret)).map((secret) => `${endpoint.name} ${type}${action} tells ${secret}`),
        ).toEqual([]);
        if (text.includes(ada.username)) seen += 1;
      }
    }
  }
  expect(seen).toBeGreaterThan(2);
});
