import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { createApp } from '../src/app.ts';
import { demoLogin } from '../src/cli/demo/login.ts';
import { seedDemo } from '../src/cli/demo/seed.ts';
import { readConfig } from '../src/config.ts';
import { createLogger } from '../src/http/log.ts';
import { openServices } from '../src/services.ts';
import { quantiles, table } from './report.ts';

// The cost of a page of posts for the server as HTML and as the JSON of the API, over the demo community: round trips on one
// connection to a server in this process, alternating, so that both see the same noise. The data is deleted at the end.

const ROUNDS = 200;
const RELAXED = '1000000/60';

const dataDirectory = await mkdtemp(join(tmpdir(), 'bench-page-'));
const limits = { RATE_LIMIT_READ: RELAXED, RATE_LIMIT_WRITE: RELAXED, RATE_LIMIT_AUTH_ADDRESS: RELAXED };
const config = readConfig({ DATA_DIR: dataDirectory, LOG_LEVEL: 'error', LINK_PREVIEWS: '0', ...limits });
const { services, close } = await openServices(config, createLogger(config.log));
const login = await demoLogin(dataDirectory);
await seedDemo(services, login);

const server = createServer(createApp(services));
await new Promise<void>((resolve) => {
  server.listen(0, '127.0.0.1', resolve);
});
const { port } = server.address() as AddressInfo; // it listens on TCP
const site = `http://127.0.0.1:${port}`;

const serverKey = services.settings.serverKey();
const form = (fields: Record<string, string>) => new URLSearchParams({ server_key: serverKey, ...fields });
const auth = await fetch(`${site}/api/auth`, { method: 'POST', body: form(login) });
const { access_token: token } = z.object({ access_token: z.string() }).parse(await auth.json());
const carried = await fetch(`${site}/api/set-browser-cookie?access_token=${token}`, {
  method: 'POST',
  body: form({}),
  redirect: 'manual',
});
const cookie = carried.headers.getSetCookie()[0]?.split(';')[0] ?? '';

const page = (path: string, headers = {}) => fetch(`${site}${path}`, { headers: { cookie, accept: 'text/html', ...headers } });
const posts = (fields: Record<string, string>) =>
  fetch(`${site}/api/posts?access_token=${token}`, { method: 'POST', body: form({ type: 'get_news_feed', ...fields }) });

const firstPage = await (await page('/get_news_feed')).text();
const last = [...firstPage.matchAll(/data-post-id="(\d+)"/g)].at(-1)?.[1] ?? '';
const { data } = z.object({ data: z.array(z.object({ id: z.string() })) }).parse(await (await posts({ limit: '10' })).json());
if (data.at(-1)?.id !== last) throw new Error('the page and the API show other posts');
const ways: Record<string, () => Promise<Response>> = {
  'page, first 10': () => page('/get_news_feed'),
  'API, the same 10': () => posts({ limit: '10' }),
  'page, next 20': () => page(`/get_news_feed?after_post_id=${last}`),
  'part, next 20': () => page(`/get_news_feed?after_post_id=${last}`, { 'HX-Request': 'true' }),
  'API, the same 20': () => posts({ limit: '20', after_post_id: last }),
};

const times = new Map(Object.keys(ways).map((name): [string, number[]] => [name, []]));
const sizes = new Map<string, number>();
for (let round = 0; round < ROUNDS; round += 1) {
  for (const [name, ask] of Object.entries(ways)) {
    const from = performance.now();
    const answer = await ask();
    const body = await answer.text();
    if (round >= ROUNDS / 4) times.get(name)?.push(performance.now() - from);
    if (answer.status !== 200) throw new Error(`${name}: ${answer.status}`);
    sizes.set(name, body.length);
  }
}

const medianOf = (name: string) => quantiles(times.get(name) ?? [])[0] ?? 0;
console.log(`milliseconds, ${ROUNDS * 0.75} rounds; size in kB last`);
console.log(table([...times].map(([name, all]) => [name, ...quantiles(all), Math.round((sizes.get(name) ?? 0) / 1000)])));
for (const [html, json] of [
  ['page, first 10', 'API, the same 10'],
  ['page, next 20', 'API, the same 20'],
] as const) {
  console.log(`${html}: ${(medianOf(html) / medianOf(json)).toFixed(2)} times the API call`);
}

server.closeAllConnections();
server.close();
await close();
await rm(dataDirectory, { recursive: true, force: true });
