import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { apiDomains } from '../src/api.ts';
import { parseForm } from '../src/http/form.ts';
import { isBlank, withoutInvisible } from '../src/text/invisible.ts';
import { plain } from './fixtures/media/pictures.ts';
import { signedIn } from './support/browser-session.ts';
import type { Fields } from './support/call.ts';
import { factory } from './support/people.ts';
import { ask, joined, listenWithSockets } from './support/realtime.ts';
import { openSite } from './support/site.ts';

const site = await openSite();
const a = factory(site);
const ada = await a.user();
const bo = await a.user();

const picture = { name: 'a.png', type: 'image/png', content: await plain(60, 40).png().toBuffer() };

const BLANKS = [' ', '\u00a0', '\u200b', '\u2060', '\u3164', '\u2800', '\ufeff', ' \u200b\u00a0\t\n', '\u202e\u202c', '\u115f'];

describe('text without a visible character is blank', () => {
  test.each(BLANKS.map((blank) => [JSON.stringify(blank), blank]))('%s', (_name, blank) => {
    expect(isBlank(blank)).toBe(true);
    expect(isBlank(`${blank}a${blank}`)).toBe(false);
  });

  const required: [name: string, field: string, fields: Fields][] = [
    ['create-group', 'group_title', { group_name: 'a_group_1', category: '1', about: 'Words', group_title: '' }],
    ['create-group', 'about', { group_name: 'a_group_2', category: '1', group_title: 'Title', about: '' }],
    ['create-page', 'page_title', { page_name: 'a_page_1', page_category: '1', page_description: 'Words', page_title: '' }],
    ['create-event', 'event_name', { ...event(), event_name: '' }],
    ['create-event', 'event_location', { ...event(), event_location: '' }],
    ['create-product', 'product_title', { ...product(), product_title: '' }],
    ['create-product', 'product_location', { ...product(), product_location: '' }],
    ['albums', 'album_name', { type: 'create', album_name: '', postPhotos: [picture] }],
    ['group_chat', 'group_name', { type: 'create', parts: String(bo.id), group_name: '' }],
    ['broadcast', 'broadcast_name', { type: 'create', users: String(bo.id), broadcast_name: '' }],
  ];

  test.each(required)('%s refuses a blank %s like a missing one', async (name, field, fields) => {
    const none = await ada.call(name, Object.fromEntries(Object.entries(fields).filter(([key]) => key !== field)));
    expect(none.api_status).toBe('400');
    for (const blank of BLANKS) expect(await ada.call(name, { ...fields, [field]: blank })).toEqual(none);
  });

  test('is refused as a message, post, comment or reply', async () => {
    const { post_data: post } = await ada.call('new_post', { postText: 'Hello' });
    for (const text of BLANKS) {
      for (const [name, fields] of [
        ['send-message', { user_id: bo.id, message_hash_id: 'x', text }],
        ['new_post', { postText: text }],
        ['comments', { type: 'create', post_id: post.id, text }],
      ] as const)
        expect((await ada.call(name, fields)).api_status, `${name} ${JSON.stringify(text)}`).toBe('400');
    }
  });

  test('is nothing to send by a socket, and gives way to another field of the message', async () => {
    const { port } = await listenWithSockets(site.services);
    const socket = await joined(port, ada.token);
    const none = await ask(socket, 'private_message', { recipient_id: bo.id });
    expect(none.api_status).toBe('400');
    for (const msg of BLANKS) expect(await ask(socket, 'private_message', { recipient_id: bo.id, msg })).toEqual(none);
    const answer = await ask(socket, 'private_message', { recipient_id: bo.id, msg: '\u200b', text: 'Hello' });
    expect(answer).toMatchObject({ api_status: 200, message_data: [{ or_text: 'Hello' }] });
  });

  test('is nothing to send by a form of the pages', async () => {
    const { post_data: post } = await ada.call('new_post', { postText: 'Hello' });
    const { data: group } = await ada.call('group_chat', { type: 'create', group_name: 'Stars', parts: String(bo.id) });
    const session = await signedIn(site, ada);
    for (const text of ['\u3164', ' \u200b\u2060']) {
      for (const [path, fields] of [
        ['/posts', { text, privacy: '0' }],
        [`/posts/${post.id}/comments`, { text }],
        [`/messages/${bo.id}`, { text }],
        [`/messages/groups/${group.group_id}`, { text }],
        ['/messages/groups', { name: text, members: String(bo.id) }],
      ] as const)
        expect((await session.post(path, fields)).status, `${path} ${JSON.stringify(text)}`).toBe(400);
    }
  });

  test('is no title of a story, and absent where a text is optional', async () => {
    const answer = await ada.call('create-story', { file: picture, file_type: 'image', story_title: '\u200b\u2060' });
    expect(answer.api_status).toBe(200);
    await ada.call('update-user-data', { first_name: 'Ada', city: 'Paris' });
    await ada.call('update-user-data', { first_name: '\u3164' });
    expect(await profile()).toMatchObject({ first_name: '', city: 'Paris' });
  });

  test('counts as a character of a password', async () => {
    const name = `spaces_${bo.id}`;
    const form = { username: name, email: `${name}@example.org`, password: '       ', confirm_password: '       ' };
    expect(await site.call('create-account', form)).toMatchObject({ api_status: 200 });
    expect(await site.call('auth', { username: name, password: '       ' })).toMatchObject({ api_status: 200 });
  });
});

describe('names and titles', () => {
  test.each([
    ['a direction override', 'gpj.\u202eexe', 'gpj.exe'],
    ['isolates', '\u2066Ada\u2069', 'Ada'],
    ['invisible letters', 'A\u3164d\u115fa\u2800', 'Ada'],
    ['a soft hyphen and a joiner between Latin letters', 'A\u00add\u200da', 'Ada'],
    ['a new line', 'Ada\nLovelace', 'Ada Lovelace'],
  ])('keep out %s', async (_what, typed, shown) => {
    await ada.call('update-user-data', { first_name: typed });
    expect((await profile()).first_name).toBe(shown);
  });

  const named = apiDomains
    .flatMap(({ endpoints }) => endpoints)
    // these two look a name up and store none
    .filter(({ name }) => !['auth', 'get-user-data-username'].includes(name))
    .flatMap(({ name, fields }) => [...fields].map(([field, { schema }]) => [name, field, schema] as const))
    .filter(([, field]) => /(name|title|location|city|state|address|school|working|company|phone|zip|postMap)$/.test(field));

  test.each(named)('%s lets nothing invisible into %s', (_name, _field, schema) => {
    for (const hidden of ['\u202e', '\u202c', '\u2066', '\u2069', '\u200b', '\u2060', '\u3164', '\u2800', '\ufeff', '\u200e']) {
      const parsed = z.safeParse(schema, `Ada ${hidden}Byron`);
      expect(JSON.stringify(parsed.data ?? '')).not.toContain(hidden);
    }
  });

  test.each([
    ['a family', '\u{1f468}\u200d\u{1f469}\u200d\u{1f467}'],
    ['a red heart', '\u2764\ufe0f'],
    ['the flag of Scotland', '\u{1f3f4}\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}'],
    ['a Persian word', '\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645'],
    ['a Hindi word', '\u0915\u094d\u200d\u0937'],
    ['Devanagari, Arabic and Latin beside each other', 'नमस्ते سلام Zoë'],
  ])('keep %s', async (_what, name) => {
    expect(withoutInvisible(name)).toBe(name);
    await ada.call('update-user-data', { last_name: name });
    expect((await profile()).last_name).toBe(name);
  });
});

describe("JavaScript's words for no value", () => {
  test.each(['undefined', 'null'])('`%s` is absent in profile fields and stays in what people write', async (word) => {
    await ada.call('update-user-data', { first_name: 'Ada', city: 'Paris', about: 'me', website: 'https://example.org' });
    await ada.call('update-user-data', { first_name: word, city: word, about: word, website: word, phone_number: word });
    expect(await profile()).toMatchObject({ first_name: 'Ada', city: 'Paris', about: word, website: 'https://example.org' });
    const { post_data: post } = await ada.call('new_post', { postText: word });
    expect(post.postText_API ?? post.postText).toBe(word);
  });

  const endpoints = apiDomains.flatMap((domain) => domain.endpoints.map((endpoint) => [endpoint.name, endpoint] as const));
  test.each(endpoints)('%s treats them as absent in ids and paging', (_name, endpoint) => {
    const paging = [...endpoint.fields.keys()].filter(
      (field) => /(^|_)(id|offset|limit)$/.test(field) && field !== 'message_hash_id',
    );
    for (const field of paging) {
      const issuesOf = (value: string | undefined) => {
        const parsed = parseForm(endpoint.input, { fields: { [field]: value }, uploads: [] });
        return parsed.ok ? parsed.input : parsed.issues;
      };
      for (const word of ['undefined', 'null']) expect(issuesOf(word), `${field}=${word}`).toEqual(issuesOf(undefined));
    }
  });
});

async function profile() {
  return (await ada.call('get-user-data', { user_id: ada.id, fetch: 'user_data' })).user_data;
}

function event(): Fields {
  return {
    ...{ event_name: 'Night of comets', event_location: 'The hill', event_description: 'Bring a blanket and tea.' },
    ...{ event_start_date: '2031-01-01', event_end_date: '2031-01-02', event_start_time: '20:00', event_end_time: '23:00' },
  };
}

function product(): Fields {
  return {
    ...{ product_title: 'A telescope', product_category: '1', product_description: 'Hardly used', product_price: '10' },
    ...{ product_location: 'Uppsala', product_type: '1', images: [picture] },
  };
}
