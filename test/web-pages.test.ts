import { readdir } from 'node:fs/promises';
import { nanoid } from 'nanoid';
import { type DefaultTreeAdapterTypes, parse } from 'parse5';
import sharp from 'sharp';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { changeSetting } from '../src/settings/service.ts';
import { textAssets } from '../src/web/shell/assets.ts';
import { factory } from './support/people.ts';
import { openSite, type Site } from './support/site.ts';

const site = await openSite();
const strict = await openSite({ RATE_LIMIT_AUTH_ACCOUNT: '3/600' });
const proxied = await openSite({ BASE_URL: 'https://community.example' });
const a = factory(site);

const html = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';
const hostile = `"><script>alert(1)</script><input value='`;

async function setEmailValidation(value: '0' | '1') {
  await changeSetting(site.services.write, 'emailValidation', value);
  await site.services.settings.refresh();
}

/** The site-relative address of the page that an e-mail leads to. */
async function mailedLink(to: string, on: Site = site): Promise<string> {
  const [email] = await on.emailsTo(to);
  return new URL(/https?:\/\/\S+/.exec(email?.text ?? '')?.[0] ?? '').href.replace(on.services.config.baseUrl, '');
}

const open = (path: string, on: Site = site) => request(on.app).get(path).set('Accept', html);
const submit = (path: string, form: Record<string, string>, on: Site = site) =>
  request(on.app).post(path).set('Accept', html).set('Sec-Fetch-Site', 'same-origin').type('form').send(form);

type Element = DefaultTreeAdapterTypes.Element;

/** All elements of a page of one kind, as a browser would build them. */
function elements(page: string, tag: string): Element[] {
  const found: Element[] = [];
  const walk = (node: DefaultTreeAdapterTypes.Node): void => {
    if ('tagName' in node && node.tagName === tag) found.push(node);
    if ('childNodes' in node) node.childNodes.forEach(walk);
  };
  walk(parse(page));
  return found;
}

function textOf(node: DefaultTreeAdapterTypes.Node): string {
  if (node.nodeName === '#text' && 'value' in node) return node.value;
  return 'childNodes' in node ? node.childNodes.map(textOf).join('') : '';
}

const attributes = (element: Element | undefined) =>
  Object.fromEntries((element?.attrs ?? []).map(({ name, value }) => [name, value]));
const heading = (page: string) => elements(page, 'h1').map(textOf).join('|');

/** Name and value of every field of the page's form, as the browser would send it. */
const fieldsOf = (page: string) =>
  Object.fromEntries(
    elements(page, 'input')
      .map(attributes)
      .map(({ name = '', value = '' }) => [name, value]),
  );

/** What holds for every page: its language, one title, one heading, a label for each field, nothing inline. */
function expectWellMade(page: string) {
  expect(attributes(elements(page, 'html')[0])).toMatchObject({ lang: 'en', dir: 'ltr' });
  expect(elements(page, 'title').filter((title) => textOf(title).endsWith('· Community'))).toHaveLength(1);
  expect(elements(page, 'h1')).toHaveLength(1);
  expect(elements(page, 'main')).toHaveLength(1);
  const labelled = elements(page, 'label').map((label) => attributes(label).for);
  const shown = elements(page, 'input')
    .map(attributes)
    .filter((input) => input.type !== 'hidden');
  expect(labelled).toEqual(shown.map((input) => input.id));
  expect(elements(page, 'script')).toEqual([]);
  expect(page).not.toMatch(/ style=| on\w+=|undefined|\[object/);
}

describe('GET /activate', () => {
  beforeAll(() => setEmailValidation('1'));
  afterAll(() => setEmailValidation('0'));

  async function newcomer() {
    const username = `n_${nanoid(12).replace(/-/g, '_')}`;
    const person = { username, email: `${username.toLowerCase()}@example.org`, password: 'secret-1' };
    const answer = await site.call('create-account', { ...person, confirm_password: person.password });
    expect(answer.api_status).toBe(220);
    const state = async () =>
      (
        await site.services
          .db('users')
          .where({ id: Number(answer.user_id) })
          .first('state')
      )?.state;
    return { ...person, id: Number(answer.user_id), state, link: await mailedLink(person.email) };
  }

  test('asks for a tap and uses up nothing, however often a scanner opens it; the tap confirms the account', async () => {
    const ada = await newcomer();
    await request(site.app).head(ada.link);
    await open(ada.link);
    const page = await open(ada.link);
    expect(page.status).toBe(200);
    expectWellMade(page.text);
    expect(await ada.state()).toBe('pending');

    const form = attributes(elements(page.text, 'form')[0]);
    expect(form).toMatchObject({ method: 'post', action: '/activate' });
    const answer = await submit('/activate', fieldsOf(page.text));
    expect([answer.status, answer.headers.location]).toEqual([303, '/activate/done']);
    expect(await ada.state()).toBe('active');
    expect(await site.call('auth', { username: ada.username, password: ada.password })).toMatchObject({ api_status: 200 });

    const done = await open('/activate/done');
    expect(heading(done.text)).toBe('Your address is confirmed');
    expectWellMade(done.text);
  });

  test('a link works once', async () => {
    const ada = await newcomer();
    const fields = fieldsOf((await open(ada.link)).text);
    await submit('/activate', fields);
    const again = await submit('/activate', fields);
    expect([again.status, heading(again.text)]).toEqual([400, 'This link no longer works']);
    expectWellMade(again.text);
  });

  test('wrong codes and unknown people look the same, and change nothing', async () => {
    const ada = await newcomer();
    const wrong = await submit('/activate', { user_id: String(ada.id), code: 'nonsense' });
    const nobody = await submit('/activate', { user_id: '999999999', code: 'nonsense' });
    expect([wrong.status, wrong.text]).toEqual([400, nobody.text]);
    expect(await ada.state()).toBe('pending');
  });

  test.each(['', '?user_id=12', '?code=123456', '?user_id=0&code=1', '?user_id=x&code=1', `?user_id=1&code=${'9'.repeat(65)}`])(
    'says that a link cut to "%s" is incomplete',
    async (query) => {
      const page = await open(`/activate${query}`);
      expect([page.status, heading(page.text)]).toEqual([400, 'This link is incomplete']);
      expectWellMade(page.text);
    },
  );
});

describe('GET /reset-password', () => {
  async function forgetful() {
    const ada = await a.user();
    await site.call('send-reset-password-email', { email: ada.email });
    return { ...ada, link: await mailedLink(ada.email) };
  }
  const twice = (password: string) => ({ new_password: password, confirm_password: password });

  test('sets the new password once with the e-mailed link, and revokes all sessions', async () => {
    const ada = await forgetful();
    const page = await open(ada.link);
    expect(page.status).toBe(200);
    expectWellMade(page.text);
    expect(elements(page.text, 'input').map((input) => attributes(input).type)).toEqual([
      'email',
      'hidden',
      'password',
      'password',
    ]);

    const fields = { ...fieldsOf(page.text), ...twice('a new secret') };
    const answer = await submit('/reset-password', fields);
    expect([answer.status, answer.headers.location]).toEqual([303, '/reset-password/done']);
    expect(await ada.call('sessions', { type: 'get' })).toMatchObject({ errors: { error_id: 2 } });
    expect(await site.call('auth', { username: ada.username, password: 'a new secret' })).toMatchObject({ api_status: 200 });
    expectWellMade((await open('/reset-password/done')).text);

    const again = await submit('/reset-password', fields);
    expect([again.status, elements(again.text, 'p').map(textOf)[0]]).toEqual([
      400,
      'This link or code is wrong, has already been used, or is older than an hour. Ask the app for a new email.',
    ]);
  });

  test.each([
    ['nothing', {}, { new_password: 'Enter a new password.', confirm_password: 'Repeat the new password.' }],
    ['five characters', twice('12345'), { new_password: 'Use at least 6 characters.' }],
    [
      '73 bytes',
      twice(`${'é'.repeat(36)}x`),
      { new_password: 'Use at most 72 characters; accented letters and emoji count more than once.' },
    ],
    [
      'two passwords',
      { new_password: 'secret-1', confirm_password: 'secret-2' },
      { confirm_password: 'The two passwords are different.' },
    ],
  ])(
    'shows what is wrong with %s where it is, keeps the rest, and leaves the code usable',
    async (_case, passwords, problems) => {
      const ada = await forgetful();
      const page = await open(ada.link);
      const { email, code } = fieldsOf(page.text);
      const answer = await submit('/reset-password', { email: email ?? '', code: code ?? '', ...passwords });
      expect(answer.status).toBe(400);
      expectWellMade(answer.text);
      expect(textOf(elements(answer.text, 'title')[0] as Element)).toMatch(/^Problem: /); // expectWellMade has found it
      expect(fieldsOf(answer.text)).toEqual({ email, code, new_password: '', confirm_password: '' });

      const shown = elements(answer.text, 'p').filter((p) => attributes(p).class === 'field-problem');
      expect(Object.fromEntries(shown.map((p) => [attributes(p).id?.replace('-problem', ''), textOf(p)]))).toEqual(problems);
      const invalid = elements(answer.text, 'input')
        .map(attributes)
        .filter((input) => input['aria-invalid'] === 'true');
      expect(invalid.map((input) => input.name)).toEqual(Object.keys(problems));
      for (const input of invalid) expect(input['aria-describedby']).toContain(`${input.name}-problem`);
      expect(invalid.map((input) => 'autofocus' in input)).toEqual(invalid.map((_input, index) => index === 0));

      const right = await submit('/reset-password', { ...fieldsOf(answer.text), ...twice('a new secret') });
      expect(right.status).toBe(303);
    },
  );

  test('asks for address and code if the link has none, and accepts the code with spaces around it', async () => {
    const ada = await forgetful();
    const page = await open('/reset-password');
    expectWellMade(page.text);
    expect(elements(page.text, 'label').map(textOf)).toEqual([
      'Email address',
      'Code',
      'New password',
      'Repeat the new password',
    ]);
    const code = new URLSearchParams(ada.link.split('?')[1]).get('code');
    const answer = await submit('/reset-password', {
      email: ada.email.toUpperCase(),
      code: ` ${code} `,
      ...twice('a new secret'),
    });
    expect(answer.status).toBe(303);
  });

  test('a wrong code and an address nobody has look the same', async () => {
    const ada = await forgetful();
    const form = { code: 'nonsense', ...twice('a new secret') };
    const wrong = await submit('/reset-password', { email: ada.email, ...form });
    const nobody = await submit('/reset-password', { email: 'nobody@example.org', ...form });
    expect(wrong.status).toBe(400);
    expect(wrong.text.replaceAll(ada.email, '')).toBe(nobody.text.replaceAll('nobody@example.org', ''));
  });

  test('shares its limit of guesses with the API, and says when to come back', async () => {
    const email = `${nanoid(10).toLowerCase()}@example.org`;
    const guess = { email, code: 'nonsense', ...twice('a new secret') };
    for (const code of ['1', '2']) await strict.call('reset_password', { email, code, new_password: 'a new secret' });
    expect((await submit('/reset-password', guess, strict)).status).toBe(400);
    const stopped = await submit('/reset-password', { ...guess, email: ` ${email.toUpperCase()}` }, strict);
    expect(stopped.status).toBe(429);
    expect(Number(stopped.headers['retry-after'])).toBeGreaterThan(0);
    expect(textOf(elements(stopped.text, 'p')[0] as Element)).toMatch(/too many attempts\. Please try again in \d+ minutes/);
    expect(fieldsOf(stopped.text).code).toBe('nonsense');
    expect(await strict.call('reset_password', { email, code: '3', new_password: 'a new secret' })).toMatchObject({
      errors: { error_id: 429 },
    });
  });

  test('a field sent twice gets no second limit', async () => {
    const email = `${nanoid(10).toLowerCase()}@example.org`;
    const body = new URLSearchParams([
      ['email', 'other@example.org'],
      ['email', email],
      ['code', 'x'],
      ['new_password', 'a new secret'],
      ['server_key', strict.serverKey],
    ]).toString();
    const answers = [];
    for (let index = 0; index < 4; index += 1)
      answers.push((await request(strict.app).post('/api/reset_password').type('form').send(body)).body.errors.error_id);
    expect(answers).toEqual([9, 9, 9, 429]);
  });
});

describe('every page', () => {
  test('shows hostile values as text', async () => {
    const query = new URLSearchParams({ email: hostile, code: hostile, user_id: '7' });
    for (const path of ['/activate', '/reset-password']) {
      const page = await open(`${path}?${query}`);
      expectWellMade(page.text);
      expect(fieldsOf(page.text).code).toBe(hostile);
    }
    const again = await submit('/reset-password', { email: hostile, code: hostile });
    expectWellMade(again.text);
    expect(fieldsOf(again.text)).toMatchObject({ email: hostile, code: hostile });
    const twice = await open(`/reset-password?email=a&email=b&code[x]=1&__proto__=1`);
    expect(fieldsOf(twice.text)).toMatchObject({ email: 'b', code: '' });
    expectWellMade((await open(`/${encodeURIComponent(hostile)}`)).text);
  });

  test.each(['/activate?user_id=7&code=123456', '/activate', '/reset-password?email=a%40example.org&code=s', '/activate/done'])(
    'keeps %s out of caches, frames and referrers, and allows nothing inline',
    async (path) => {
      const { headers } = await open(path);
      expect(headers['content-type']).toBe('text/html; charset=utf-8');
      expect(headers['cache-control']).toBe('no-store');
      expect(headers['referrer-policy']).toBe('same-origin');
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['content-security-policy']).toBe(
        "default-src 'none'; img-src 'self'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
      );
    },
  );

  test('codes do not reach the log', async () => {
    await open('/activate?user_id=7&code=135791');
    await open('/reset-password?email=a%40example.org&code=very-secret-code');
    await submit('/reset-password', { email: 'a@example.org', code: 'very-secret-code', new_password: 'very-secret-word' });
    expect(JSON.stringify(site.log)).not.toMatch(/135791|very-secret/);
  });

  test.each([
    ['another site', { 'Sec-Fetch-Site': 'cross-site' }, 403],
    ['a sibling of the site', { 'Sec-Fetch-Site': 'same-site', Origin: 'https://community.example' }, 403],
    ['an old browser on another site', { Origin: 'https://evil.example' }, 403],
    ['a sandboxed page', { Origin: 'null' }, 403],
    ['its own page', { 'Sec-Fetch-Site': 'same-origin', Origin: 'null' }, 400],
    ['its own page in an old browser', { Origin: 'https://community.example' }, 400],
    ['its own page, reached by another name', { Origin: 'http://192.0.2.7:3000', Host: '192.0.2.7:3000' }, 400],
    ['no browser', {}, 400],
  ])('a form sent by %s gets %j: %i', async (_case, headers, status) => {
    for (const path of ['/activate', '/reset-password']) {
      const answer = await request(proxied.app).post(path).set('Accept', html).set(headers).type('form').send({ user_id: 'x' });
      expect(answer.status).toBe(status);
      expectWellMade(answer.text);
    }
  });

  test('a form that is too large is refused', async () => {
    const answer = await submit('/reset-password', { email: 'x'.repeat(9000) });
    expect([answer.status, heading(answer.text)]).toEqual([413, 'That was too large']);
  });
});

describe('errors', () => {
  const notFound = { api_status: '404', errors: { error_id: 1, error_text: 'Error: 404 API Type Not Found' } };

  test('a browser gets a page with the true status', async () => {
    const page = await open('/no/such/page');
    expect([page.status, heading(page.text), page.headers.vary]).toEqual([
      404,
      'Page not found',
      expect.stringMatching(/^Accept(,|$)/),
    ]);
    expectWellMade(page.text);
    const posted = await submit('/no/such/page', {});
    expect([posted.status, heading(posted.text)]).toEqual([404, 'Page not found']);
  });

  test.each([undefined, '*/*', 'application/json', 'application/json, text/html;q=0.5', 'image/png'])(
    'a client that accepts %s gets the envelope',
    async (accept) => {
      const call = request(site.app).get('/no/such/page');
      const answer = await (accept ? call.set('Accept', accept) : call);
      expect(answer.body).toEqual(notFound);
    },
  );

  test('the API answers a browser with the envelope too', async () => {
    for (const path of ['/api', '/api/', '/api/no-such-endpoint'])
      expect((await open(path)).headers['content-type']).toMatch(/^application\/json/);
  });

  test('a failure of ours names the request and nothing else', async () => {
    const broken = await openSite();
    await broken.services.db.destroy();
    const form = { email: 'a@example.org', code: 'x', new_password: 'long enough', confirm_password: 'long enough' };
    const answer = await submit('/reset-password', form, broken);
    const errors = broken.log.splice(0).filter((line) => Number(line.level) >= 50);
    expect(answer.status).toBe(500);
    expectWellMade(answer.text);
    expect(answer.text).toContain(answer.headers['x-request-id']);
    expect(answer.text).not.toMatch(/knex|pool|node_modules|Error:/i);
    expect(errors.length).toBeGreaterThan(0);
  });
});

describe('/assets', () => {
  const reactions = ['like', 'love', 'haha', 'wow', 'sad', 'angry'].map((name) => [`reactions/${name}`, 128, 128] as const);

  test.each([
    ['logo', 512, 512],
    ['avatar-male', 256, 256],
    ['avatar-female', 256, 256],
    ['cover', 1200, 400],
    ...reactions,
  ] as const)('%s is there as SVG, and for apps as PNG of %i by %i', async (name, width, height) => {
    const svg = await request(site.app).get(`/assets/${name}.svg`);
    expect(svg.headers).toMatchObject({
      'content-type': 'image/svg+xml',
      'x-content-type-options': 'nosniff',
      'cache-control': 'public, max-age=86400',
      'cross-origin-resource-policy': 'cross-origin',
    });
    const png = await request(site.app).get(`/assets/${name}.png`);
    expect(png.headers['content-type']).toBe('image/png');
    expect(await sharp(png.body).metadata()).toMatchObject({ width, height });
  });

  test('what a page shows may be kept for good, under an address that changes with it', async () => {
    const { text } = await open('/activate/done');
    const addresses = [
      ...elements(text, 'link').map((link) => attributes(link).href),
      ...elements(text, 'img').map((image) => attributes(image).src),
    ];
    expect(addresses).toHaveLength(4);
    for (const address of addresses) {
      const file = await request(site.app).get(address ?? '');
      expect([file.status, file.headers['cache-control']]).toEqual([200, 'public, max-age=31536000, immutable']);
      const stale = await request(site.app).get(`${address?.split('?')[0]}?v=older`);
      expect(stale.headers['cache-control']).toBe('public, max-age=86400');
      expect(
        (
          await request(site.app)
            .get(address ?? '')
            .set('If-None-Match', file.headers.etag ?? '')
        ).status,
      ).toBe(304);
    }
  });

  test('the favicon is where browsers look for it', async () => {
    const answer = await request(site.app).get('/favicon.ico');
    expect([answer.status, answer.headers['content-type']]).toEqual([200, 'image/vnd.microsoft.icon']);
  });

  test.each([
    '/assets',
    '/assets/',
    '/assets/reactions',
    '/assets/../routes.ts',
    '/assets/..%2froutes.ts',
    '/assets/nothing.png',
  ])('%s shows nothing', async (path) => {
    expect((await open(path)).status).toBe(404);
  });

  test('nothing but pictures, styles and scripts is served', async () => {
    const files = await readdir(new URL('../src/web/shell/pictures/', import.meta.url), { recursive: true });
    expect([...files, ...textAssets].filter((file) => !/\.(svg|png|ico|css|js)$/.test(file))).toEqual(['reactions']);
  });
});
