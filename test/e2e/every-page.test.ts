import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { accessibilityProblems, type BrowserSite, chromiumPath, LOOKS, openBrowserSite } from '../support/browser.ts';
import { type Community, smallCommunity } from '../support/community.ts';

// the home feed shows every kind of post; elsewhere one is enough
const OTHER_POSTS = '#feed article ~ article';
// pages whose colours and sizes are all on another one
const SEEN_ONCE = [
  'own profile',
  'empty profile',
  'event',
  'a shared post',
  'edit',
  'delete',
  'own story',
  'no page',
  'new password',
];
const MENUS_OPEN = ['one post', 'story'];
const GUEST_PAGES = { login: '/login', 'no page': '/no/such/page', 'new password': '/reset-password?email=a@b.example&code=1' };

describe.skipIf(!chromiumPath)('every page in Chromium', { timeout: 60_000 }, async () => {
  const { site, url, open }: BrowserSite = chromiumPath ? await openBrowserSite() : Object.create(null);
  let community: Community;

  beforeAll(async () => {
    community = await smallCommunity(site);
  });

  /** Elements that stick out at the sides of a page, or cannot be reached by scrolling. */
  const sticksOut = (page: Page) =>
    page.evaluate<string[]>(`(() => {
      const width = document.documentElement.clientWidth;
      const inScroller = (one) => { for (let at = one.parentElement; at; at = at.parentElement)
        if (['auto', 'scroll', 'hidden', 'clip'].includes(getComputedStyle(at).overflowX)) return true; return false; };
      const out = [...document.querySelectorAll('body *')].filter((one) => {
        const { left, right, width: own, height } = one.getBoundingClientRect();
        return one.checkVisibility() && own > 1 && height > 1 && (right > width + 1 || left < -1) && !inScroller(one) && getComputedStyle(one).position !== 'fixed';
      }).map((one) => one.outerHTML.slice(0, 120));
      const root = document.documentElement;
      return root.scrollWidth > width ? [...out, 'scrolls to ' + root.scrollWidth] : out;
    })()`);

  test.each([
    { colorScheme: 'light', width: 320, rules: undefined },
    { colorScheme: 'dark', width: 1280, rules: LOOKS },
  ] as const)('passes axe, fits in both writing directions and logs nothing: $colorScheme, $width px', async (shown) => {
    const { colorScheme, width, rules } = shown;
    const viewport = { width, height: 800 };
    const { page, problems } = await open({ person: community.ada, colorScheme, viewport });
    const found: Record<string, string[]> = {};
    const look = async (name: string, on: Page) => {
      const wrong = [
        ...(await accessibilityProblems(on, { rules, without: name === 'home' ? '#none' : OTHER_POSTS })),
        ...(await sticksOut(on)),
      ];
      if (rules === undefined) await on.evaluate(`document.documentElement.dir = 'rtl'`); // colours have no direction
      const turned = (rules === undefined ? await sticksOut(on) : []).map((one) => `from right to left: ${one}`);
      if (wrong.length + turned.length > 0) found[name] = [...wrong, ...turned];
    };
    const wanted = ([name]: [string, string]) => rules === undefined || !SEEN_ONCE.includes(name);
    for (const [name, path] of Object.entries(community.paths).filter(wanted)) {
      await page.goto(path);
      if (MENUS_OPEN.includes(name))
        await page.evaluate(`for (const menu of document.querySelectorAll('details')) menu.open = true`);
      await look(name, page);
    }
    const guest = await open({ colorScheme, viewport });
    for (const [name, path] of Object.entries(GUEST_PAGES).filter(wanted)) {
      await guest.page.goto(path);
      await look(name, guest.page);
    }
    expect(found).toEqual({});
    expect([...problems, ...guest.problems].filter((problem) => !problem.includes('404'))).toEqual([]);
  });

  test('fits a small phone without scripts, too', async () => {
    const { page } = await open({ person: community.ada, viewport: { width: 320, height: 800 }, javaScriptEnabled: false });
    for (const name of ['home', 'group', 'chat', 'group chat', 'story', 'new group chat']) {
      await page.goto(community.paths[name] ?? '');
      expect([name, await sticksOut(page)]).toEqual([name, []]);
    }
  });

  test('does not shift while its pictures load, and has no motion for people who want none', async () => {
    const { page } = await open({ person: community.ada, viewport: { width: 390, height: 800 } });
    await page.addInitScript(`window.shift = 0; new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shift += entry.value;
    }).observe({ type: 'layout-shift', buffered: true });`);
    await page.route('**/upload/**', async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 150));
      await route.continue();
    });
    for (const name of ['home', 'profile', 'one post', 'a shared post', 'chat', 'story']) {
      await page.goto(community.paths[name] ?? '', { waitUntil: 'load' });
      await page.waitForTimeout(100);
      expect([name, Number(await page.evaluate('window.shift')) < 0.02]).toEqual([name, true]);
      const moving = await page.evaluate(
        `document.getAnimations().filter((one) => one.effect.getComputedTiming().duration > 10).length`,
      );
      expect([name, moving]).toEqual([name, 0]);
    }
  });

  test('reports every kind of tap to a native app, and follows none of them; elsewhere links work', async () => {
    const { ada, bo, ids, paths } = community;
    const { page, problems } = await open({ person: ada, viewport: { width: 800, height: 800 } });
    await page.addInitScript('window.payloads = []; window.csharp = (payload) => { window.payloads.push(payload); };');
    const payloadOf = async (path: string, selector: string) => {
      await page.goto(path);
      await page.evaluate(`for (const menu of document.querySelectorAll('details.post-menu')) menu.open = true`);
      const target = page.locator(selector).first();
      await target.scrollIntoViewIfNeeded();
      await page.evaluate('window.payloads.length = 0');
      await target.click();
      const all = await page.evaluate<string[]>('window.payloads');
      expect([selector, page.url()]).toEqual([selector, `${url}${path}`]);
      expect(await page.locator('dialog[open]').count()).toBe(0);
      return all.find((payload) => !payload.includes('scorll'));
    };
    const one = `/get_news_feed?post_id=${ids.post}`;
    const many = `/get_news_feed?post_id=${ids.photos}`;
    const profile = paths.profile ?? '';
    const expected = [
      [many, 'article a.author', { type: 'user', profile_id: String(bo.id) }],
      [paths.page ?? '', 'article a.author', { type: 'page', profile_id: ids.page }],
      [paths.group ?? '', 'article .post-headline a[href*="group_id"]', { type: 'group', profile_id: ids.group }],
      ['/get_news_feed', '#composer-text', { type: 'publisher-box' }],
      [one, '.post-menu a[href$="/edit"]', { type: 'edit_post', post_id: ids.post, edit_text: 'My own words' }],
      [one, '.post-menu a[href$="/delete"]', { type: 'delete_post', post_id: ids.post }],
      [profile, 'a.chip', { type: 'map', location: 'Uppsala' }],
      [profile, 'a.embed-link', { type: 'url', link: 'https://example.org/comets' }],
    ] as const;
    for (const [path, selector, payload] of expected)
      expect([selector, await payloadOf(path, selector)]).toEqual([selector, JSON.stringify(payload)]);
    expect(await payloadOf(one, '.gallery-item')).toMatch(/^\{"type":"lightbox","image_url":"http:[^"]+\/upload\/[^"]+"\}$/);
    expect(await payloadOf(one, '.thumbnail')).toMatch(/^\{"type":"lighbox","image_url":"http:[^"]+\/upload\/[^"]+"\}$/);

    await page.goto('/get_news_feed');
    for (let turn = 0; turn < 12; turn += 1) {
      await page.mouse.wheel(0, 500);
      await page.waitForTimeout(20);
    }
    const scrolled = (await page.evaluate<string[]>('window.payloads')).filter((payload) => payload.includes('scorll'));
    for (const payload of scrolled) expect(payload).toMatch(/^\{type:"scorll", num:"[1-8]"\}$/);
    expect(scrolled.length).toBeGreaterThan(1);

    const outside = await open({ person: ada });
    await outside.page.goto(many);
    await outside.page.locator('article a.author').first().click();
    await outside.page.waitForURL(`**${profile}`);
    expect([...problems, ...outside.problems]).toEqual([]);
  });
});
