import { TOTP } from 'otpauth';
import request from 'supertest';
import { beforeAll, describe, expect, test } from 'vitest';
import { readConfig } from '../src/config.ts';
import {
  attributes,
  type BrowserSession,
  cookiesOf,
  elements,
  openPage,
  postIdsOn,
  sendForm,
  signedIn,
  textOf,
  tokenOf,
} from './support/browser-session.ts';
import { factory, type Person } from './support/people.ts';
import { openSite, type Site } from './support/site.ts';
import { countStatements } from './support/statements.ts';

const site = await openSite({ HTTP_COMPRESSION: '1' });
const strict = await openSite({ RATE_LIMIT_AUTH_ACCOUNT: '3/600', BASE_URL: 'https://community.example' });
const framed = await openSite({ FRAME_ANCESTORS: 'self,https://portal.example', HTTP_COMPRESSION: '0' });
const a = factory(site);

const FEED = '/get_news_feed';
const hostile = `"><script>alert(1)</script><img src=x onerror='alert(1)'>`;

async function post(author: Person, fields = {}): Promise<string> {
  const answer = await author.call('new_post', { postText: 'a post', ...fields });
  expect(answer).toMatchObject({ api_status: 200 });
  return answer.post_data.id;
}

const heading = (page: string) => elements(page, 'h1').map(textOf).join('|').trim();
const alertOf = (page: string) =>
  elements(page, 'p')
    .filter((one) => attributes(one).role === 'alert')
    .map(textOf)
    .join('|');

let ada: Person;
let bo: Person;
let browser: BrowserSession;

beforeAll(async () => {
  ada = await a.user();
  bo = await a.user();
  await a.follow(bo, ada);
  browser = await signedIn(site, ada);
});

describe('signing in', () => {
  test('is where requests without a session are sent, and leads back to the page they asked for', async () => {
    const asked = await openPage(site, `${FEED}?user_id=${ada.id}`);
    expect([asked.status, asked.headers.location]).toEqual([
      303,
      `/login?next=${encodeURIComponent(`${FEED}?user_id=${ada.id}`)}`,
    ]);
    const form = await openPage(site, asked.headers.location ?? '');
    expect([form.status, heading(form.text)]).toEqual([200, 'Sign in']);
    const next = attributes(elements(form.text, 'input').find((input) => attributes(input).name === 'next')).value ?? '';
    const answer = await sendForm(site, '/login', {
      csrf: tokenOf(form.text),
      login: ada.email,
      password: ada.password,
      next,
    }).set('Cookie', cookiesOf(form));
    expect([answer.status, answer.headers.location]).toEqual([303, `${FEED}?user_id=${ada.id}`]);
    const page = await openPage(site, answer.headers.location ?? '').set('Cookie', cookiesOf(answer));
    expect(page.status).toBe(200);
  });

  const elsewhere = ['//evil.example', 'https://evil.example/', '/\\evil.example', '\\\\evil.example', '/\t/evil.example'];
  test.each([...elsewhere, 'javascript:alert(1)', `/${'a'.repeat(3000)}`])('never leads to %.30s', async (next) => {
    const form = await openPage(site, `/login?next=${encodeURIComponent(next)}`);
    const answer = await sendForm(site, '/login', {
      csrf: tokenOf(form.text),
      login: ada.username,
      password: ada.password,
      next,
    }).set('Cookie', cookiesOf(form));
    expect([answer.status, answer.headers.location]).toEqual([303, FEED]);
  });

  async function tryToEnter(on: Site, fields: Record<string, string>) {
    const form = await openPage(on, '/login');
    return sendForm(on, '/login', { csrf: tokenOf(form.text), ...fields }).set('Cookie', cookiesOf(form));
  }

  test('refuses a wrong password and an unknown name in the same way', async () => {
    const wrong = await tryToEnter(site, { login: ada.username, password: 'nonsense' });
    const unknown = await tryToEnter(site, { login: `x${ada.username}`, password: 'nonsense' });
    for (const answer of [wrong, unknown]) {
      expect([answer.status, alertOf(answer.text)]).toEqual([400, 'Username or password is incorrect.']);
      expect(cookiesOf(answer)).not.toContain('user_id');
    }
    const missing = await tryToEnter(site, { login: ada.username });
    expect([missing.status, alertOf(missing.text)]).toEqual([400, 'Enter your name and your password.']);
  });

  test('shares its limit of attempts with the API', async () => {
    const dee = await factory(strict).user();
    await strict.call('auth', { username: dee.username, password: 'nonsense' });
    await tryToEnter(strict, { login: dee.username, password: 'nonsense' });
    await tryToEnter(strict, { login: dee.username.toUpperCase(), password: 'nonsense' });
    const answer = await tryToEnter(strict, { login: dee.username, password: dee.password });
    expect([answer.status, Number(answer.headers['retry-after']) > 0]).toEqual([429, true]);
    expect(alertOf(answer.text)).toMatch(/^There were too many attempts/);
  });

  test('asks for the second factor where there is one', async () => {
    const cy = await a.user();
    const { secret } = await cy.call('update_two_factor', { type: 'totp' });
    const code = () => new TOTP({ secret }).generate({ timestamp: Date.now() });
    await cy.call('update_two_factor', { type: 'verify', code: code() });
    const form = await openPage(site, '/login');
    const cookie = cookiesOf(form);
    const first = await sendForm(site, '/login', {
      csrf: tokenOf(form.text),
      login: cy.username,
      password: cy.password,
      next: `${FEED}?save_posts=1`,
    }).set('Cookie', cookie);
    expect([first.status, heading(first.text)]).toEqual([200, 'One more step']);
    expect(cookiesOf(first)).not.toContain('user_id');
    const fields = Object.fromEntries(
      elements(first.text, 'input').map((input) => [attributes(input).name ?? '', attributes(input).value ?? '']),
    );
    const wrong = await sendForm(site, '/login/code', { ...fields, code: '000000' }).set('Cookie', cookie);
    expect([wrong.status, alertOf(wrong.text)]).toEqual([400, 'This code is wrong or has expired.']);
    // the code of the setup is used up, the next one is valid already
    const next = new TOTP({ secret }).generate({ timestamp: Date.now() + 30_000 });
    const right = await sendForm(site, '/login/code', { ...fields, code: next }).set('Cookie', cookie);
    expect([right.status, right.headers.location]).toEqual([303, `${FEED}?save_posts=1`]);
    expect(cookiesOf(right)).toContain('user_id=');
  });

  test('accepts only forms it gave to this browser, and none from another site', async () => {
    const form = await openPage(site, '/login');
    const fields = { csrf: tokenOf(form.text), login: ada.username, password: ada.password };
    const foreign = await openPage(site, '/login');
    for (const answer of [
      await sendForm(site, '/login', fields),
      await sendForm(site, '/login', fields).set('Cookie', cookiesOf(foreign)),
      await sendForm(site, '/login', { ...fields, csrf: '' }).set('Cookie', cookiesOf(form)),
      await sendForm(site, '/login', fields).set('Cookie', cookiesOf(form)).set('Sec-Fetch-Site', 'cross-site'),
    ]) {
      expect(answer.status).toBe(403);
      expect(cookiesOf(answer)).not.toContain('user_id');
    }
  });

  test('gives a cookie that scripts and other sites do not get, over TLS alone where the site has it, fresh each time', async () => {
    const dee = await factory(strict).user();
    const answer = await tryToEnter(strict, { login: dee.username, password: dee.password });
    const [cookie = ''] = [answer.headers['set-cookie'] ?? []].flat().filter((one: string) => one.startsWith('user_id='));
    for (const flag of ['HttpOnly', 'Secure', 'SameSite=Lax', 'Path=/']) expect(cookie).toContain(flag);
    const again = await signedIn(site, ada);
    expect(again.cookie).not.toBe(browser.cookie);
    const before = again.cookie;
    const form = await openPage(site, '/login');
    await sendForm(site, '/login', { csrf: tokenOf(form.text), login: ada.username, password: ada.password }).set(
      'Cookie',
      `${before}; ${cookiesOf(form)}`,
    );
    expect((await openPage(site, FEED).set('Cookie', before)).status).toBe(303);
  });

  test('ends on signing out, and with the access token that the browser came with', async () => {
    const own = await signedIn(site, bo);
    const out = await own.post('/logout');
    expect([out.status, out.headers.location]).toEqual([303, '/login']);
    expect(String(out.headers['set-cookie'])).toContain('user_id=;');
    expect((await own.get(FEED)).status).toBe(303);

    const carried = await request(site.app).get('/api/set-browser-cookie').query({ access_token: bo.token });
    const cookie = cookiesOf(carried);
    expect((await openPage(site, FEED).set('Cookie', cookie)).status).toBe(200);
    const { access_token } = await site.call('auth', { username: bo.username, password: bo.password });
    await bo.call('delete-access-token');
    expect((await openPage(site, FEED).set('Cookie', cookie)).status).toBe(303);
    bo = { ...bo, token: access_token, call: (name, fields = {}) => callAs(access_token, name, fields) };
  });

  test('creates a session beside the others, which an app can revoke', async () => {
    const cy = await a.user();
    const own = await signedIn(site, cy);
    const { data } = await cy.call('sessions', { type: 'get' });
    const [newest] = data;
    expect([data.length, newest.platform]).toEqual([2, 'web']);
    await cy.call('sessions', { type: 'delete', id: newest.id });
    expect((await own.get(FEED)).status).toBe(303);
  });

  test('is not asked of people who are signed in', async () => {
    const answer = await browser.get(`/login?next=${encodeURIComponent(`${FEED}?save_posts=1`)}`);
    expect([answer.status, answer.headers.location]).toEqual([303, `${FEED}?save_posts=1`]);
  });

  test('no access token opens a page', async () => {
    expect((await openPage(site, FEED).set('Cookie', `user_id=${ada.token}`)).status).toBe(303);
  });
});

const callAs = async (token: string, name: string, fields: object) =>
  (
    await request(site.app)
      .post(`/api/${name}`)
      .query({ access_token: token })
      .type('form')
      .send({ server_key: site.serverKey, ...fields })
  ).body;

describe('every page', () => {
  test('allows nothing inline or from elsewhere, is kept by no cache and framed by no site', async () => {
    const { headers, text } = await browser.get(FEED);
    const policy = headers['content-security-policy'] ?? '';
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("style-src 'self';");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe|\*/);
    expect(headers).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'same-origin', 'x-frame-options': 'DENY' });
    expect(text).not.toMatch(/ style=| on\w+="|<script>|undefined|\[object/);
    for (const script of elements(text, 'script')) expect(attributes(script).src).toMatch(/^\/assets\/\w+\.js\?v=/);
  });

  test('is framed only by sites that the config names', async () => {
    const { headers } = await openPage(framed, '/login');
    expect(headers['content-security-policy']).toContain("frame-ancestors 'self' https://portal.example");
    expect(headers).not.toHaveProperty('x-frame-options');
    for (const wrong of ['*', 'https://a.example; script-src *', 'https://a.example/path', 'none']) {
      expect(() => readConfig({ FRAME_ANCESTORS: wrong })).toThrow('FRAME_ANCESTORS');
    }
  });

  test('has scripts and styles that fit in 60 kB and stay for good', async () => {
    const { text } = await browser.get(FEED);
    const addresses = [
      ...elements(text, 'script').map((one) => attributes(one).src ?? ''),
      ...elements(text, 'link').flatMap((one) => (attributes(one).rel === 'stylesheet' ? (attributes(one).href ?? '') : [])),
    ];
    let bytes = 0;
    for (const address of addresses) {
      const { headers } = await request(site.app).get(address).set('Accept-Encoding', 'gzip').expect(200);
      expect(headers).toMatchObject({ 'content-encoding': 'gzip', 'cache-control': 'public, max-age=31536000, immutable' });
      bytes += Number(headers['content-length']);
    }
    expect(addresses.length).toBeGreaterThan(5);
    expect(bytes).toBeLessThan(60_000);
  });

  test('is compressed as the browser accepts, like every text longer than a packet', async () => {
    const { serverKey } = site;
    const get = (path: string) => () => request(site.app).get(path).set('Cookie', browser.cookie);
    const api = (name: string) => () =>
      request(site.app).post(`/api/${name}`).query({ access_token: ada.token }).type('form').send({ server_key: serverKey });
    const encodings = async (ask: () => request.Test) => {
      const answers = ['br, gzip', 'gzip', 'identity'].map((wanted) => ask().set('Accept-Encoding', wanted).buffer());
      return (await Promise.all(answers)).map(({ headers }) => headers['content-encoding']);
    };
    const all = ['br', 'gzip', undefined];
    for (const ask of [get(FEED), get('/docs/assets/swagger-ui.css'), api('get-site-settings')]) {
      expect(await encodings(ask)).toEqual(all);
    }
    expect(await encodings(get('/health'))).toEqual([undefined, undefined, undefined]);
    const part = await get('/docs/assets/swagger-ui.css')().set({ Range: 'bytes=0-4999', 'Accept-Encoding': 'gzip' });
    expect([part.status, part.headers['content-encoding'], part.headers['content-length']]).toEqual([206, undefined, '5000']);
    const plain = await request(framed.app).get('/docs/assets/swagger-ui.css').set('Accept-Encoding', 'gzip');
    expect(plain.headers).not.toHaveProperty('content-encoding');
  });
});

describe('/get_news_feed', () => {
  test('shows ten posts, then the next by the id of the last, to the end', async () => {
    const cy = await a.user();
    const ids: string[] = [];
    for (let count = 0; count < 12; count += 1) ids.unshift(await post(cy, { postText: `number ${count}` }));
    const first = await browser.get(`${FEED}?user_id=${cy.id}`);
    expect(postIdsOn(first.text)).toEqual(ids.slice(0, 10));
    const more = attributes(elements(first.text, 'a').find((link) => attributes(link).class === 'more'));
    expect(more.href).toBe(`${FEED}?user_id=${cy.id}&after_post_id=${ids[9]}`);
    const part = await browser.getPart(more.href ?? '');
    expect(postIdsOn(part.text)).toEqual(ids.slice(10));
    expect(part.text).not.toMatch(/<html|class="more"/);
    const whole = await browser.get(more.href ?? '');
    expect([postIdsOn(whole.text), elements(whole.text, 'header').length > 0]).toEqual([ids.slice(10), true]);
  });

  test('takes the first name of its query in the order of the contract', async () => {
    const cy = await a.user();
    const own = await post(ada, { postText: 'by Ada' });
    const other = await post(cy, { postText: 'by Cy' });
    const { page_data } = await cy.call('create-page', {
      page_name: `p_${cy.username.slice(2, 12)}`,
      page_title: 'A page',
      page_category: '2',
      page_description: 'about it',
    });
    const all = `user_id=${cy.id}&page_id=${page_data.page_id}`;
    expect(postIdsOn((await browser.get(`${FEED}?${all}&post_id=${own}&save_posts=1`)).text)).toEqual([own]);
    expect(heading((await browser.get(`${FEED}?${all}&save_posts=1`)).text)).toBe('Saved posts');
    expect(postIdsOn((await browser.get(`${FEED}?${all}`)).text)).toEqual([other]);
    expect(heading((await browser.get(`${FEED}?page_id=${page_data.page_id}&group_id=1`)).text)).toBe('A page');
  });

  test('shows the posts of a private group only to its members', async () => {
    const cy = await a.user();
    const { group_data } = await cy.call('create-group', {
      group_name: `g_${cy.username.slice(2, 12)}`,
      group_title: 'Quiet corner',
      category: '2',
      about: 'hush',
      privacy: '2',
      join_privacy: '1',
    });
    const secret = await post(cy, { postText: 'a secret', group_id: group_data.group_id });
    const outside = await browser.get(`${FEED}?group_id=${group_data.group_id}`);
    expect(heading(outside.text)).toBe('Quiet corner');
    expect(outside.text).toContain('This group is private');
    expect(outside.text).not.toContain('a secret');
    expect((await browser.get(`${FEED}?post_id=${secret}`)).status).toBe(404);

    const joined = await browser.post(`/groups/${group_data.group_id}/join`);
    expect([joined.status, joined.headers.location]).toEqual([303, `${FEED}?group_id=${group_data.group_id}`]);
    const { text: inside } = await browser.get(`${FEED}?group_id=${group_data.group_id}`);
    const shownTo = elements(inside, 'span').filter((one) => attributes(one).class === 'privacy');
    expect([postIdsOn(inside), shownTo.map((one) => attributes(one).title)]).toEqual([[secret], ['Members of the group']]);
  });

  test('answers what does not exist and what a block hides with the same page', async () => {
    const dee = await a.user();
    const hidden = await post(dee, { postText: 'not for Ada' });
    await a.block(dee, ada);
    const blocked = await browser.get(`${FEED}?user_id=${dee.id}`);
    const nobody = await browser.get(`${FEED}?user_id=999999999`);
    expect([blocked.status, blocked.text]).toEqual([404, nobody.text]);
    const gone = await browser.get(`${FEED}?post_id=999999999`);
    const unseen = await browser.get(`${FEED}?post_id=${hidden}`);
    expect([unseen.status, unseen.text]).toEqual([404, gone.text]);
  });

  test('escapes all that people typed', async () => {
    const cy = await a.user();
    await cy.call('update-user-data', { first_name: hostile.slice(0, 30), about: hostile, city: hostile.slice(0, 30) });
    const id = await post(cy, {
      postText: `${hostile} https://example.org/?"><script> #tag`,
      postMap: hostile,
      feeling_type: 'watching',
      feeling: hostile,
      answer: [hostile, 'b'],
      url_link: 'https://example.org/',
      url_title: hostile,
      url_content: hostile,
    });
    await cy.call('comments', { type: 'create', post_id: id, text: hostile });
    for (const address of [
      `${FEED}?post_id=${id}`,
      `${FEED}?user_id=${cy.id}`,
      `${FEED}?hashtag=${encodeURIComponent(hostile)}`,
    ]) {
      const { status, text } = await browser.get(address);
      expect(status).toBe(200);
      expect(elements(text, 'script').every((script) => attributes(script).src?.startsWith('/assets/'))).toBe(true);
      expect(elements(text, 'img').filter((image) => attributes(image).src === 'x')).toEqual([]);
    }
  });

  test('costs the same number of statements for one post and for ten', async () => {
    const [cy, dee] = [await a.user(), await a.user()];
    await post(cy);
    for (let count = 0; count < 10; count += 1) {
      const id = await post(dee, { postText: `number ${count}` });
      await bo.call('comments', { type: 'create', post_id: id, text: `remark ${count} ${id}` });
    }
    await bo.call('comments', {
      type: 'create',
      post_id: (await browser.get(`${FEED}?user_id=${cy.id}`)).text.match(/data-post-id="(\d+)"/)?.[1] ?? '',
      text: 'one',
    });
    await browser.get(`${FEED}?user_id=${cy.id}`);
    await browser.get(`${FEED}?user_id=${dee.id}`);
    const one = await countStatements(site, () => browser.get(`${FEED}?user_id=${cy.id}`));
    const ten = await countStatements(site, () => browser.get(`${FEED}?user_id=${dee.id}`));
    expect(ten).toBe(one);
  });

  test('tells a native app what its taps mean', async () => {
    const id = await post(ada, { postText: 'say "hi" & go', postMap: 'Paris' });
    const { text } = await browser.get(`${FEED}?post_id=${id}`);
    const payloads = [...elements(text, 'a'), ...elements(text, 'button')].flatMap((one) => attributes(one)['data-native'] ?? []);
    expect(payloads).toEqual(
      expect.arrayContaining([
        `{"type":"user","profile_id":"${ada.id}"}`,
        `{"type":"edit_post","post_id":"${id}","edit_text":"say \\"hi\\" & go"}`,
        `{"type":"delete_post","post_id":"${id}"}`,
        '{"type":"map","location":"Paris"}',
      ]),
    );
  });

  test('is where the addresses of people, pages, groups, posts and hashtags lead', async () => {
    const lead = async (path: string) => (await browser.get(path)).headers.location;
    expect(await lead(`/${ada.username}`)).toBe(`${FEED}?user_id=${ada.id}`);
    expect(await lead('/post/12')).toBe(`${FEED}?post_id=12`);
    expect(await lead('/hashtag/caf%C3%A9')).toBe(`${FEED}?hashtag=caf%C3%A9`);
    const [cy, gone] = [await a.user(), await browser.get('/nobody_of_that_name')];
    expect(gone.status).toBe(404);
    const name = (what: string) => `${what}_${cy.id}`;
    const page = { page_name: name('page'), page_title: 'A', page_category: 1, page_description: 'b' };
    const { page_data } = await cy.call('create-page', page);
    const { group_data } = await cy.call('create-group', {
      group_name: name('group'),
      group_title: 'A',
      category: 1,
      about: 'b',
    });
    for (const [url, query] of [
      [page_data.url, `page_id=${page_data.page_id}`],
      [group_data.url, `group_id=${group_data.group_id}`],
    ]) {
      const { pathname } = new URL(url);
      expect(await lead(pathname)).toBe(`${FEED}?${query}`);
    }
    await a.block(cy, ada);
    for (const path of [`/${name('page')}`, `/${name('group')}`]) {
      const answer = await browser.get(path);
      expect([answer.status, answer.text]).toEqual([404, gone.text]);
    }
  });

  test('leads to the articles that posts announce, whose markup is as harmless as in the apps', async () => {
    const cy = await a.user();
    const content = '<p>They <b>weave</b>.</p><img src="x" onerror="alert(1)"><script>alert(2)</script>';
    const { data } = await cy.call('blogs', { type: 'create', title: hostile, content });
    const feed = await browser.get(`${FEED}?user_id=${cy.id}`);
    const links = elements(feed.text, 'a').map((one) => attributes(one).href);
    const { pathname } = new URL(data.url);
    expect(links).toContain(pathname);
    const article = await browser.get(pathname);
    expect(article.status).toBe(200);
    expect(heading(article.text)).toBe(hostile);
    expect(article.text).toContain('<p>They <b>weave</b>.</p>');
    expect(article.text).not.toMatch(/onerror=["']?alert|<script>/);
    await site.settled();
    expect((await cy.call('get-articles', { article_id: Number(data.id) })).articles).toMatchObject([{ view: '1' }]);
    await a.block(cy, ada);
    const [hidden, absent] = [await browser.get(pathname), await browser.get('/articles/999999999')];
    expect([hidden.status, hidden.text]).toEqual([404, absent.text]);
  });
});

describe('what people do with posts', () => {
  test('changes nothing without the token of a form of their session', async () => {
    const id = await post(bo);
    const other = await signedIn(site, await a.user());
    for (const csrf of ['', 'x', other.csrf]) {
      const refused = await browser.post(`/posts/${id}/reaction`, { csrf, reaction: '1' });
      expect([refused.status, refused.text.includes('open for too long')]).toEqual([403, true]);
    }
    const foreign = await sendForm(site, `/posts/${id}/reaction`, { csrf: browser.csrf, reaction: '1' })
      .set('Cookie', browser.cookie)
      .set('Sec-Fetch-Site', 'cross-site');
    expect(foreign.status).toBe(403);
    expect((await dataOf(id)).reaction.count).toBe(0);
  });

  const dataOf = async (id: string) => (await ada.call('get-post-data', { post_id: id, fetch: 'post_data' })).post_data;

  test('works by plain forms, which lead back to the post', async () => {
    const id = await post(bo);
    const from = `${FEED}?user_id=${bo.id}`;
    const liked = await browser.post(`/posts/${id}/reaction`, { reaction: '2' }, from);
    expect([liked.status, liked.headers.location]).toEqual([303, `${from}#post-${id}`]);
    await browser.post(`/posts/${id}/save`, {}, from);
    await browser.post(`/posts/${id}/comments`, { text: 'by form' }, from);
    expect(await dataOf(id)).toMatchObject({ reaction: { type: '2', count: 1 }, is_post_saved: true, post_comments: '1' });
    await browser.post(`/posts/${id}/reaction`, { reaction: '0' }, from);
    await browser.post(`/posts/${id}/report`, {}, from);
    expect(await dataOf(id)).toMatchObject({ reaction: { count: 0 }, is_post_reported: true });
    const hidden = await browser.post(`/posts/${id}/hide`, {}, `${FEED}?post_id=${id}`);
    expect([hidden.status, hidden.headers.location]).toEqual([303, FEED]);
    expect((await browser.get(`${FEED}?post_id=${id}`)).status).toBe(404);
  });

  test('answers htmx with the part that changed', async () => {
    const id = await post(bo, { postText: 'Tea?', answer: ['yes', 'no'] });
    const actions = await browser.postPart(`/posts/${id}/reaction`, { reaction: '1' });
    expect([actions.status, actions.text.includes(`id="post-actions-${id}"`), actions.text.includes('<article')]).toEqual([
      200,
      true,
      false,
    ]);
    const page = await browser.get(`${FEED}?post_id=${id}`);
    const option = attributes(elements(page.text, 'button').find((button) => attributes(button).name === 'option')).value ?? '';
    const poll = await browser.postPart(`/posts/${id}/vote`, { option });
    expect(poll.text).toContain('100%');
    const again = await browser.postPart(`/posts/${id}/vote`, { option });
    expect([again.status, again.headers['hx-retarget'], again.text.includes('You have already voted.')]).toEqual([
      409,
      '#notices',
      true,
    ]);
    const shared = await browser.postPart(`/posts/${id}/share`);
    expect(shared.text).toContain('Shared on your timeline.');
    expect((await browser.postPart(`/posts/${id}/hide`)).text).toContain('will not see this post again');
  });

  test('sends people who were signed out meanwhile to sign in', async () => {
    const gone = await signedIn(site, await a.user());
    await gone.post('/logout');
    const answer = await gone.postPart('/posts/1/save');
    expect([answer.status, answer.headers['hx-redirect']]).toEqual([401, '/login']);
  });

  test('lets authors edit and delete their own, and nobody else', async () => {
    const own = await post(ada, { postText: 'first words' });
    const other = await post(bo);
    const form = await browser.get(`/posts/${own}/edit`);
    expect([form.status, elements(form.text, 'textarea').map(textOf)]).toEqual([200, ['first words']]);
    expect((await browser.post(`/posts/${own}/edit`, { text: 'second words', privacy: '3' })).headers.location).toBe(
      `${FEED}?post_id=${own}`,
    );
    expect(await dataOf(own)).toMatchObject({ Orginaltext: 'second words', postPrivacy: '3' });
    const part = await browser.postPart(`/posts/${own}/edit`, { text: 'third words' });
    expect(postIdsOn(part.text)).toEqual([own]);
    for (const path of [`/posts/${other}/edit`, `/posts/${other}/delete`]) {
      expect((await browser.get(path)).status).toBe(404);
      expect((await browser.post(path, { text: 'mine now' })).status).toBe(404);
    }
    expect((await browser.get(`/posts/${own}/delete`)).text).toContain('Delete this post?');
    expect((await browser.post(`/posts/${own}/delete`)).headers.location).toBe(FEED);
    expect((await browser.get(`${FEED}?post_id=${own}`)).status).toBe(404);
  });

  test('comments, replies, likes them and deletes their own', async () => {
    const id = await post(bo);
    const added = await browser.postPart(`/posts/${id}/comments`, { text: 'hello there' });
    const commentId = /id="comment-(\d+)"/.exec(added.text)?.[1] ?? '';
    expect(added.text).toContain('hello there');
    const replies = await browser.postPart(`/comments/${commentId}/replies`, { text: 'and again' });
    expect(replies.text).toContain('and again');
    const liked = await browser.postPart(`/comments/${commentId}/like`);
    expect(liked.text).toContain('aria-pressed="true"');
    const open = await browser.get(`${FEED}?post_id=${id}&comment_id=${commentId}`);
    expect(open.text).toContain('and again');
    const empty = await browser.postPart(`/posts/${id}/comments`, { text: ' ' });
    expect([empty.status, empty.text.includes('Write something first.')]).toEqual([400, true]);
    await bo.call('comments', { type: 'create', post_id: id, text: 'by Bo' });
    const foreign = await browser.get(`${FEED}?post_id=${id}`);
    const boComment = [...foreign.text.matchAll(/id="comment-(\d+)"/g)].map((match) => match[1]).at(-1) ?? '';
    expect((await browser.postPart(`/comments/${boComment}/delete`)).status).toBe(403);
    expect((await browser.postPart(`/comments/${commentId}/delete`)).status).toBe(200);
    expect((await browser.get(`${FEED}?post_id=${id}`)).text).not.toContain('hello there');
  });

  test('shows earlier comments ten at a time', async () => {
    const id = await post(bo);
    for (let count = 1; count <= 14; count += 1)
      await bo.call('comments', { type: 'create', post_id: id, text: `remark ${count}!` });
    const { text } = await browser.get(`${FEED}?user_id=${bo.id}`);
    const remarks = (html: string) => [...html.matchAll(/remark (\d+)!/g)].map((match) => Number(match[1]));
    expect(remarks(text)).toEqual([12, 13, 14]);
    const link = attributes(elements(text, 'a').find((one) => textOf(one) === 'Show earlier comments'))['hx-get'] ?? '';
    const earlier = await browser.getPart(link);
    expect(remarks(earlier.text)).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    expect(earlier.text).toContain('Show earlier comments');
    expect(remarks((await browser.get(`${FEED}?post_id=${id}`)).text)).toHaveLength(14);
  });

  test('follows people and likes pages by buttons that show the current state', async () => {
    const cy = await a.user();
    const button = (html: string) =>
      elements(html, 'button').find((one) => attributes(one).formaction === `/users/${cy.id}/follow`);
    expect(attributes(button((await browser.get(`${FEED}?user_id=${cy.id}`)).text))['aria-pressed']).toBe('false');
    const header = await browser.postPart(`/users/${cy.id}/follow`);
    expect([textOf(button(header.text) as never), attributes(button(header.text))['aria-pressed']]).toEqual([
      'Following',
      'true',
    ]);
    expect((await browser.post(`/users/${cy.id}/follow`)).headers.location).toBe(`${FEED}?user_id=${cy.id}`);
    expect((await browser.post('/users/999999999/follow')).status).toBe(404);
    expect((await browser.post('/users/x/follow')).status).toBe(404);
  });
});

describe('/notifications', () => {
  test('shows what is new and leads to it; once opened, nothing is new', async () => {
    const [cy, dee] = [await a.user(), await a.user()];
    const id = await post(cy);
    await dee.call('comments', { type: 'create', post_id: id, text: 'look here' });
    const own = await signedIn(site, cy);
    await site.settled();
    expect((await own.get(FEED)).text).toContain('1 new');
    const page = await own.get('/notifications');
    expect([page.status, heading(page.text)]).toEqual([200, 'Notifications']);
    const [link = ''] = elements(page.text, 'a').flatMap((one) =>
      attributes(one).class?.startsWith('item') ? (attributes(one).href ?? '') : [],
    );
    const lead = (await own.get(link)).headers.location ?? '';
    expect(lead).toMatch(new RegExp(`^/get_news_feed\\?post_id=${id}`));
    expect((await own.get(lead.split('#')[0] ?? '')).text).toContain('look here');
    await site.settled();
    expect((await own.get(FEED)).text).not.toContain('1 new');
  });
});
