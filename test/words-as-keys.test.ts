import { Agent, FormData, request } from 'undici';
import { afterAll, expect, test } from 'vitest';
import { z } from 'zod';
import { apiDomains } from '../src/api.ts';
import type { Endpoint } from '../src/http/endpoint.ts';
import { fieldsOf, parseForm } from '../src/http/form.ts';
import { smallCommunity } from './support/community.ts';
import { openSite } from './support/site.ts';

// Names that every object inherits. A table looked up by a client's word must not find them.

const WORDS = ['__proto__', 'constructor', 'toString', 'valueOf', 'hasOwnProperty'] as const;
const BODIES = ['multipart', 'urlencoded', 'json'] as const;
type Body = (typeof BODIES)[number];
type Fields = Readonly<Record<string, string>>;

const site = await openSite();
// Bo owns the first of everything, so the id 1 in a form passes the checks.
const { bo } = await smallCommunity(site);
const endpoints = apiDomains.flatMap((domain) => domain.endpoints);
const agent = new Agent({ connections: 8 });
afterAll(() => agent.close());

/** Values that fields of a form tend to accept; the first that a field accepts fills it. */
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

async function send(name: string, fields: Fields, kind: Body): Promise<{ status: number; text: string }> {
  const all = { server_key: site.serverKey, ...fields };
  const form = new FormData();
  if (kind === 'multipart') for (const [field, value] of Object.entries(all)) form.append(field, value);
  const body = { multipart: form, urlencoded: new URLSearchParams(all).toString(), json: JSON.stringify(all) }[kind];
  const type = { urlencoded: 'application/x-www-form-urlencoded', json: 'application/json', multipart: undefined }[kind];
  const { statusCode, body: answer } = await request(`${site.address}/api/${name}?access_token=${bo.token}`, {
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
  for (const endpoint of endpoints.filter(({ name }) => !ENDS_THE_SESSION.includes(name))) {
    for (const form of takenForms(endpoint)) {
      if (parseForm(endpoint.input, { fields: form, uploads: [] }).ok) reached += 1;
      for (const [index, field] of Object.keys(form).entries()) {
        for (const [turn, kind] of BODIES.entries())
          calls.push([endpoint, { ...form, [field]: WORDS[(index + turn) % WORDS.length] ?? '__proto__' }, kind]);
      }
      for (const kind of BODIES) {
        calls.push([endpoint, Object.fromEntries([...Object.keys(form).map((field) => [field, '__proto__'])]), kind]);
        calls.push([endpoint, { ...form, ...Object.fromEntries(WORDS.slice(1).map((word) => [word, word])) }, kind]);
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
