import { Agent, FormData, request } from 'undici';
import { afterAll, expect, test } from 'vitest';
import { z } from 'zod';
import { apiDomains } from '../src/api.ts';
import type { Endpoint } from '../src/http/endpoint.ts';
import { fieldsOf, parseForm } from '../src/http/form.ts';
import { signedIn } from './support/browser-session.ts';
import { smallCommunity } from './support/community.ts';
import { addressIn, pageRoutes } from './support/page-routes.ts';
import { factory } from './support/people.ts';
import { ask, joined, listenWithSockets } from './support/realtime.ts';
import { openSite } from './support/site.ts';

// Names that every object inherits. A table looked up by a client's word must not find them.

const WORDS = ['__proto__', 'constructor', 'toString', 'valueOf', 'hasOwnProperty'] as const;
const BODIES = ['multipart', 'urlencoded', 'json'] as const;
type Body = (typeof BODIES)[number];
type Fields = Readonly<Record<string, string>>;

const site = await openSite();
const a = factory(site);
// Bo owns the first of everything, so the id 1 in a form leads behind the checks.
const { bo } = await smallCommunity(site);
const endpoints = apiDomains.flatMap((domain) => domain.endpoints);
const agent = new Agent({ connections: 8 });
afterAll(() => agent.close());

/** The words as the names of fields, `__proto__` as an own one. */
const AS_NAMES: Fields = Object.fromEntries(WORDS.map((word) => [word, word]));

/** What fields of a form tend to take; the first that a field accepts fills it. */
const LIKELY = ['1', 'yes', 'some words', 'ada@example.org', '2030-01-02', '10:00', '5.00', 'a_name', 'add', '#aabbcc', 'en'];

/** The words that have a meaning for each field, from the input's schema. */
function ownWords(schema: z.ZodType): Map<string, Set<string>> {
  const words = new Map<string, Set<string>>();
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    if ('properties' in node && typeof node.properties === 'object' && node.properties !== null) {
      for (const [name, property] of Object.entries(node.properties)) {
        const known = words.get(name) ?? new Set<string>();
        for (const word of [property.const, ...(property.enum ?? [])]) if (typeof word === 'string') known.add(word);
        words.set(name, known);
      }
    }
    for (const child of Object.values(node)) visit(child);
  };
  visit(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }));
  return words;
}

/** Forms the endpoint accepts: one for each word of the field that chooses between its variants. */
function takenForms(endpoint: Endpoint): Fields[] {
  const words = ownWords(endpoint.input);
  const choosing = [...words].filter(([name, known]) => known.size > 1 && ['type', 'action', 'block_action'].includes(name));
  const variants: Fields[] = choosing.flatMap(([name, known]) => [...known].map((word) => ({ [name]: word })));
  return (variants.length > 0 ? variants : [{}]).map((chosen) => {
    const form: Record<string, string> = { ...chosen };
    for (const [name, field] of fieldsOf(endpoint.input)) {
      if (field.upload || name in form) continue;
      const value = [...(words.get(name) ?? []), ...LIKELY].find((likely) => z.safeParse(field.schema, likely).success);
      form[name] = value ?? (z.safeParse(field.schema, ['1']).success ? '1' : 'some words');
    }
    return form;
  });
}

/** The calls that could end the caller's session get a caller of their own. */
const tokenFor = async (name: string): Promise<string> => (ENDS_THE_SESSION.includes(name) ? (await a.user()).token : bo.token);

async function send(name: string, fields: Fields, kind: Body): Promise<{ status: number; text: string }> {
  const all = { server_key: site.serverKey, ...fields };
  const form = new FormData();
  if (kind === 'multipart') for (const [field, value] of Object.entries(all)) form.append(field, value);
  const body = { multipart: form, urlencoded: new URLSearchParams(all).toString(), json: JSON.stringify(all) }[kind];
  const type = { urlencoded: 'application/x-www-form-urlencoded', json: 'application/json', multipart: undefined }[kind];
  const { statusCode, body: answer } = await request(`${site.address}/api/${name}?access_token=${await tokenFor(name)}`, {
    method: 'POST',
    dispatcher: agent,
    body,
    ...(type ? { headers: { 'content-type': type } } : {}),
  });
  return { status: statusCode, text: await answer.text() };
}

/** Calls that would delete what the other calls need. */
const takesAway = ([endpoint, fields]: [Endpoint, Fields, Body]): boolean =>
  /delete|remove|leave/.test(`${endpoint.name} ${fields.type} ${fields.action}`);

const ENDS_THE_SESSION = ['delete-user', 'delete-access-token', 'sessions'];

test('no inherited name, in any field of any endpoint and any kind of body, causes an internal error', async () => {
  const calls: [Endpoint, Fields, Body][] = [];
  let reached = 0;
  for (const endpoint of endpoints) {
    for (const form of takenForms(endpoint)) {
      if (parseForm(endpoint.input, { fields: form, uploads: [] }).ok) reached += 1;
      for (const [index, field] of Object.keys(form).entries()) {
        for (const [turn, word] of WORDS.entries())
          calls.push([endpoint, { ...form, [field]: word }, BODIES[(index + turn) % BODIES.length] ?? 'json']);
      }
      for (const kind of BODIES) {
        calls.push([endpoint, Object.fromEntries(Object.keys(form).map((field) => [field, '__proto__'])), kind]);
        calls.push([endpoint, { ...form, ...AS_NAMES }, kind]);
      }
    }
  }
  calls.sort((one, other) => Number(takesAway(one)) - Number(takesAway(other)));
  const wrong: unknown[] = [];
  let next = 0;
  async function work(): Promise<void> {
    for (let call = calls[next++]; call; call = calls[next++]) {
      const [endpoint, fields, kind] = call;
      const { status, text } = await send(endpoint.name, fields, kind);
      if (status >= 500 || /"error_id":500/.test(text)) wrong.push({ name: endpoint.name, kind, fields, status, text });
    }
  }
  await Promise.all(Array.from({ length: 8 }, work));
  console.info(`${calls.length} inputs sent to ${endpoints.length} endpoints, ${reached} of their forms valid as a whole`);
  expect(wrong.slice(0, 5)).toEqual([]);
  expect(calls.length).toBeGreaterThan(3000);
}, 120_000);

test('no inherited name in an address or form of the pages is an error of ours', async () => {
  const session = await signedIn(site, bo);
  const routes = pageRoutes(site).filter(({ path }) => !/logout|delete|remove|leave/.test(path));
  const fields = ['text', 'privacy', 'feeling', 'answer', 'reaction', 'choice', 'members', 'name', 'caption', 'kind', 'filter'];
  const wrong: unknown[] = [];
  for (const route of routes) {
    for (const [index, word] of WORDS.entries()) {
      const form = { ...Object.fromEntries(fields.map((field) => [field, word])), ...AS_NAMES };
      const query = new URLSearchParams({ filter: word, hashtag: word, [word]: word });
      for (const address of index === 0 ? [addressIn(route, word), addressIn(route, 1)] : [addressIn(route, 1)]) {
        const { status } = await (route.method === 'get' ? session.get(`${address}?${query}`) : session.post(address, form));
        if (status >= 500 || status === 429) wrong.push({ ...route, address, word, status });
      }
    }
  }
  expect(wrong).toEqual([]);
}, 60_000);

test('no inherited name in an event of a socket is an error of ours', async () => {
  const { port } = await listenWithSockets(site.services);
  const wrong: unknown[] = [];
  for (const word of WORDS) {
    const socket = await joined(port, bo.token);
    const fields = ['recipient_id', 'msg', 'message_hash_id', 'lat', 'contact', 'gif', 'product_id', 'reply_id', 'story_id'];
    const payload = { ...Object.fromEntries(fields.map((field) => [field, word])), ...AS_NAMES };
    // nobody listens for these
    for (const event of WORDS) socket.emit(event, payload);
    // a join without a token ends the connection, so it comes last
    for (const event of ['private_message', 'typing', 'seen_messages', 'ping_for_lastseen', 'join']) {
      const answer = await ask(socket, event, payload);
      if (answer.errors?.error_id === 500) wrong.push({ event, word, answer });
    }
  }
  expect(wrong).toEqual([]);
});

test('a feeling named as what every object inherits is shown as it was written', async () => {
  const session = await signedIn(site, bo);
  for (const [type, word] of [
    ['listening', 'constructor'],
    ['feelings', 'toString'],
  ] as const) {
    const { post_data: post } = await bo.call('new_post', { postText: 'Hm', feeling_type: type, feeling: word });
    const page = await session.get(`/get_news_feed?post_id=${post.id}`);
    expect(page.status).toBe(200);
    expect(page.text).toContain(word);
    expect(page.text).not.toContain('native code');
  }
});
