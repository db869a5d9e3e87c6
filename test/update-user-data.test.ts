import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import request from 'supertest';
import { describe, expect, test } from 'vitest';
import { sweepMedia } from '../src/media/ledger.ts';
import { changeSetting } from '../src/settings/service.ts';
import { factory, type Person } from './support/people.ts';
import { openSite } from './support/site.ts';

const site = await openSite();
const a = factory(site);
const db = site.services.db;

const done = { api_status: 200, message: 'Your profile was updated' };
const error = (id: number, text?: string) => ({
  api_status: '400',
  errors: { error_id: id, error_text: text ?? expect.any(String) },
});
const rowOf = (person: Person) => db('users').where({ id: person.id }).first();
const profileOf = async (viewer: Person, person: Person) =>
  (await viewer.call('get-user-data', { user_id: person.id, fetch: 'user_data' })).user_data;

/** A person who changes their address where addresses are confirmed, and the code sent to the new one. */
async function changingAddress(ada: Person): Promise<{ fresh: string; code: string }> {
  const fresh = `new-${ada.email}`;
  await changeSetting(site.services.write, 'emailValidation', '1');
  await site.services.settings.refresh();
  try {
    expect(await ada.call('update-user-data', { email: fresh })).toEqual({ ...done, type: 'code sent' });
  } finally {
    await changeSetting(site.services.write, 'emailValidation', '0');
    await site.services.settings.refresh();
  }
  const [letter] = await site.emailsTo(fresh);
  return { fresh, code: /code is (\d{6})/.exec(letter?.text ?? '')?.[1] ?? '' };
}

const photo = (format: 'jpeg' | 'png' = 'jpeg') =>
  sharp({ create: { width: 600, height: 500, channels: 3, background: '#4a7' } })
    .withExif({ IFD0: { Copyright: 'Ada' }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 30/1 0/1' } })
    [format]()
    .toBuffer();

describe('texts and choices', () => {
  test('are changed one by one and seen by others', async () => {
    const [ada, bo] = await Promise.all([a.user(), a.user()]);
    expect(
      await ada.call('update-user-data', {
        first_name: 'Ada',
        last_name: 'Lovelace',
        about: 'Notes <b>on</b> engines',
        city: 'London',
        relationship: 3,
      }),
    ).toEqual(done);
    expect(await profileOf(bo, ada)).toMatchObject({
      name: 'Ada Lovelace',
      about: 'Notes <b>on</b> engines',
      city: 'London',
      relationship_id: '3',
    });
    expect(await ada.call('update-user-data', { about: '', last_name: '', email: '', username: '' })).toEqual(done);
    expect(await profileOf(bo, ada)).toMatchObject({
      first_name: 'Ada',
      last_name: '',
      about: '',
      relationship_id: '3',
      username: ada.username,
    });
  });

  test('keep the old value when the new one is not in their list', async () => {
    const ada = await a.user();
    const before = await rowOf(ada);
    const wrong = {
      gender: 'robot',
      follow_privacy: 7,
      post_privacy: 'all',
      relationship: 9,
      birthday: '2026-02-30',
      timezone: 'Mars',
      confirm_followers: 'yes',
      lat: 'north',
      country_id: 'x',
      language: '../etc',
    };
    expect(await ada.call('update-user-data', wrong)).toEqual(done);
    expect(await rowOf(ada)).toEqual({ ...before, last_seen_at: expect.any(Date) });
  });

  test.each([
    ['1815-12-10', null],
    ['1990-12-10', '1990-12-10'],
    ['10-12-1990', '1990-12-10'],
    ['5/3/1990', '1990-03-05'],
    ['2999-01-01', null],
  ])('birthday %s is kept as %s', async (given, kept) => {
    const ada = await a.user();
    await ada.call('update-user-data', { birthday: given });
    expect((await rowOf(ada))?.birthday).toBe(kept);
  });

  test('notification switches merge into the stored ones', async () => {
    const ada = await a.user();
    await ada.call('update-user-data', { e_liked: 0 });
    await ada.call('update-user-data', { e_commented: 0, e_liked: 1 });
    expect((await profileOf(ada, ada)).API_notification_settings).toMatchObject({ e_liked: 1, e_commented: 0, e_followed: 1 });
  });

  test('a web address of another scheme is refused', async () => {
    const ada = await a.user();
    for (const website of ['javascript:alert(1)', ' java\tscript:alert(1)', '\u0001javascript:alert(1)'])
      expect(await ada.call('update-user-data', { website })).toEqual(error(12));
    expect(await ada.call('update-user-data', { facebook: 'javascript:alert(1)' })).toEqual(error(12));
    expect(await ada.call('update-user-data', { website: 'https://ada.example' })).toEqual(done);
  });
});

test('an unlisted field is ignored, and the row stays unchanged', async () => {
  const ada = await a.user();
  const before = await rowOf(ada);
  const wanted = {
    admin: 1,
    role: 'admin',
    is_pro: 1,
    pro_type: 3,
    verified: 1,
    balance: '999.00',
    wallet: '9',
    points: 9,
    user_id: 1,
    id: 1,
    password: 'x',
    password_hash: 'x',
    banned: 0,
    state: '',
    active: 1,
    followers_count: 99,
    email_verified_at: '2020-01-01',
    totp_secret: 'x',
    referrer_id: 5,
  };
  expect(await ada.call('update-user-data', wanted)).toEqual(done);
  expect(await rowOf(ada)).toEqual({ ...before, last_seen_at: expect.any(Date) });
});

describe('username, e-mail and phone number', () => {
  test('are refused where they are taken or wrong, by id', async () => {
    const [ada, bo] = await Promise.all([a.user(), a.user()]);
    await bo.call('update-user-data', { phone_number: `+4917${bo.id}555` });
    expect(await ada.call('update-user-data', { username: bo.username.toUpperCase() })).toEqual(
      error(2, 'Username is already exists'),
    );
    expect(await ada.call('update-user-data', { username: 'with space' })).toEqual(error(3, 'Invalid username characters'));
    expect(await ada.call('update-user-data', { username: 'admin' })).toEqual(error(3, 'Invalid username characters'));
    expect(await ada.call('update-user-data', { username: 'abc' })).toEqual(error(4, 'Username must be between 5/32'));
    expect(await ada.call('update-user-data', { email: bo.email })).toEqual(error(5, 'E-mail is already exists'));
    expect(await ada.call('update-user-data', { email: 'nonsense' })).toEqual(error(6, 'Invalid email characters'));
    expect(await ada.call('update-user-data', { phone_number: `+4917${bo.id}555` })).toEqual(
      error(7, 'Phone number already used'),
    );
    expect(await ada.call('update-user-data', { username: bo.username, email: 'nonsense' })).toEqual(error(2));
  });

  test('a new username frees the old one and is found at once', async () => {
    const [ada, bo] = await Promise.all([a.user(), a.user()]);
    const renamed = `${ada.username.slice(0, 20)}_new`;
    expect(await ada.call('update-user-data', { username: renamed })).toEqual(done);
    expect(await ada.call('update-user-data', { username: renamed.toUpperCase() })).toEqual(done);
    expect(await bo.call('update-user-data', { username: ada.username })).toEqual(done);
    expect(await site.call('auth', { username: renamed, password: ada.password })).toMatchObject({ user_id: String(ada.id) });
  });

  test('of 20 people who want one name at once, one gets it', async () => {
    const people = await Promise.all(Array.from({ length: 20 }, () => a.user()));
    const username = `wanted_${Date.now()}`;
    const answers = await Promise.all(people.map((person) => person.call('update-user-data', { username })));
    expect(answers.filter((answer) => answer.api_status === 200)).toHaveLength(1);
    expect(answers.filter((answer) => answer.errors?.error_id === 2)).toHaveLength(19);
  });

  test('a new address waits for its code where addresses are confirmed', async () => {
    const ada = await a.user();
    const { fresh, code } = await changingAddress(ada);
    expect((await rowOf(ada))?.email).toBe(ada.email);
    expect(await site.call('validation_user', { email: fresh, code: 'wrong' })).toEqual(error(6));
    expect(await site.call('validation_user', { email: fresh, code })).toMatchObject({ api_status: 200 });
    expect(await rowOf(ada)).toMatchObject({ email: fresh, email_verified_at: expect.any(Date) });
  });

  test.each([
    ['changed', (ada: Person) => ada.call('update-user-data', { new_password: 'a new secret', current_password: ada.password })],
    [
      'set anew by a letter',
      async (ada: Person) => {
        await site.call('send-reset-password-email', { email: ada.email });
        const code = /code is (\w{32})/.exec((await site.emailsTo(ada.email)).at(-1)?.text ?? '')?.[1] ?? '';
        return site.call('reset_password', { email: ada.email, code, new_password: 'a new secret' });
      },
    ],
  ])('an address that waits for its code is not taken once the password was %s', async (_how, change) => {
    const ada = await a.user();
    const { fresh, code } = await changingAddress(ada);
    expect(await change(ada)).toMatchObject({ api_status: 200 });
    expect(await site.call('validation_user', { email: fresh, code })).toEqual(error(6));
    expect((await rowOf(ada))?.email).toBe(ada.email);
  });
});

test('the owner is notified by e-mail of changes an intruder would make, at the address they had', async () => {
  const ada = await a.user();
  await db('users').where({ id: ada.id }).update({ two_factor: 'mail' });
  const change = { new_password: 'a new secret', current_password: ada.password, email: `new-${ada.email}`, two_factor: 'off' };
  expect(await ada.call('update-user-data', change)).toEqual(done);
  const { fresh, code } = await changingAddress({ ...ada, email: `new-${ada.email}` });
  await site.call('validation_user', { email: fresh, code });
  const told = async (address: string) => (await site.emailsTo(address)).map(({ text }) => text.split('\n')[2]).sort();
  expect(await told(ada.email)).toEqual([
    expect.stringContaining('signing in to your account no longer asks'),
    expect.stringContaining('the e-mail address of your account was changed'),
    expect.stringContaining('the password of your account was changed'),
  ]);
  expect(await told(`new-${ada.email}`)).toEqual([expect.stringContaining('the e-mail address of your account was changed')]);
});

describe('password', () => {
  test('requires the current one, and revokes the other sessions', async () => {
    const ada = await a.user();
    const other = await site.call('auth', { username: ada.username, password: ada.password });
    expect(await ada.call('update-user-data', { new_password: 'a new secret' })).toEqual(
      error(10, 'current_password (POST) is missing'),
    );
    expect(await ada.call('update-user-data', { new_password: 'a new secret', current_password: 'wrong' })).toEqual(error(8));
    expect(await ada.call('update-user-data', { new_password: '123', current_password: ada.password })).toEqual(error(9));
    expect(await ada.call('update-user-data', { new_password: 'a new secret', current_password: ada.password })).toEqual(done);
    const refused = await request(site.app)
      .post(`/api/sessions?access_token=${other.access_token}`)
      .send({ server_key: site.serverKey, type: 'get' });
    expect(refused.body.errors.error_text).toBe('Invalid or expired access_token');
    expect(await ada.call('sessions', { type: 'get' })).toMatchObject({ api_status: 200 });
    expect(await site.call('auth', { username: ada.username, password: 'a new secret' })).toMatchObject({ api_status: 200 });
  });
});

describe('pictures', () => {
  const fetchPath = (url: string) => request(site.app).get(new URL(url).pathname);

  test('are stored without EXIF and GPS, in full size and small, and replace the old files', async () => {
    const [ada, bo] = await Promise.all([a.user(), a.user()]);
    const original = await photo();
    expect(original.includes('GPS') || (await sharp(original).metadata()).exif).toBeTruthy();
    expect(await ada.call('update-user-data', { avatar: { name: 'a.jpg', content: original } })).toEqual(done);
    const first = await profileOf(bo, ada);
    for (const url of [first.avatar, first.avatar_full]) {
      const { body, headers } = await fetchPath(url);
      expect(headers['content-type']).toBe('image/jpeg');
      expect((await sharp(body).metadata()).exif).toBeUndefined();
    }
    expect(
      await ada.call('update-user-data', {
        avatar: { name: 'b.png', content: await photo('png') },
        cover: { name: 'c.jpg', content: original },
      }),
    ).toEqual(done);
    const second = await profileOf(bo, ada);
    expect(second.avatar).not.toBe(first.avatar);
    await sweepMedia(site.services.media, new Date());
    expect((await fetchPath(first.avatar)).status).toBe(404);
    // the post about the picture still shows it
    expect((await fetchPath(first.avatar_full)).status).toBe(200);
    for (const url of [second.avatar, second.avatar_full, second.cover]) expect((await fetchPath(url)).status).toBe(200);
  });

  test.each([
    ['an SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')],
    ['HTML named .jpg', Buffer.from('<html><script>alert(1)</script></html>')],
    ['a GIF that is a script as well', Buffer.from('GIF89a/*<script>*/=1;alert(1)')],
  ])('refuse %s and leave no file', async (_what, content) => {
    const ada = await a.user();
    expect(await ada.call('update-user-data', { avatar: { name: 'a.jpg', content } })).toEqual(error(11));
    expect(await db('media_files').where({ owner_id: ada.id })).toEqual([]);
    expect(await readdir(site.services.config.directories.temporary)).toEqual([]);
    expect((await rowOf(ada))?.avatar).toBe('');
  });

  test('of a refused change are not kept', async () => {
    const [ada, bo] = await Promise.all([a.user(), a.user()]);
    await bo.call('update-user-data', { phone_number: `+4918${bo.id}555` });
    const answer = await ada.call('update-user-data', {
      avatar: { name: 'a.jpg', content: await photo() },
      phone_number: `+4918${bo.id}555`,
    });
    expect(answer).toEqual(error(7));
    expect(await db('media_files').where({ owner_id: ada.id })).toEqual([]);
  });

  test('of 10 changes at once, one is the picture and no file is lost or left over', async () => {
    const ada = await a.user();
    const content = await photo();
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => ada.call('update-user-data', { avatar: { name: 'a.jpg', content } })),
    );
    expect(answers).toEqual(Array(10).fill(done));
    await sweepMedia(site.services.media, new Date());
    const rows = await db('media_files').where({ owner_id: ada.id });
    const avatar = (await rowOf(ada))?.avatar ?? '';
    // the picture itself, and the large ones that posts show
    expect(rows.filter((row) => !row.key.includes('_full')).map((row) => row.key)).toEqual([avatar]);
    expect(rows.filter((row) => row.key.includes('_full'))).toHaveLength(10);
    const root = site.services.config.directories.uploads;
    expect(rows.every((row) => row.state === 'used' && existsSync(join(root, row.key.replace(/^upload\//, ''))))).toBe(true);
  });
});
