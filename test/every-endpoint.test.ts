import { Agent } from 'node:http';
import request from 'supertest';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { apiDomains } from '../src/api.ts';
import { version } from '../src/app.ts';
import type { Endpoint } from '../src/http/endpoint.ts';
import { formRefusal } from '../src/http/endpoint.ts';
import { parseForm } from '../src/http/form.ts';
import { openApiDocument } from '../src/http/openapi.ts';
import { checkAnswer } from './support/call.ts';
import { factory, type Person } from './support/people.ts';
import { openSite } from './support/site.ts';

const site = await openSite();
const a = factory(site);
const agent = new Agent({ keepAlive: true });
const endpoints = apiDomains.flatMap((domain) => domain.endpoints);
const table = endpoints.map((endpoint) => [endpoint.name, endpoint] as const);

const gate = (id: number, text: string) => ({ api_status: '404', errors: { error_id: id, error_text: text } });

function send(endpoint: Endpoint, body: Record<string, unknown>, token?: string) {
  const call = request(site.address).post(`/api/${endpoint.name}`).agent(agent);
  if (token) call.query({ access_token: token });
  return call.send(body);
}

let regular: Promise<Person> | undefined;

/** A caller: one for all endpoints, another for each call that could end their session. */
function caller(endpoint: Endpoint, fields: Record<string, unknown> = {}): Promise<Person> {
  const ends = ['delete-user', 'delete-access-token'].includes(endpoint.name);
  if (ends || 'new_password' in fields) return a.user();
  regular ??= a.user();
  return regular;
}

const tokenOf = (endpoint: Endpoint, person: Person) => (endpoint.access === 'user' ? person.token : undefined);

/** Values that fit no field. */
const HOSTILE: [string, unknown][] = [
  ['an SQL injection', "1' OR '1'='1"],
  ['a stacked statement', '1; DROP TABLE users; --'],
  ['a number above every column', '9'.repeat(30)],
  ['a negative number', '-1'],
  ['an exponent', '1e3'],
  ['a hexadecimal number', '0x10'],
  ['NUL', 'a\0b'],
  ['half a surrogate pair', '\ud800'],
  ['markup', '<script>alert(1)</script>'],
  ['a format string', '{field}%s%n\u0024{7*7}'],
  ['a prototype', '__proto__'],
  ['20 000 letters', 'x'.repeat(20_000)],
  ['a list', ['a', 'b']],
  ['an object', { $gt: 1 }],
  ['nested lists', [[['x']]]],
  ['null', null],
  ['true', true],
  ['zero', 0],
  ['a space', ' '],
  ['right-to-left override', '\u202eabc'],
];

/** One key of each list of keys. */
const KNOWN_KEYS: ReadonlyMap<string, string> = new Map([
  ['get-user-data', 'user_data'],
  ['get-user-data-username', 'user_data'],
  ['get-post-data', 'post_data'],
  ['get-general-data', 'notifications'],
  ['get-events', 'events'],
  ['get-community', 'groups'],
]);

describe.each(table)('%s', (_name, endpoint) => {
  test('is behind the gate', async () => {
    const noKey = await send(endpoint, {});
    expect(noKey.body).toEqual(
      gate(1, 'Error: 404 POST (server_key) not specified, Admin Panel > API Settings > Manage API Server Key'),
    );
    expect((await send(endpoint, { server_key: 'wrong' })).body).toEqual(gate(1, 'Error: invalid server key'));
    if (endpoint.access === 'user') {
      expect((await send(endpoint, { server_key: site.serverKey })).body).toEqual(gate(2, 'Not authorized'));
      expect((await send(endpoint, { server_key: site.serverKey }, 'f'.repeat(64))).body).toEqual(
        gate(2, 'Invalid or expired access_token'),
      );
    }
  });

  test('names the first missing field of an empty form', async () => {
    const parsed = parseForm(endpoint.input, { fields: {}, uploads: [] });
    if (parsed.ok) return;
    const { reason, field } = formRefusal(endpoint.errors, parsed.issues);
    const row = endpoint.errors[`${field}.${reason}`] ?? endpoint.errors[reason];
    const ada = await caller(endpoint);
    const answer = await send(endpoint, { server_key: site.serverKey }, tokenOf(endpoint, ada));
    expect(answer.body).toEqual({
      api_status: '400',
      errors: { error_id: row?.[0], error_text: row?.[1].replace('{field}', field ?? '') },
    });
  });

  const refused = new Set<string>();

  /** Forms that are refused for the same fields and reasons get the same answer, so one call for each is enough. */
  function isRefusedAsBefore(fields: Record<string, unknown>): boolean {
    const parsed = parseForm(endpoint.input, { fields, uploads: [] });
    if (parsed.ok) return false;
    const issues = JSON.stringify(parsed.issues);
    const before = refused.has(issues);
    refused.add(issues);
    return before;
  }

  /** One call with hostile values: an answer of the contract, never a 500. */
  async function survives(fields: Record<string, unknown>): Promise<void> {
    if (isRefusedAsBefore(fields)) return;
    const ada = await caller(endpoint, fields);
    const answer = await send(endpoint, { ...fields, server_key: site.serverKey }, tokenOf(endpoint, ada));
    if (answer.status === 302) return;
    expect({ status: answer.status, id: answer.body.errors?.error_id, fields }).not.toMatchObject({ id: 500 });
    expect(answer.status).toBe(200);
    checkAnswer(endpoint.name, answer.body);
  }

  test('answers as the contract says, all of its fields hostile', async () => {
    for (const [, value] of HOSTILE)
      await survives(Object.fromEntries([...endpoint.fields.keys()].map((field) => [field, value])));
  });

  test('answers as the contract says, one of its fields hostile', async () => {
    for (const [index, field] of [...endpoint.fields.keys()].entries()) {
      for (const turn of [0, 7, 13]) {
        const [, value] = HOSTILE[(3 * index + turn) % HOSTILE.length] ?? [];
        await survives({ [field]: value });
      }
    }
  });

  test('counts a field once that is sent twice', async () => {
    const ada = await caller(endpoint);
    const pairs = [...endpoint.fields.keys()].flatMap((field) => [`${field}=first`, `${field}=last`]);
    const call = request(site.app)
      .post(`/api/${endpoint.name}`)
      .type('form')
      .send([`server_key=${site.serverKey}`, ...pairs].join('&'));
    const answer = await (endpoint.access === 'user' ? call.query({ access_token: ada.token }) : call);
    if (answer.status !== 302) expect(answer.body.errors?.error_id).not.toBe(500);
  });

  test('refuses a body over the limit', async () => {
    const answer = await send(endpoint, { server_key: site.serverKey, filler: 'x'.repeat(1_200_000) });
    expect(answer.body).toEqual({ api_status: '400', errors: { error_id: 413, error_text: 'The request body is too large' } });
  });

  test('has a row for every error its form can have', () => {
    for (const [, value] of HOSTILE) {
      const fields = Object.fromEntries([...endpoint.fields.keys()].map((field) => [field, value]));
      for (const form of [{}, fields]) {
        const parsed = parseForm(endpoint.input, { fields: form, uploads: [] });
        if (parsed.ok) continue;
        const { reason, field } = formRefusal(endpoint.errors, parsed.issues);
        expect(Object.keys(endpoint.errors)).toEqual(
          expect.arrayContaining([expect.stringMatching(new RegExp(`^(${field}\\.)?${reason}$`))]),
        );
      }
    }
  });

  test('has no error text that an app mistakes for the end of its session', () => {
    for (const [id, text] of Object.values(endpoint.errors)) {
      expect(Number.isInteger(id)).toBe(true);
      expect(text).not.toMatch(/Invalid or expired access_token|No session sent|Not authorized/);
    }
  });
});

const withKeys = endpoints.filter(({ fields }) => fields.has('fetch')).map((endpoint) => [endpoint.name, endpoint] as const);

describe.each(withKeys)('the list of keys of %s', (_name, endpoint) => {
  const fields = { server_key: site.serverKey, user_id: '1', post_id: '1', username: 'ada' };
  const answerTo = async (fetch: Record<string, string>) => {
    const ada = await caller(endpoint);
    return (await send(endpoint, { ...fields, ...fetch }, tokenOf(endpoint, ada))).body;
  };

  test.each([' ', '\u200b', ',', ' , ', 'nonsense', 'nonsense,constructor', '__proto__'])(
    '%j holds none, as if absent',
    async (fetch) => {
      const missing = await answerTo({});
      expect(missing).toMatchObject({ api_status: '400', errors: { error_text: 'fetch (POST) is missing' } });
      expect(await answerTo({ fetch })).toEqual(missing);
    },
  );

  test('may hold unknown words beside known ones', async () => {
    const known = KNOWN_KEYS.get(endpoint.name) ?? '';
    expect((await answerTo({ fetch: `nonsense, ${known} ,constructor` })).errors?.error_text).not.toBe('fetch (POST) is missing');
  });
});

test('every list of keys is in the table of known keys', () => {
  expect(withKeys.map(([name]) => name).sort()).toEqual([...KNOWN_KEYS.keys()].sort());
});

test('names are unique', () => {
  const names = endpoints.map((endpoint) => endpoint.name);
  expect(new Set(names).size).toBe(names.length);
});

test('docs/openapi.json equals the declarations', async () => {
  const document = openApiDocument(apiDomains, version);
  await expect(`${JSON.stringify(document, null, 2)}\n`).toMatchFileSnapshot('../docs/openapi.json');
});

test('the document and its page are served with all their assets from this server', async () => {
  const served = await request(site.app).get('/openapi.json');
  expect(served.body.openapi).toBe('3.1.0');
  expect(Object.keys(served.body.paths)).toHaveLength(endpoints.length);
  const page = await request(site.app).get('/docs');
  expect(page.headers['content-type']).toMatch(/html/);
  expect(page.text).not.toMatch(/(src|href)="(?!\/docs\/)/);
  for (const [, path = ''] of page.text.matchAll(/(?:src|href)="([^"]+)"/g))
    expect((await request(site.app).get(path)).status).toBe(200);
});

test('every answer schema can be written as JSON Schema, so none holds a transform', () => {
  for (const endpoint of endpoints) {
    expect(() => z.toJSONSchema(endpoint.answer, { io: 'output' })).not.toThrow();
  }
});
