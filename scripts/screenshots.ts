/**
 * Draws the pictures of docs/screenshots: starts the demo community in a folder of its own, opens its pages in Chromium, and
 * leaves nothing else behind. Run it after changing how pages look, and commit what comes out: `node scripts/screenshots.ts`
 */
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import sharp from 'sharp';
import { createApp } from '../src/app.ts';
import { demoLogin } from '../src/cli/demo/login.ts';
import { seedDemo } from '../src/cli/demo/seed.ts';
import { readConfig } from '../src/config.ts';
import { createLogger } from '../src/http/log.ts';
import { openServices } from '../src/services.ts';

const MAX_BYTES = 250_000;
const DESKTOP = { width: 1280, height: 900 };
const PHONE = { width: 390, height: 844 };

const pictures = new URL('../docs/screenshots/', import.meta.url);
const executablePath = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
  .map((name) => `/usr/bin/${name}`)
  .find((path) => existsSync(path));
if (!executablePath) throw new Error('there is no Chromium in /usr/bin');

const dataDirectory = await mkdtemp(join(tmpdir(), 'screenshots-'));
// the port first: links hold the site's address
const server = createServer();
await new Promise<void>((resolve) => {
  server.listen(0, '127.0.0.1', resolve);
});
const { port } = server.address() as AddressInfo; // it listens on TCP
const site = `http://127.0.0.1:${port}`;
const config = readConfig({ DATA_DIR: dataDirectory, BASE_URL: site, LOG_LEVEL: 'error', LINK_PREVIEWS: '0' });
const { services, jobs, close } = await openServices(config, createLogger(config.log));
const login = await demoLogin(dataDirectory);
await seedDemo(services, login);
await jobs.settled();
server.on('request', createApp(services));
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-background-networking'] });

const me = await services.db('users').where({ username: login.username }).first('id');
const author = await services
  .db('posts')
  .whereNot({ author_id: me?.id ?? 0 })
  .where({ privacy: 0, group_id: 0, page_id: 0, event_id: 0 })
  .groupBy('author_id')
  .orderByRaw('COUNT(*) DESC')
  .first('author_id');
const group = await services
  .db('posts')
  .where('group_id', '>', 0)
  .groupBy('group_id')
  .orderByRaw('COUNT(*) DESC')
  .first('group_id');
const newcomer = await register({ username: 'new_here', password: 'new-here-1' });

try {
  await mkdir(pictures, { recursive: true });
  const light = await signedIn(browser, login, { viewport: DESKTOP });
  const dark = await signedIn(browser, login, { viewport: DESKTOP, colorScheme: 'dark' });
  const phone = await signedIn(browser, login, { viewport: PHONE });
  const empty = await signedIn(browser, newcomer, { viewport: DESKTOP });
  await draw(light, 'home-light', '/get_news_feed');
  await draw(dark, 'home-dark', '/get_news_feed');
  await draw(phone, 'home-phone', '/get_news_feed');
  await draw(light, 'profile', `/get_news_feed?user_id=${author?.author_id}`);
  await draw(light, 'group', `/get_news_feed?group_id=${group?.group_id}`);
  await draw(empty, 'empty-feed', '/get_news_feed?filter=1');
} finally {
  await browser.close();
  server.closeAllConnections();
  server.close();
  await close();
  await rm(dataDirectory, { recursive: true, force: true });
}

async function register({ username, password }: { username: string; password: string }) {
  const fields = { username, password, confirm_password: password, email: `${username}@example.org` };
  const body = new URLSearchParams({ server_key: services.settings.serverKey(), ...fields });
  const answer = await fetch(`${site}/api/create-account`, { method: 'POST', body });
  if (!(await answer.text()).includes('access_token')) throw new Error('the newcomer got no account');
  return { username, password };
}

type Look = { viewport: { width: number; height: number }; colorScheme?: 'dark' };

async function signedIn(on: Browser, { username, password }: typeof login, look: Look): Promise<Page> {
  const context = await on.newContext({ baseURL: site, reducedMotion: 'reduce', deviceScaleFactor: 1, ...look });
  const page = await context.newPage();
  await page.goto('/login');
  await page.fill('#login', username);
  await page.fill('#password', password);
  await page.keyboard.press('Enter');
  await page.waitForURL('**/get_news_feed');
  return page;
}

/** What is seen at first, with all its pictures, as a small PNG. */
async function draw(page: Page, name: string, address: string): Promise<void> {
  await page.goto(address, { waitUntil: 'networkidle' });
  await page.evaluate(
    'Promise.all([...document.images].filter((one) => one.complete).map((one) => one.decode().catch(() => {})))',
  );
  const seen = await page.screenshot();
  let png = seen;
  for (const colours of [256, 128, 64, 32]) {
    png = await sharp(seen).png({ palette: true, colours, effort: 10, compressionLevel: 9 }).toBuffer();
    if (png.length <= MAX_BYTES) break;
  }
  await writeFile(new URL(`${name}.png`, pictures), png);
  console.log(`${name}.png, ${png.length} bytes`);
}
