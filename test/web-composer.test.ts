import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { nanoid } from 'nanoid';
import request, { type Response } from 'supertest';
import { beforeAll, describe, expect, test } from 'vitest';
import { plain } from './fixtures/media/pictures.ts';
import { hasFfmpeg, record } from './fixtures/media/recordings.ts';
import { attributes, type BrowserSession, elements, postIdsOn, signedIn, textOf } from './support/browser-session.ts';
import type { Fields, File } from './support/call.ts';
import { factory, type Person } from './support/people.ts';
import { openSite } from './support/site.ts';
import { countStatements } from './support/statements.ts';

const site = await openSite();
const small = await openSite({ MAX_FILE_BYTES: '4096', RATE_LIMIT_UPLOAD: '1/600' });
const a = factory(site);
const { db } = site.services;

const FEED = '/get_news_feed';
const hostile = `"><script>alert(1)</script><img src=x onerror='alert(1)'>`;
const picture: File = { name: 'p.png', content: await plain(80, 60).png().toBuffer(), type: 'image/png' };
const noPicture: File = { name: 'x.jpg', content: Buffer.from('no picture'), type: 'image/jpeg' };

type Parts = Record<string, string | string[] | File | File[]>;
type Sending = { session: BrowserSession; on?: typeof site; isPart?: boolean; head?: Record<string, string> };

/** Sends a form with files, as a browser without scripts does, or as htmx. */
function send({ session, on = site, isPart = false, head = {} }: Sending, path: string, parts: Parts = {}) {
  const call = request(on.app).post(path).set('Accept', 'text/html').set('Sec-Fetch-Site', 'same-origin');
  call.set('Cookie', session.cookie).set('Host', 'localhost').set('Referer', `http://localhost${FEED}`);
  if (isPart) call.set('HX-Request', 'true');
  call.set(head);
  for (const [name, value] of Object.entries({ csrf: session.csrf, ...parts })) {
    const all: readonly (string | File)[] = Array.isArray(value) ? value : [value];
    for (const one of all) {
      if (typeof one === 'string') call.field(name, one);
      else call.attach(name, one.content, { filename: one.name, contentType: one.type ?? '' });
    }
  }
  return call;
}

const alertOf = (page: string) =>
  elements(page, 'p')
    .filter((one) => attributes(one).role === 'alert')
    .map(textOf)
    .join('|');
const byId = (page: string, tag: string, id: string) => elements(page, tag).find((one) => attributes(one).id === id);
const textIn = ({ text }: Response, id: string) => [byId(text, 'textarea', id) ?? []].flat().map(textOf).join('');
const postOf = ({ headers }: Response) => Number(/#post-(\d+)$/.exec(headers.location ?? '')?.[1]);
const filesLeft = () => readdir(join(site.dataDirectory, 'temporary')).catch(() => []);

async function container(owner: Person, kind: 'group' | 'page', fields: Fields = {}): Promise<number> {
  const name = `f_${nanoid(12).replace(/-/g, '_')}`;
  const common =
    kind === 'group'
      ? { group_name: name, group_title: 'A group', about: 'x', category: 2, privacy: 1 }
      : { page_name: name, page_title: 'A page', page_description: 'x', page_category: 2 };
  const answer = await owner.call(`create-${kind}`, { ...common, ...fields });
  expect(answer).toMatchObject({ api_status: 200 });
  return Number(answer[`${kind}_data`][`${kind}_id`]);
}

let ada: Person;
let bo: Person;
let browser: BrowserSession;
let bos: BrowserSession;

beforeAll(async () => {
  [ada, bo] = [await a.user(), await a.user()];
  await a.follow(bo, ada);
  await a.follow(ada, bo);
  [browser, bos] = [await signedIn(site, ada), await signedIn(site, bo)];
});

describe('the composer', () => {
  test('publishes text, a feeling and who sees it, and leads back to the post', async () => {
    const form = { text: `Hi ${hostile}`, privacy: '2', feeling: 'happy' };
    const answer = await send({ session: browser }, '/posts', form);
    expect([answer.status, answer.headers.location]).toEqual([303, expect.stringMatching(/^\/get_news_feed#post-\d+$/)]);
    const row = await db('posts').where('id', postOf(answer)).first();
    expect(row).toMatchObject({ author_id: ada.id, text: form.text, privacy: 2, feeling_type: 'feelings', feeling: 'happy' });
    const page = await bos.get(FEED);
    expect(postIdsOn(page.text)).toContain(String(postOf(answer)));
    expect(page.text).not.toContain('<script>alert');
  });

  test('publishes photos, a video, and a poll whose blank answers are left out', async () => {
    const photos = await send({ session: browser }, '/posts', { photos: [picture, picture] });
    const photoPost = await db('posts').where('id', postOf(photos)).first();
    expect(photoPost).toMatchObject({ file_kind: 'image', is_multi_image: 1 });
    expect(await db('post_photos').where('post_id', postOf(photos))).toHaveLength(2);

    const poll = await send({ session: browser }, '/posts', { text: 'Which?', answer: ['One', '', 'Two', '', '', ''] });
    expect(await db('poll_options').where('post_id', postOf(poll)).pluck('text')).toEqual(['One', 'Two']);

    if (hasFfmpeg) {
      const video = await send({ session: browser }, '/posts', { video: await videoFile() });
      expect(await db('posts').where('id', postOf(video)).first()).toMatchObject({ file_kind: 'video' });
    }
    expect(await filesLeft()).toEqual([]);
  });

  test('gives htmx an empty composer and the post for the top of the feed', async () => {
    const answer = await send({ session: browser, isPart: true }, '/posts', { text: 'On top', photos: picture });
    expect(answer.status).toBe(200);
    expect(textIn(answer, 'composer-text')).toBe('');
    expect(answer.text).toMatch(/<hx-partial hx-target="#feed" hx-swap="afterbegin">\s*<article[^>]*data-post-id/);
    expect(answer.text).toContain('On top');
  });

  test.each<[string, Parts, RegExp]>([
    ['no text', {}, /Write something/],
    ['a file that is no picture', { text: hostile, photos: noPicture }, /photos has a format/],
    ['a poll of one answer', { text: hostile, answer: ['One'] }, /at least two answers/],
    ['a poll without a question', { answer: ['One', 'Two'] }, /question/],
    ['photos and a video', { text: hostile, photos: picture, video: noPicture }, /not both/],
    ['11 photos', { text: hostile, photos: Array.from({ length: 11 }, () => picture) }, /at most 10/],
    ['too long a text', { text: 'x'.repeat(20_001) }, /too long/],
  ])('shows what is wrong with %s, and keeps the draft', async (_name, parts, problem) => {
    const before = await count('posts');
    const page = await send({ session: browser }, '/posts', parts);
    expect([page.status, alertOf(page.text)]).toEqual([400, expect.stringMatching(problem)]);
    expect(textIn(page, 'composer-text')).toBe(parts.text ?? '');
    const answers = elements(page.text, 'input').filter((input) => attributes(input).name === 'answer');
    expect(answers.map((input) => attributes(input).value).filter(Boolean)).toEqual(parts.answer ?? []);

    const part = await send({ session: browser, isPart: true }, '/posts', parts);
    expect([part.status, part.headers['hx-retarget']]).toEqual([400, '#composer-problem']);
    expect(alertOf(part.text)).toBe(alertOf(page.text));
    expect(await count('posts')).toBe(before);
    expect(await filesLeft()).toEqual([]);
  });

  test('accepts nothing from another site, without a form token, or without a session', async () => {
    const [posts, media] = [await count('posts'), await count('media_files')];
    const form = { text: 'forged', photos: picture };
    const statuses = [
      await send({ session: browser, head: { 'Sec-Fetch-Site': 'cross-site' } }, '/posts', form),
      await send({ session: { ...browser, csrf: 'wrong' } }, '/posts', form),
      await send({ session: { ...browser, csrf: bos.csrf } }, '/posts', form),
      await send({ session: { ...browser, cookie: '' } }, '/posts', form),
    ].map(({ status, headers }) => [status, headers.location?.split('?')[0]]);
    expect(statuses).toEqual([
      [403, undefined],
      [403, undefined],
      [403, undefined],
      [303, '/login'],
    ]);
    expect([await count('posts'), await count('media_files')]).toEqual([posts, media]);
    expect(await filesLeft()).toEqual([]);
  });

  test('counts a form as an upload only if it has files, and reports files that are too large', async () => {
    const person = await factory(small).user();
    const session = await signedIn(small, person);
    const statuses = [];
    for (let turn = 0; turn < 3; turn += 1) {
      statuses.push((await send({ session, on: small }, '/posts', { text: `words ${turn}` })).status);
    }
    expect(statuses).toEqual([303, 303, 303]);
    const large = { name: 'l.png', content: Buffer.alloc(8000), type: 'image/png' };
    const page = await send({ session, on: small }, '/posts', { text: 'kept', photos: large });
    expect([page.status, alertOf(page.text)]).toEqual([400, 'This file is too large.']);
    expect(page.text).toContain('>kept</textarea>');
    expect((await send({ session, on: small }, '/posts', { photos: picture })).status).toBe(303);
    expect((await send({ session, on: small }, '/posts', { photos: picture })).status).toBe(429);
  });

  test('is shown in containers where the viewer may post, and posts there', async () => {
    const [groupId, pageId] = [await container(ada, 'group'), await container(ada, 'page')];
    const hasComposer = async (session: BrowserSession, path: string) =>
      byId((await session.get(path)).text, 'form', 'composer') !== undefined;
    const places = [`user_id=${ada.id}`, `group_id=${groupId}`, `page_id=${pageId}`];
    for (const query of places) {
      expect(await hasComposer(browser, `${FEED}?${query}`)).toBe(true);
      expect(await hasComposer(bos, `${FEED}?${query}`)).toBe(false);
    }
    expect(await hasComposer(browser, `${FEED}?hashtag=x`)).toBe(false);
    const inGroup = await send({ session: browser }, '/posts', { text: 'in the group', group_id: String(groupId) });
    expect(await db('posts').where('id', postOf(inGroup)).first()).toMatchObject({ group_id: groupId });
    const onPage = await send({ session: browser }, '/posts', { text: 'on the page', page_id: String(pageId) });
    expect(await db('posts').where('id', postOf(onPage)).first()).toMatchObject({ page_id: pageId });
    const empty = await send({ session: browser }, '/posts', { group_id: String(groupId) });
    expect([empty.status, empty.text.includes(`name="group_id" value="${groupId}"`)]).toEqual([400, true]);
  });

  test("posts in no private group the viewer is not in, and on no other person's page", async () => {
    const groupId = await container(ada, 'group', { privacy: 2 });
    const pageId = await container(ada, 'page');
    const before = await count('posts');
    const statuses = [
      await send({ session: bos }, '/posts', { text: 'let me in', group_id: String(groupId), photos: picture }),
      await send({ session: bos, isPart: true }, '/posts', { text: 'let me in', page_id: String(pageId) }),
    ].map(({ status }) => status);
    expect(statuses).toEqual([404, 403]);
    expect(await count('posts')).toBe(before);
    expect(await filesLeft()).toEqual([]);
  });

  test('edits a post in place: its text, and who sees it', async () => {
    const id = postOf(await send({ session: browser }, '/posts', { text: 'before' }));
    const form = await browser.getPart(`/posts/${id}/edit`);
    expect(form.text).toContain('>before</textarea>');
    const answer = await browser.postPart(`/posts/${id}/edit`, { text: 'after', privacy: '3' });
    expect([answer.status, postIdsOn(answer.text)]).toEqual([200, [String(id)]]);
    expect(await db('posts').where('id', id).first()).toMatchObject({ text: 'after', privacy: 3 });
    expect((await bos.get(`/posts/${id}/edit`)).status).toBe(404);

    expect(form.text).toContain('name="privacy"');
    for (const kind of ['group', 'page'] as const) {
      const parts = { text: 'here', [`${kind}_id`]: String(await container(ada, kind)) };
      const placed = postOf(await send({ session: browser }, '/posts', parts));
      expect((await browser.getPart(`/posts/${placed}/edit`)).text).not.toContain('name="privacy"');
    }
  });
});

describe('stories', () => {
  const share = (parts: Parts = { file: picture }, sending: Partial<Sending> = {}) =>
    send({ session: bos, ...sending }, '/stories', parts);
  const idOf = ({ headers }: Response) => Number(/^\/stories\/(\d+)$/.exec(headers.location ?? '')?.[1]);

  test('are shared by a form, shown in the tray, and seen once they are opened', async () => {
    const id = idOf(await share({ file: picture, caption: hostile }));
    const tile = async () => {
      const links = elements((await browser.get(FEED)).text, 'a').map(attributes);
      return links.find(({ href }) => href === `/stories/${id}`)?.['aria-label'];
    };
    expect(await tile()).toMatch(/^New story by /);
    const page = await browser.get(`/stories/${id}`);
    expect([page.status, page.text.includes('<script>alert')]).toEqual([200, false]);
    expect(await tile()).toMatch(/^Story by /);
    expect(await db('stories').where('id', id).first()).toMatchObject({ views_count: 1 });
    expect((await bos.get(`/stories/${id}`)).text).toContain('Seen by 1 person');
  });

  test('lead from one to the next, and at the end back to the feed', async () => {
    const [cy, eve] = [await a.user(), await a.user()];
    await a.follow(eve, cy);
    const [cys, eves] = [await signedIn(site, cy), await signedIn(site, eve)];
    const [first, second] = [idOf(await share(undefined, { session: cys })), idOf(await share(undefined, { session: cys }))];
    const turns = async (id: number) => {
      const links = elements((await eves.get(`/stories/${id}`)).text, 'a').map(attributes);
      return ['prev', 'next'].map((rel) => links.find((link) => link.rel === rel)?.href);
    };
    expect(await turns(first)).toEqual([undefined, `/stories/${second}`]);
    expect(await turns(second)).toEqual([`/stories/${first}`, FEED]);
    expect((await eves.post(`/stories/${first}/mute`, { csrf: 'wrong' })).status).toBe(403);
    expect((await eves.get(FEED)).text).toContain(`/stories/${first}"`);
    expect((await eves.post(`/stories/${first}/mute`)).headers.location).toBe(FEED);
    expect((await eves.get(FEED)).text).not.toContain(`/stories/${first}"`);
    expect((await cys.get(`/stories/${first}`)).text).not.toContain('/mute"');
    expect((await eves.get(`${FEED}?user_id=${cy.id}`)).text).toContain('Stories muted');
    expect((await eves.postPart(`/users/${cy.id}/stories`)).text).not.toContain('Stories muted');
    expect((await eves.get(FEED)).text).toContain(`/stories/${first}"`);
  });

  test('take reactions and a reply, which is a message, and are deleted by their author', async () => {
    const id = idOf(await share());
    const reacted = await browser.postPart(`/stories/${id}/reaction`, { reaction: '2' });
    const pressed = elements(reacted.text, 'button').map(attributes);
    expect(pressed.filter((button) => button['aria-pressed'] === 'true').map(({ value }) => value)).toEqual(['2']);
    const reply = await browser.postPart(`/stories/${id}/reply`, { text: 'Lovely', key: 'k1' });
    expect([reply.status, reply.text.includes('Sent.')]).toEqual([200, true]);
    expect(await db('messages').where({ from_id: ada.id, story_id: id }).first()).toMatchObject({ to_id: bo.id, text: 'Lovely' });
    expect((await browser.post(`/stories/${id}/delete`)).status).toBe(404);
    expect((await bos.post(`/stories/${id}/delete`)).headers.location).toBe(FEED);
    expect((await browser.get(`/stories/${id}`)).status).toBe(404);
  });

  test('show what is wrong with a file, and keep the caption', async () => {
    await site.settled();
    const before = await count('stories');
    const page = await share({ file: noPicture, caption: hostile });
    expect([page.status, alertOf(page.text)]).toEqual([400, expect.stringMatching(/cannot be shown/)]);
    expect(textIn(page, 'story-caption')).toBe(hostile);
    const part = await share({ caption: 'no file' }, { isPart: true });
    expect([part.status, part.headers['hx-retarget'], alertOf(part.text)]).toEqual([
      400,
      '#story-problem',
      'Choose a photo or a video.',
    ]);
    const shared = await share(undefined, { isPart: true });
    expect([shared.status, shared.headers['hx-redirect']]).toEqual([200, expect.stringMatching(/^\/stories\/\d+$/)]);
    const forged = await share(undefined, { session: { ...bos, csrf: 'wrong' } });
    expect([forged.status, (await count('stories')) - before]).toEqual([403, 1]);
  });

  test('of many people cost the feed no more statements than those of one', async () => {
    const [eve, ...others] = await Promise.all(Array.from({ length: 4 }, () => a.user()));
    const [first, ...rest] = others;
    if (!eve || !first) throw new Error('nobody came');
    const session = await signedIn(site, eve);
    await a.follow(eve, first);
    await first.call('create-story', { file: picture, file_type: 'image' });
    const one = await countStatements(site, () => session.get(FEED));
    for (const other of rest) {
      await a.follow(eve, other);
      await other.call('create-story', { file: picture, file_type: 'image' });
    }
    expect(await countStatements(site, () => session.get(FEED))).toBe(one);
  });
});

describe('messages', () => {
  test('are listed by person, read in their order, and read once they are open', async () => {
    const cy = await a.user();
    const cys = await signedIn(site, cy);
    for (const text of ['first', hostile]) await ada.call('send-message', { user_id: cy.id, text, message_hash_id: text.length });
    const list = await cys.get('/messages');
    expect(list.text).toContain('2 new messages');
    expect(list.text).not.toContain('<script>alert');
    expect((await cys.get(FEED)).text).toContain('href="/messages"');
    const page = await cys.get(`/messages/${ada.id}`);
    const words = elements(page.text, 'p').filter((one) => attributes(one).class === 'message-content');
    expect(words.map(textOf)).toEqual(['first', hostile]);
    expect((await cys.get('/messages')).text).not.toContain('new message');
  });

  test('are sent by a form or by htmx, with a photo, and reach an open conversation', async () => {
    const sent = await send({ session: browser }, `/messages/${bo.id}`, { text: 'Hello Bo', key: 'm1' });
    expect([sent.status, sent.headers.location]).toEqual([303, `/messages/${bo.id}`]);
    const last = (await db('messages').where('from_id', ada.id).orderBy('id', 'desc').first())?.id ?? 0;
    expect((await bos.getPart(`/messages/${ada.id}?after=${last}`)).status).toBe(204);
    const form = { text: '', file: picture, after: String(last), key: 'm2' };
    const part = await send({ session: browser, isPart: true }, `/messages/${bo.id}`, form);
    expect(elements(part.text, 'textarea')).toHaveLength(1);
    expect(part.text).toContain('<hx-partial hx-target="#chat-end" hx-swap="outerHTML">');
    const fresh = await bos.getPart(`/messages/${ada.id}?after=${last}`);
    expect([fresh.status, elements(fresh.text, 'img').length, fresh.text.includes('Hello Bo')]).toEqual([200, 1, false]);
  });

  test('are refused if they are invalid, forged, or unwanted', async () => {
    const [before, dee] = [await count('messages'), await a.user()];
    await a.block(dee, ada);
    const path = `/messages/${bo.id}`;
    const empty = await send({ session: browser, isPart: true }, path, { text: '' });
    expect([empty.status, empty.headers['hx-retarget']]).toEqual([400, '#message-problem']);
    const bad = await send({ session: browser }, path, { text: 'kept', file: { ...noPicture, name: 'x.exe' } });
    expect([bad.status, bad.text.includes('>kept</textarea>')]).toEqual([400, true]);
    expect((await send({ session: { ...browser, csrf: 'wrong' } }, path, { text: 'forged' })).status).toBe(403);
    expect((await browser.get(`/messages/${dee.id}`)).status).toBe(404);
    expect((await send({ session: browser }, `/messages/${dee.id}`, { text: 'let me in' })).status).toBe(404);
    expect(await count('messages')).toBe(before);
    expect(await filesLeft()).toEqual([]);
  });
});

describe('chats of groups and pages', () => {
  const messagesIn = (page: string) =>
    elements(page, 'p')
      .filter((one) => attributes(one).class === 'message-content')
      .map(textOf);
  const linkTo = (page: string, href: string) => elements(page, 'a').find((link) => attributes(link).href === href);
  const badgeOf = (page: string) => {
    const badge = linkTo(page, '/messages');
    return Number(/(\d+)\1 new/.exec(badge ? textOf(badge) : '')?.[1] ?? 0);
  };
  const unreadRows = (page: string) => elements(page, 'span').filter((one) => attributes(one).class === 'chat-count').length;

  const markup = '"><script>alert(1)';

  async function groupOf(owner: Person, name: string, ...invited: Person[]): Promise<string> {
    const parts = invited.map(({ id }) => id).join(',');
    return (await owner.call('group_chat', { type: 'create', group_name: name, parts })).data.group_id;
  }
  const sendText = (person: Person, id: string, text: string) =>
    person.call('group_chat', { type: 'send', id, text, message_hash_id: nanoid() });

  test('are listed beside those of people, with as many unread as the badge counts', async () => {
    const cy = await a.user();
    const cys = await signedIn(site, cy);
    const [groupId, pageId] = [await groupOf(ada, markup, cy), await container(bo, 'page')];
    await cy.call('group_chat', { type: 'accept', group_id: groupId });
    await sendText(ada, groupId, 'Boots?');
    await ada.call('send-message', { user_id: cy.id, text: 'Hello', message_hash_id: 'l1' });
    await cy.call('page_chat', { type: 'send', page_id: pageId, text: 'Open today?', message_hash_id: 'l2' });
    await bo.call('page_chat', { type: 'send', page_id: pageId, recipient_id: cy.id, text: 'Until six', message_hash_id: 'l3' });
    const { text } = await cys.get('/messages');
    const row = (href: string) => [linkTo(text, href) ?? []].flat().map(textOf).join('');
    expect(row(`/messages/groups/${groupId}`)).toMatch(/^"><script>.*: Boots\?1/);
    expect(row(`/messages/pages/${pageId}`)).toMatch(/^A page.*Until six1/);
    expect(row(`/messages/${ada.id}`)).toContain('Hello');
    expect([badgeOf(text), unreadRows(text)]).toEqual([3, 3]);
    expect(text).not.toContain('<script>alert');

    for (const path of [`groups/${groupId}`, `pages/${pageId}`, `${ada.id}`]) await cys.get(`/messages/${path}`);
    const after = (await cys.get('/messages')).text;
    expect([badgeOf(after), unreadRows(after)]).toEqual([0, 0]);
    const owners = (await bos.get('/messages')).text;
    const owned = linkTo(owners, `/messages/pages/${pageId}/${cy.id}`);
    expect(owned && textOf(owned)).toMatch(/to A page/);
  });

  test('of a group name the author once per run of messages, update by themselves, and do not exist for a stranger', async () => {
    const [cy, eve] = [await a.user(), await a.user()];
    const [cys, eves] = [await signedIn(site, cy), await signedIn(site, eve)];
    const id = await groupOf(ada, markup, cy, bo);
    for (const person of [cy, bo]) await person.call('group_chat', { type: 'accept', group_id: id });
    for (const words of ['one', 'two']) await sendText(ada, id, words);
    await sendText(bo, id, 'three');
    const path = `/messages/groups/${id}`;
    const page = (await cys.get(path)).text;
    const writers = (part: string) =>
      elements(part, 'p')
        .filter((one) => attributes(one).class === 'message-by')
        .map((one) => attributes(one.childNodes.filter((node) => 'tagName' in node).find(({ tagName }) => tagName === 'a')).href);
    expect(messagesIn(page)).toEqual(['one', 'two', 'three']);
    expect(writers(page)).toEqual([`${FEED}?user_id=${ada.id}`, `${FEED}?user_id=${bo.id}`]);
    expect([page.includes('<script>alert'), page.includes('3 members')]).toEqual([false, true]);

    const next = attributes(byId(page, 'li', 'chat-end'))['hx-get'] ?? '';
    expect((await cys.getPart(next)).status).toBe(204);
    await sendText(bo, id, 'four');
    const fresh = (await cys.getPart(next)).text;
    expect([messagesIn(fresh), writers(fresh)]).toEqual([['four'], []]);

    const sent = await send({ session: cys }, path, { text: 'five', key: 'g5' });
    expect([sent.status, sent.headers.location]).toEqual([303, path]);
    const part = await send({ session: cys, isPart: true }, path, { file: picture, key: 'g6' });
    expect(part.text).toContain('<hx-partial hx-target="#chat-end" hx-swap="outerHTML">');
    expect(await db('messages').where({ group_id: Number(id), from_id: cy.id })).toHaveLength(2);
    expect((await send({ session: { ...cys, csrf: 'wrong' } }, path, { text: 'forged' })).status).toBe(403);
    const empty = await send({ session: cys }, path, { text: '' });
    expect([empty.status, alertOf(empty.text)]).toEqual([400, 'Write something first.']);

    for (const ask of [(to: string) => eves.get(to), (to: string) => eves.getPart(to)]) {
      const [there, absent] = [await ask(path), await ask('/messages/groups/999999999')];
      expect([there.status, there.text]).toEqual([404, absent.text]);
    }
    expect((await send({ session: eves }, path, { text: 'let me in', file: picture })).status).toBe(404);
    expect(await db('messages').where({ group_id: Number(id), from_id: eve.id })).toEqual([]);
    expect(await filesLeft()).toEqual([]);
  });

  test('start with an invitation that is accepted or declined', async () => {
    const cy = await a.user();
    const cys = await signedIn(site, cy);
    const [first, second] = [await groupOf(ada, 'Chess', cy), await groupOf(bo, markup, cy)];
    const list = (await cys.get('/messages')).text;
    expect([list.includes('Accept the invitation to Chess'), list.includes('<script>alert')]).toEqual([true, false]);
    const path = (id: string, answer: string) => `/messages/groups/${id}/${answer}`;
    expect((await cys.post(path(first, 'accept'), { csrf: 'wrong' })).status).toBe(403);
    expect((await browser.post(path(second, 'accept'))).status).toBe(404);
    expect((await cys.get(`/messages/groups/${first}`)).status).toBe(404);
    expect((await cys.post(path(first, 'accept'))).headers.location).toBe(`/messages/groups/${first}`);
    expect((await cys.post(path(second, 'decline'))).headers.location).toBe('/messages');
    expect((await cys.post(path(second, 'accept'))).status).toBe(404);
    expect((await cys.get(`/messages/groups/${first}`)).status).toBe(200);
    const after = (await cys.get('/messages')).text;
    expect([after.includes('invitation'), linkTo(after, `/messages/groups/${first}`) !== undefined]).toEqual([false, true]);
    // no messages yet: the page polls from the start, and gets the first one
    expect((await cys.getPart(`/messages/groups/${first}?after=0&by=0`)).status).toBe(204);
    await sendText(ada, first, 'e4');
    const fresh = await cys.getPart(`/messages/groups/${first}?after=0&by=0`);
    expect([messagesIn(fresh.text), byId(fresh.text, 'li', 'chat-end') !== undefined]).toEqual([['e4'], true]);
  });

  test('of a group are created, changed and left on pages of their own', async () => {
    const [cy, dee, eve] = [await a.user({ first_name: markup }), await a.user(), await a.user()];
    const [cys, eves] = [await signedIn(site, cy), await signedIn(site, eve)];
    for (const other of [bo, eve]) await a.follow(cy, other);
    await a.follow(cy, dee);
    await a.block(dee, cy);
    const boxes = (page: string) =>
      elements(page, 'input')
        .map(attributes)
        .filter(({ type }) => type === 'checkbox');
    const picked = (page: string) => boxes(page).flatMap(({ value, checked }) => (checked === undefined ? [] : (value ?? '')));
    const values = (page: string) => boxes(page).map(({ value }) => value);
    expect(linkTo((await cys.get('/messages')).text, '/messages/groups/new')).toBeDefined();
    const form = (await cys.get('/messages/groups/new')).text;
    expect(values(form)).toEqual([String(eve.id), String(bo.id)]);

    const wrong = await send({ session: cys }, '/messages/groups', { name: 'abc', members: [String(bo.id)] });
    expect([wrong.status, alertOf(wrong.text), picked(wrong.text)]).toEqual([
      400,
      'The name needs 4 to 25 characters.',
      [String(bo.id)],
    ]);
    const noImage = await send({ session: cys, isPart: true }, '/messages/groups', { name: 'Rivers', file: noPicture });
    expect([noImage.status, noImage.headers['hx-retarget']]).toEqual([400, '#group-problem']);
    const parts = { name: 'Rivers', file: picture, members: [String(bo.id), String(dee.id), 'x'] };
    const made = await send({ session: cys }, '/messages/groups', parts);
    const path = made.headers.location ?? '';
    expect([made.status, path]).toEqual([303, expect.stringMatching(/^\/messages\/groups\/\d+$/)]);
    const id = path.split('/').at(-1);
    const invited = () =>
      db('group_chat_members')
        .where({ group_id: Number(id), state: 'invited' })
        .orderBy('id')
        .pluck('user_id');
    expect(await invited()).toEqual([bo.id]);

    await site.settled();
    const statements = await countStatements(site, () => cys.get(`${path}/about`));
    const own = (await cys.get(`${path}/about`)).text;
    expect([own.includes('Invited'), own.includes('<script>alert'), values(own)]).toEqual([true, false, [String(eve.id)]]);
    const more = await send({ session: cys, isPart: true }, `${path}/invite`, { members: String(eve.id) });
    expect(more.headers['hx-redirect']).toBe(`${path}/about`);
    expect(alertOf((await send({ session: cys }, `${path}/invite`)).text)).toBe('Pick at least one person.');
    await site.settled();
    expect(await countStatements(site, () => cys.get(`${path}/about`))).toBe(statements);
    await eves.post(`${path}/accept`);
    expect(linkTo((await cys.get('/notifications')).text, path)).toBeDefined();
    expect((await cys.post(`${path}/remove`, { members: String(bo.id) })).headers.location).toBe(`${path}/about`);
    expect(await invited()).toEqual([]);
    const renamed = await send({ session: cys }, `${path}/edit`, { name: 'Lakes' });
    expect([renamed.status, (await cys.get(path)).text.includes('About Lakes')]).toEqual([303, true]);
    const kept = await send({ session: cys }, `${path}/edit`, { name: 'x' });
    expect([kept.status, attributes(byId(kept.text, 'input', 'group-name')).value]).toEqual([400, 'x']);

    const others = (await eves.get(`${path}/about`)).text;
    expect([elements(others, 'input').some((one) => attributes(one).type === 'file'), boxes(others)]).toEqual([false, []]);
    expect((await send({ session: eves }, `${path}/edit`, { name: 'Mine now' })).status).toBe(403);
    expect((await send({ session: eves }, `${path}/invite`, { members: String(bo.id) })).status).toBe(403);
    expect((await eves.post(`${path}/remove`, { members: String(cy.id) })).status).toBe(403);
    expect((await cys.post(`${path}/leave`)).headers.location).toBe('/messages');
    expect((await cys.get(`${path}/about`)).status).toBe(404);
    // the member who joined first owns it now
    expect((await send({ session: eves }, `${path}/edit`, { name: 'Mine now' })).status).toBe(303);
    expect(await filesLeft()).toEqual([]);
  });

  test('of a page are opened from its header, and answered only by its owner', async () => {
    const [cy, eve] = [await a.user(), await a.user()];
    const [cys, eves] = [await signedIn(site, cy), await signedIn(site, eve)];
    const pageId = await container(bo, 'page');
    const path = `/messages/pages/${pageId}`;
    const header = async (session: BrowserSession) => linkTo((await session.get(`${FEED}?page_id=${pageId}`)).text, path);
    expect([await header(cys), await header(bos)].map(Boolean)).toEqual([true, false]);
    expect((await send({ session: cys }, path, { text: 'Open today?', key: 'p1' })).headers.location).toBe(path);
    const answer = await send({ session: bos }, `${path}/${cy.id}`, { text: 'Until six', key: 'p2' });
    expect(answer.headers.location).toBe(`${path}/${cy.id}`);
    expect(messagesIn((await cys.get(path)).text)).toEqual(['Open today?', 'Until six']);
    expect((await bos.get(`${path}/${cy.id}`)).text).toContain('You reply as A page');
    // other visitors have conversations of their own at the same address
    expect(messagesIn((await eves.get(`${path}/${cy.id}`)).text)).toEqual([]);
    expect([(await bos.get(path)).status, (await bos.get(`${path}/x`)).status]).toEqual([404, 404]);
    expect((await eves.get('/messages/pages/999999999')).status).toBe(404);
  });

  test('cost the list no more statements than one of each', async () => {
    const cy = await a.user();
    const cys = await signedIn(site, cy);
    const more = async () => {
      for (const name of ['joined', 'asked']) {
        const id = await groupOf(ada, name, cy);
        if (name === 'joined') await cy.call('group_chat', { type: 'accept', group_id: id });
      }
      const pageId = await container(bo, 'page');
      await cy.call('page_chat', { type: 'send', page_id: pageId, text: 'Hello', message_hash_id: nanoid() });
    };
    await more();
    await site.settled();
    const one = await countStatements(site, () => cys.get('/messages'));
    for (const _ of [1, 2]) await more();
    await site.settled();
    expect(await countStatements(site, () => cys.get('/messages'))).toBe(one);
  });
});

describe('notifications', () => {
  test('are behind the bell, and opening them marks them as seen', async () => {
    const cy = await a.user();
    const cys = await signedIn(site, cy);
    await bo.call('follow-user', { user_id: cy.id });
    await site.settled();
    expect((await cys.get(FEED)).text).toContain('1 new');
    const page = await cys.get('/notifications');
    expect(page.text).toContain(`href="/${bo.username}"`);
    await site.settled();
    expect((await cys.get(FEED)).text).not.toContain('1 new');
  });
});

async function count(table: 'posts' | 'media_files' | 'stories' | 'messages'): Promise<number> {
  const row = await db(table).count({ rows: '*' }).first();
  return Number(row?.rows);
}

async function videoFile(): Promise<File> {
  return { name: 'v.mp4', content: await record('both', 'mp4'), type: 'video/mp4' };
}
