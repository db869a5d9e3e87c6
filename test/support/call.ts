import { Agent } from 'node:http';
import request from 'supertest';
import { expect } from 'vitest';
import { apiDomains } from '../../src/api.ts';
import { conformanceProblems } from './conformance/index.ts';
import type { Answer } from './site.ts';

/** Form fields: text, a list (sent as `name[]`), or a file. */
export type Fields = Record<string, string | number | readonly string[] | File | readonly File[]>;
export type File = { name: string; content: Buffer; type?: string };

type Target = { address: string; serverKey: string; token?: string };

const agent = new Agent({ keepAlive: true });

const endpoints = new Map(apiDomains.flatMap((domain) => domain.endpoints.map((endpoint) => [endpoint.name, endpoint] as const)));

/**
 * Calls an endpoint as an app does. Every answer is parsed by its own schema, may hold nothing beside it, and must be readable by
 * each family of apps.
 */
export async function post({ address, serverKey, token }: Target, name: string, { fields }: { fields: Fields }): Promise<Answer> {
  const call = request(address).post(`/api/${name}`).agent(agent);
  if (token) call.query({ access_token: token });
  const all = { server_key: serverKey, ...fields };
  if (pairs(all).some(([, item]) => typeof item === 'object')) {
    for (const [field, item] of pairs(all)) {
      if (typeof item === 'object')
        call.attach(field, item.content, { filename: item.name, contentType: item.type ?? 'application/octet-stream' });
      else call.field(field, String(item));
    }
  } else {
    const texts = pairs(all).map(([field, item]): [string, string] => [field, String(item)]);
    call.type('form').send(new URLSearchParams(texts).toString());
  }
  const { body } = await call;
  checkAnswer(name, body, fields);
  return body;
}

/** Checks an answer against its endpoint's schema, its table of errors and the families of apps. */
export function checkAnswer(name: string, body: Answer, sent: Fields = {}): void {
  expect(conformanceProblems(name, body, sent)).toEqual([]);
  const endpoint = endpoints.get(name);
  if (!endpoint) return;
  if (typeof body.api_status === 'number') {
    const { api_status, ...answer } = body;
    const parsed = endpoint.answer.parse(api_status === 200 ? answer : body);
    expect(parsed).toEqual(api_status === 200 ? answer : body);
  } else if (body.api_status === '400' && body.errors.error_id < 400) {
    expect(Object.values(endpoint.errors).map(([id]) => id)).toContain(body.errors.error_id);
  }
}

/** Fields as single parts, those of a list under `name[]`. */
function pairs(fields: Fields): [string, string | number | File][] {
  return Object.entries(fields).flatMap(([field, value]) => {
    if (typeof value === 'string' || typeof value === 'number' || 'content' in value) return [[field, value]];
    return value.map((item): [string, string | File] => [`${field}[]`, item]);
  });
}
