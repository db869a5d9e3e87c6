import { createServer, type IncomingMessage } from 'node:http';
import { afterAll } from 'vitest';
import { closed, listening } from './listening.ts';

export type StandInAnswer = { status?: number; body: unknown };

/** A local server that replaces an external one: answers by path with JSON, and records the requests. */
export async function standIn(
  answer: (url: URL, request: IncomingMessage) => StandInAnswer,
): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    asked.push(`${request.method} ${url.pathname}`);
    const { status = 200, body } = answer(url, request);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  const url = await listening(server);
  afterAll(() => closed(server));
  return { url, asked };
}
