import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll } from 'vitest';
import { signedIn } from './browser-session.ts';
import { closed, listening } from './listening.ts';
import type { Person } from './people.ts';
import { openSite, type Site } from './site.ts';

const PATHS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'].map((name) => `/usr/bin/${name}`);

/** The path of Chromium; undefined where it is not installed, and browser tests are skipped. */
export const chromiumPath = PATHS.find((path) => existsSync(path));

/** A site that browsers can reach, and one browser, for one test file. */
export type BrowserSite = {
  site: Site;
  /** `http://127.0.0.1:port`. */
  url: string;
  /** A page of a fresh browser profile, signed in when a person is given. Its errors are collected in `problems`. */
  open(options?: BrowserContextOptions & { person?: Person }): Promise<{ page: Page; problems: string[] }>;
};

/** Starts a site on a port of 127.0.0.1, and Chromium. Requires `chromiumPath`. */
export async function openBrowserSite(environment: Record<string, string> = {}): Promise<BrowserSite> {
  // the port first: links contain the site's address
  const server = createServer();
  const url = await listening(server);
  const site = await openSite({ BASE_URL: url, ...environment });
  server.on('request', site.listener);
  const browser = await chromium.launch({
    executablePath: chromiumPath ?? '',
    args: [
      '--no-sandbox',
      '--disable-background-networking',
      '--disable-gpu',
      '--disable-software-rasterizer',
      '--disable-lcd-text',
    ],
  });
  afterAll(async () => {
    await browser.close();
    await closed(server);
  });
  return { site, url, open: (options = {}) => openPage(browser, { site, url, ...options }) };
}

type Opened = BrowserContextOptions & { site: Site; url: string; person?: Person };

async function openPage(browser: Browser, { site, url, person, ...options }: Opened) {
  const context = await browser.newContext({ baseURL: url, reducedMotion: 'reduce', ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') problems.push(message.text());
  });
  page.on('request', (request) => {
    const asked = request.url();
    if (!asked.startsWith(`${url}/`) && !/^(blob|data):/.test(asked)) problems.push(`asks another site: ${asked}`);
  });
  if (person) await signIn(page, { site, url, person });
  return { page, problems };
}

/** The page /login has a test of its own; here its cookie is enough. */
async function signIn(page: Page, { site, url, person }: { site: Site; url: string; person: Person }): Promise<void> {
  const { cookie } = await signedIn(site, person);
  const [name = '', value = ''] = cookie.split('=');
  await page.context().addCookies([{ name, value, url, httpOnly: true, sameSite: 'Lax' }]);
  await page.goto('/get_news_feed');
}

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const ALL = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/**
 * The rules that depend on colours and sizes: enough for a page that was already checked with `ALL`, in other colours and sizes.
 */
export const LOOKS = ['color-contrast', 'link-in-text-block', 'target-size', 'scrollable-region-focusable'];

type Looked = { rules?: readonly string[] | undefined; without?: string };

/**
 * The problems axe finds on a page, outside of what `without` selects, by WCAG 2.2 AA or some of its rules, as `rule: element`.
 */
export async function accessibilityProblems(page: Page, { rules = ALL, without = '#none' }: Looked = {}): Promise<string[]> {
  // bypasses the page's CSP, which allows no script
  const session = await page.context().newCDPSession(page);
  await session.send('Runtime.evaluate', { expression: AXE });
  const { result } = await session.send('Runtime.evaluate', {
    expression: `axe.run({ exclude: ${JSON.stringify(without)} }, { runOnly: ${JSON.stringify(rules)}, resultTypes: ['violations'], preload: false })
      .then(({ violations }) => violations.flatMap(({ id, nodes }) => nodes.map((node) => id + ': ' + node.html.slice(0, 200))))`,
    awaitPromise: true,
    returnByValue: true,
  });
  await session.detach();
  return result.value;
}
