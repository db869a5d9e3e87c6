import { readdir } from 'node:fs/promises';
import { TOTP } from 'otpauth';
import request from 'supertest';
import { beforeAll, describe, expect, test } from 'vitest';
import { plain } from './fixtures/media/pictures.ts';
import {
  attributes,
  type BrowserSession,
  cookiesOf,
  elements,
  openPage,
  sendForm,
  signedIn,
  textOf,
  tokenOf,
} from './support/browser-session.ts';
import { addressIn, type PageRoute, pageRoutes } from './support/page-routes.ts';
import { factory, type Person } from './support/people.ts';
import { openSite, type Site } from './support/site.ts';

const site = await openSite();
const secure = await openSite({ BASE_URL: 'https://community.example', RATE_LIMIT_AUTH_ACCOUNT: '3/600' });
const a = factory(site);
const routes = pageRoutes(site);
const changes = routes.filter(({ method }) => method === 'post');
const withId = routes.filter(({ path }) => path.includes(':id'));

const FEED = '/get_news_feed';
const EVIL = 'evil.example';
const picture = { name: 'p.png', content: await plain(40, 30).png().toBuffer(), type: 'image/png' };

let ada: Person;
let browser: BrowserSession;
let foreign: BrowserSession;

beforeAll(async () => {
  ada = await a.user();
  browser = await signedIn(site, ada);
  foreign = await signedIn(site, await a.user());
});

const name = ({ method, path }: PageRoute) => `${method.toUpperCase()} ${path}`;
const cookieLines = (headers: Record<string, unknown>) => [headers['set-cookie'] ?? []].flat().map(String);

/** Signs in by the form of /login with fields of its own. */
async function enter(on: Site, fields: Record<string, string>, cookie = '') {
  const form = await openPage(on, '/login');
  const cookies = [cookie, cookiesOf(form)].filter(Boolean).join('; ');
  return sendForm(on, '/login', { csrf: tokenOf(form.text), ...fields }).set('Cookie', cookies);
}

describe('no address leads to another site', () => {
  const elsewhere = [
    `//${EVIL}`,
    `///${EVIL}`,
    `/\\${EVIL}`,
    `\\\\${EVIL}`,
    `/..//${EVIL}`,
    `/.//${EVIL}`,
    `/x/..//${EVIL}/`,
    `/%2e//${EVIL}`,
    `/x/%2e%2e//${EVIL}`,
    `/./\\${EVIL}`,
    `/\t/${EVIL}`,
    `/\n/${EVIL}`,
    `https:${EVIL}`,
    `https://${EVIL}`,
    `http:/\\${EVIL}`,
    `@${EVIL}`,
    `.${EVIL}`,
    'javascript:alert(1)',
    'java\tscript:alert(1)',
    'data:text/html,x',
    ` //${EVIL}`,
    `/%0d%0aLocation:%20https://${EVIL}`,
    `/%5c${EVIL}`,
    `/%2f${EVIL}`,
  ];
  const isOurs = (location = '') => new URL(location, 'https://here.example/').origin === 'https://here.example';

  test.each(elsewhere)('next=%s', async (next) => {
    const entered = await enter(site, { login: ada.username, password: ada.password, next });
    const known = await browser.get(`/login?next=${encodeURIComponent(next)}`);
    for (const { status, headers } of [entered, known]) {
      expect([status, headers.location, isOurs(headers.location)]).toEqual([303, headers.location, true]);
    }
    const form = await openPage(site, `/login?next=${encodeURIComponent(next)}`);
    const field = elements(form.text, 'input').find((input) => attributes(input).name === 'next');
    expect(isOurs(attributes(field).value)).toBe(true);
  });

  test('nor does the page a form says it was on', async () => {
    for (const referer of [`https://${EVIL}/x`, `http://localhost@${EVIL}/`, `http://localhost/..//${EVIL}`, 'nonsense']) {
      const answer = await sendForm(site, '/posts/1/hide', { csrf: browser.csrf }).set({
        Cookie: browser.cookie,
        Host: 'localhost',
        Referer: referer,
      });
      expect(isOurs(answer.headers.location)).toBe(true);
    }
  });

  test('nor does the name a request gives the server', async () => {
    for (const path of ['/login', FEED, '/no/such/page', `/${ada.username}`]) {
      for (const header of ['Host', 'X-Forwarded-Host', 'X-Original-URL', 'X-Rewrite-URL']) {
        const { text, headers } = await openPage(site, path).set('Cookie', browser.cookie).set(header, EVIL);
        expect(`${JSON.stringify(headers)} ${text}`).not.toContain(EVIL);
      }
    }
  });
});

describe('a session', () => {
  test('is never one that a browser chose itself', async () => {
    const planted = 'x'.repeat(43);
    const answer = await enter(site, { login: ada.username, password: ada.password }, `user_id=${planted}`);
    const entered = cookiesOf(answer);
    expect([answer.status, entered.includes(planted)]).toEqual([303, false]);
    expect((await openPage(site, FEED).set('Cookie', `user_id=${planted}`)).status).toBe(303);
  });

  test('has cookies that scripts and other sites do not get, over TLS alone where the site has it', async () => {
    const cy = await factory(secure).user();
    const form = await openPage(secure, '/login');
    const answer = await enter(secure, { login: cy.username, password: cy.password });
    for (const line of [...cookieLines(form.headers), ...cookieLines(answer.headers)]) {
      expect(line).toMatch(/; HttpOnly/);
      expect(line).toMatch(/; Secure/);
      expect(line).toMatch(/; SameSite=(Lax|Strict)/);
      expect(line).not.toMatch(/Domain=/i);
    }
    expect(form.headers['strict-transport-security']).toMatch(/max-age=/);
  });

  test('in a browser ends with a new password, with the account, and with a ban', async () => {
    const [bo, cy, dee] = [await a.user(), await a.user(), await a.user()];
    const sessions = await Promise.all([bo, cy, dee].map((person) => signedIn(site, person)));
    await bo.call('update-user-data', { current_password: bo.password, new_password: 'another-1' });
    await cy.call('delete-user', { password: cy.password });
    await site.services.db('users').where({ id: dee.id }).update({ banned: 1 });
    await site.settled();
    for (const session of sessions) expect((await session.get(FEED)).status).toBe(303);
  });

  test('is not created by the second step alone, whose guesses are limited', async () => {
    const cy = await factory(secure).user();
    const { secret } = await cy.call('update_two_factor', { type: 'totp' });
    const code = () => new TOTP({ secret }).generate({ timestamp: Date.now() });
    await cy.call('update_two_factor', { type: 'verify', code: code() });
    const form = await openPage(secure, '/login');
    const guess = async (given: string) =>
      sendForm(secure, '/login/code', { csrf: tokenOf(form.text), user_id: String(cy.id), code: given }).set(
        'Cookie',
        cookiesOf(form),
      );
    const next = new TOTP({ secret }).generate({ timestamp: Date.now() + 30_000 });
    const answers = [await guess(next), await guess('000000'), await guess('000001'), await guess('000002')];
    expect(answers.map(({ status }) => status)).toEqual([400, 400, 400, 429]);
    for (const answer of answers) expect(cookiesOf(answer)).not.toContain('user_id=');
  });

  test('answers an unknown name, a wrong password and a banned person without it in the same way', async () => {
    const banned = await a.user();
    await site.services.db('users').where({ id: banned.id }).update({ banned: 1 });
    const pages: string[] = [];
    for (const login of [ada.username, ada.email, banned.username, 'nobody_at_all', 'nobody@example.org']) {
      const { status, text } = await enter(site, { login, password: 'nonsense' });
      pages.push(`${status} ${text.replaceAll(login, 'NAME').replace(/name="csrf" value="[^"]+"/, '')}`);
    }
    expect(new Set(pages).size).toBe(1);
  });
});

describe('a form', () => {
  const sent = (route: PageRoute, fields: Record<string, string>, headers: Record<string, string>) =>
    sendForm(site, addressIn(route, 1), fields).set({ Cookie: browser.cookie, ...headers });

  test.each(changes.map((route) => [name(route), route] as const))(
    '%s is accepted only from pages of this session',
    async (_name, route) => {
      for (const csrf of ['', 'x', foreign.csrf]) expect((await sent(route, { csrf }, {})).status).toBe(403);
      for (const from of ['cross-site', 'same-site']) {
        expect((await sent(route, { csrf: browser.csrf }, { 'Sec-Fetch-Site': from })).status).toBe(403);
      }
      for (const origin of [`https://${EVIL}`, 'null']) {
        const answer = await request(site.app)
          .post(addressIn(route, 1))
          .set({ Cookie: browser.cookie, Accept: 'text/html', Origin: origin })
          .type('form')
          .send({ csrf: browser.csrf });
        expect(answer.status).toBe(403);
      }
      for (const type of ['text/plain', 'application/json']) {
        const answer = await request(site.app)
          .post(addressIn(route, 1))
          .set({ Cookie: browser.cookie, Accept: 'text/html', 'Content-Type': type })
          .send(JSON.stringify({ csrf: browser.csrf }));
        expect([400, 403, 415]).toContain(answer.status);
      }
      expect((await browser.get(FEED)).status).toBe(200);
    },
  );

  test('holds another token in every answer, so that its bytes are in none twice; each is good for the session', async () => {
    const post = (await ada.call('new_post', { postText: 'to keep' })).post_data;
    const tokens = [(await browser.get(FEED)).text, (await browser.getPart(`/posts/${post.id}`)).text].map(tokenOf);
    expect(new Set([browser.csrf, ...tokens]).size).toBe(3);
    const guests = [await openPage(site, '/login'), await openPage(site, '/login')];
    const again = await openPage(site, '/login').set('Cookie', cookiesOf(guests[0] ?? ({} as never)));
    expect(new Set([...guests, again].map(({ text }) => tokenOf(text))).size).toBe(3);
    for (const csrf of tokens) expect((await browser.post(`/posts/${post.id}/save`, { csrf })).status).toBe(303);
    const turned = (tokens[0] ?? '').replace(/^./, (first) => (first === 'A' ? 'B' : 'A'));
    for (const csrf of [turned, 'A'.repeat(86), `${tokens[0]}AAAA`, (tokens[0] ?? '').slice(43)]) {
      expect((await browser.post(`/posts/${post.id}/save`, { csrf })).status).toBe(403);
    }
  });

  test('changes nothing by another method, whatever it claims to be', async () => {
    const post = (await ada.call('new_post', { postText: 'stays' })).post_data;
    const path = `/posts/${post.id}/delete`;
    for (const method of ['get', 'put', 'patch', 'delete', 'head', 'options'] as const) {
      await request(site.app)
        [method](path)
        .query({ csrf: browser.csrf, _method: 'POST' })
        .set({ Cookie: browser.cookie, 'X-HTTP-Method-Override': 'POST', Accept: 'text/html' });
    }
    expect((await browser.get(`${FEED}?post_id=${post.id}`)).status).toBe(200);
  });

  test('stores no files if it is not one of ours', async () => {
    const kept = async () => {
      const { temporary, media } = {
        temporary: site.services.config.directories.temporary,
        media: site.services.media.config.store,
      };
      const directories = [temporary, ...('directory' in media ? [media.directory] : [])];
      const lists = await Promise.all(directories.map((path) => readdir(path, { recursive: true }).catch(() => [])));
      return lists.flat().sort();
    };
    const before = await kept();
    for (const path of ['/posts', '/stories', `/messages/${(await a.user()).id}`]) {
      for (const csrf of ['', 'x']) {
        for (const cookie of [browser.cookie, '']) {
          const answer = await request(site.app)
            .post(path)
            .set({ Accept: 'text/html', 'Sec-Fetch-Site': 'same-origin', Cookie: cookie })
            .field('csrf', csrf)
            .attach('photos', picture.content, { filename: 'p.png', contentType: 'image/png' })
            .attach('file', picture.content, { filename: 'p.png', contentType: 'image/png' });
          expect(answer.status).toBe(cookie ? 403 : 303);
        }
      }
    }
    expect(await kept()).toEqual(before);
  });
});

describe('what is not for the viewer', () => {
  /** By kind: things that are there and that Ada may not see. */
  const hidden: Record<string, number[]> = {};

  beforeAll(async () => {
    // ids as long as that of something missing, and found nowhere else in a page
    for (const table of [
      'posts',
      'comments',
      'users',
      'community_groups',
      'pages',
      'events',
      'stories',
      'poll_options',
      'group_chats',
      'articles',
    ]) {
      await site.services.db.raw('ALTER TABLE ?? AUTO_INCREMENT = 700000001', [table]);
    }
    const [cy, dee] = [await a.user(), await a.user()];
    await a.block(dee, ada);
    const categories = { category: '2', group_title: 'hush', about: 'hush', privacy: '2', join_privacy: '2' };
    const short = (person: Person) => person.username.slice(2, 12);
    const group = await cy.call('create-group', { group_name: `g_${short(cy)}`, ...categories });
    const blockersGroup = await dee.call('create-group', { group_name: `g_${short(dee)}`, ...categories });
    const page = await dee.call('create-page', {
      ...{ page_name: `p_${short(dee)}`, page_title: 'hush', page_category: '2', page_description: 'hush' },
    });
    const event = await dee.call('create-event', {
      ...{ event_name: 'hush hush', event_location: 'here', event_description: 'nothing to see here' },
      ...{ event_start_date: '2031-01-01', event_end_date: '2031-01-02', event_start_time: '10:00', event_end_time: '12:00' },
    });
    const article = { type: 'create', title: 'hush', content: '<p>hush</p>' };
    const articles = [await dee.call('blogs', article), await cy.call('blogs', { ...article, active: '0' })];
    const story = await dee.call('create-story', { file: picture, file_type: 'image' });
    const ended = await cy.call('create-story', { file: picture, file_type: 'image' });
    await site.services
      .db('stories')
      .where({ id: ended.story_id })
      .update({ expires_at: site.services.db.raw('UTC_TIMESTAMP(3)') });
    const chat = await cy.call('group_chat', { type: 'create', group_name: 'Hush hush', parts: String(dee.id) });
    const posts: number[] = [];
    const comments: number[] = [];
    for (const [author, fields] of [
      [cy, { postPrivacy: '3', answer: ['yes', 'no'] }],
      [cy, { postPrivacy: '1' }],
      [cy, { postPrivacy: '2' }],
      [cy, { group_id: group.group_data.group_id }],
      [dee, {}],
    ] as const) {
      const { post_data } = await author.call('new_post', { postText: 'not for Ada', ...fields });
      const { data } = await author.call('comments', { type: 'create', post_id: post_data.id, text: 'nor this' });
      posts.push(Number(post_data.id));
      comments.push(Number(data.id));
    }
    Object.assign(hidden, {
      posts,
      comments,
      users: [dee.id],
      messages: [dee.id],
      'messages/groups': [Number(chat.data.group_id)],
      'messages/pages': [Number(page.page_data.page_id)],
      groups: [Number(blockersGroup.group_data.group_id)],
      pages: [Number(page.page_data.page_id)],
      events: [event.event_id],
      articles: articles.map(({ data }) => Number(data.id)),
      stories: [story.story_id, ended.story_id],
    });
  });

  const fields: Record<string, string> = { reaction: '1', text: 'x', option: '1', caption: 'x', key: 'k' };

  /** A whole answer, without the id that was asked for and what is new in every answer. */
  async function answerTo(route: PageRoute, id: number, isPart: boolean) {
    const path = addressIn(route, id);
    const call = route.method === 'get' ? openPage(site, path) : sendForm(site, path, { csrf: browser.csrf, ...fields });
    call.set('Cookie', browser.cookie);
    if (isPart) call.set('HX-Request', 'true');
    const { status, text, headers } = await call;
    const { 'x-request-id': _id, date: _date, ...rest } = headers;
    return JSON.stringify([status, rest, text]).replaceAll(String(id), 'ID');
  }

  test.each(withId.map((route) => [name(route), route] as const))('looks to %s as if it did not exist', async (_name, route) => {
    const kind = route.path.split('/:')[0]?.slice(1) ?? '';
    const ids = hidden[kind] ?? [];
    expect(ids.length).toBeGreaterThan(0);
    for (const isPart of [false, true]) {
      const absent = await answerTo(route, 999_999_999, isPart);
      for (const id of ids) expect(await answerTo(route, id, isPart)).toBe(absent);
    }
  });

  test('looks to the page as if it did not exist, by every name of its query', async () => {
    const get = async (query: string, id: number) => {
      const { status, text } = await browser.get(`${FEED}?${query}=${id}`);
      return `${status} ${text.replaceAll(String(id), 'ID')}`;
    };
    for (const [query, kind] of [
      ['post_id', 'posts'],
      ['user_id', 'users'],
      ['page_id', 'pages'],
      ['group_id', 'groups'],
      ['event_id', 'events'],
    ] as const) {
      const absent = await get(query, 999_999_999);
      for (const id of hidden[kind] ?? []) expect(await get(query, id)).toBe(absent);
    }
  });

  test('takes no votes', async () => {
    const [post = 0] = hidden.posts ?? [];
    const [option] = await site.services.db('poll_options').where({ post_id: post }).orderBy('id').pluck('id');
    const answers = await Promise.all(
      [option, 999_999_999].map((id) => browser.post(`/posts/${post}/vote`, { option: String(id) })),
    );
    expect(answers.map(({ status }) => status)).toEqual([404, 404]);
    expect(answers[0]?.text).toBe(answers[1]?.text);
  });

  test('is not revealed by a name: for guests every name leads to signing in, for a blocked person it does not exist', async () => {
    const dee = await a.user();
    await a.block(dee, ada);
    const asGuest = async (path: string) => (await openPage(site, `/${path}`)).headers.location?.replace(path, 'NAME');
    expect(await asGuest(dee.username)).toBe('/login?next=%2FNAME');
    expect(await asGuest('nobody_of_that_name')).toBe('/login?next=%2FNAME');
    const blocked = await browser.get(`/${dee.username}`);
    const nobody = await browser.get('/nobody_of_that_name');
    expect([blocked.status, blocked.text]).toEqual([404, nobody.text]);
    await a.user(); // the page of a name one may see still opens
    expect((await browser.get(`/${ada.username}`)).headers.location).toBe(`${FEED}?user_id=${ada.id}`);
  });

  test('nor are private fields of people the viewer may see', async () => {
    const cy = await a.user({ phone_num: '' });
    await cy.call('update-user-data', { phone_number: '+4915112345678', birthday: '1990-02-03', birth_privacy: '2' });
    const { text } = await browser.get(`${FEED}?user_id=${cy.id}`);
    for (const secret of [cy.email, '15112345678', cy.token, '1990']) expect(text).not.toContain(secret);
  });
});

describe('what no client sends', () => {
  const oddIds = [
    'x',
    '-1',
    '0',
    '1e3',
    '0x10',
    '1.5',
    '+1',
    '%00',
    '1%2f2',
    'NaN',
    '99999999999999999999',
    '1'.repeat(300),
    '%E0%A4%A',
    '..%2f..',
  ];

  test.each(withId.map((route) => [name(route), route] as const))('is no id of %s', async (_name, route) => {
    for (const id of oddIds) {
      const path = addressIn(route, id);
      const answer = route.method === 'get' ? await browser.get(path) : await browser.post(path, { reaction: '1', text: 'x' });
      const isMalformed = id.startsWith('%E0') || route.path.endsWith('/vote');
      // what looks like an id is looked for where the redirect leads
      expect([id, answer.status === 303 && /^9+$/.test(id) ? 404 : answer.status]).toEqual([id, isMalformed ? 400 : 404]);
    }
  });

  test('is ignored in a query', async () => {
    const odd = ['', 'x', '-1', '0', '1e9', '1'.repeat(400), '%00', '[]', "'", '1;DROP', '%F0%9F%92%A9'];
    for (const field of [
      'post_id',
      'user_id',
      'page_id',
      'group_id',
      'event_id',
      'after_post_id',
      'comment_id',
      'filter',
      'save_posts',
      'hashtag',
    ]) {
      for (const value of odd) {
        const { status } = await browser.get(`${FEED}?${field}=${value}`);
        expect([field, value, [200, 404].includes(status)]).toEqual([field, value, true]);
      }
      for (const query of [`${field}=1&${field}=2`, `${field}[]=1`, `${field}[x]=1`, `__proto__[x]=1&constructor=2&${field}=0`]) {
        expect([200, 404]).toContain((await browser.get(`${FEED}?${query}`)).status);
      }
    }
    expect((await browser.get(`${FEED}?hashtag=${'a'.repeat(8000)}`)).status).toBeLessThan(500);
    expect((await browser.get(`/hashtag/${'a'.repeat(8000)}`)).status).toBeLessThan(500);
    for (const path of ['/post/%E0%A4%A', '/hashtag/%E0%A4%A', '/%E0%A4%A']) expect((await browser.get(path)).status).toBe(400);
  });

  test('is refused in a form that is too large or has too many fields', async () => {
    const large = await browser.post('/posts/1/comments', { text: 'x'.repeat(70_000) });
    expect(large.status).toBe(413);
    const many = Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`f${index}`, 'x']));
    expect((await browser.post('/posts/1/comments', many)).status).toBe(413);
  });
});

describe('every answer', () => {
  test('about a person is kept by no cache, read by no other site and framed by nobody', async () => {
    const cy = await a.user();
    const paths = [
      FEED,
      '/notifications',
      '/messages',
      `/messages/${cy.id}`,
      '/stories/new',
      '/',
      `/${ada.username}`,
      `${FEED}?post_id=999999999`,
    ];
    for (const path of paths) {
      for (const { status, headers } of [await browser.get(path), await browser.getPart(path), await openPage(site, path)]) {
        expect([path, status, headers['cache-control']]).toEqual([path, status, 'no-store']);
        expect(headers['content-security-policy']).toMatch(status === 200 ? /frame-ancestors 'none'/ : /frame-ancestors/);
        expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff' });
        expect(headers).not.toHaveProperty('access-control-allow-origin');
        expect(headers).not.toHaveProperty('x-powered-by');
        if (status === 200) expect(headers['cross-origin-resource-policy']).toBe('same-origin');
      }
    }
    const nothing = await browser.getPart(`/messages/${cy.id}?after=999999999`);
    expect([nothing.status, nothing.headers['cache-control']]).toEqual([204, 'no-store']);
    const data = await request(site.app)
      .get(FEED)
      .set({ Cookie: browser.cookie, Accept: 'application/json' })
      .query({ post_id: 999_999_999 });
    expect(data.headers['cache-control']).toBe('no-store');
  });

  test('with a form for guests is kept by no cache either', async () => {
    for (const path of ['/login', '/reset-password?email=a@b.example&code=1', '/activate?user_id=1&code=1', '/no/such/page']) {
      const { headers } = await openPage(site, path);
      expect([path, headers['cache-control'], headers['x-frame-options'], headers['referrer-policy']]).toEqual([
        path,
        'no-store',
        'DENY',
        'same-origin',
      ]);
    }
  });

  test('to HEAD and OPTIONS does nothing and reveals nothing', async () => {
    const cy = await a.user();
    await cy.call('send-message', { user_id: ada.id, text: 'unread', message_hash_id: 'h1' });
    for (const path of [`/messages/${cy.id}`, '/notifications', FEED]) {
      const head = await request(site.app).head(path).set('Cookie', browser.cookie);
      const options = await request(site.app)
        .options(path)
        .set({ Cookie: browser.cookie, Origin: `https://${EVIL}` });
      expect(head.text ?? '').toBe('');
      expect(options.headers).not.toHaveProperty('access-control-allow-origin');
    }
    expect(textOf((elements((await browser.get('/messages')).text, 'main')[0] ?? elements('', 'body')[0]) as never)).toContain(
      'unread',
    );
  });
});
