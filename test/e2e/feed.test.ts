import { beforeAll, describe, expect, test } from 'vitest';
import { accessibilityProblems, type BrowserSite, chromiumPath, openBrowserSite } from '../support/browser.ts';
import { factory, type Person } from '../support/people.ts';

describe.skipIf(!chromiumPath)('the page in Chromium', async () => {
  const { site, open }: BrowserSite = chromiumPath ? await openBrowserSite() : Object.create(null);
  let ada: Person;
  let bo: Person;

  beforeAll(async () => {
    const a = factory(site);
    ada = await a.user();
    bo = await a.user();
    await a.follow(ada, bo);
    for (let count = 1; count <= 24; count += 1) await bo.call('new_post', { postText: `number ${count}` });
    await bo.call('new_post', { postText: 'Tea? #tea', answer: ['yes', 'no'] });
  });

  test('goes on by scrolling, with nothing jumping and nothing against its policy', async () => {
    const { page, problems } = await open({ person: ada, viewport: { width: 390, height: 844 } });
    await page.evaluate(`window.shift = 0; new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shift += entry.value;
    }).observe({ type: 'layout-shift', buffered: true });`);
    expect(await page.locator('[data-post-id]').count()).toBe(10);
    for (let seen = 10; seen < 25; seen = await page.locator('[data-post-id]').count()) {
      await page.mouse.wheel(0, 20_000);
      await page.waitForTimeout(50);
    }
    expect(await page.locator('.feed-end').count()).toBe(1);
    expect(await page.evaluate('window.shift')).toBeLessThan(0.02);
    expect(problems).toEqual([]);
  });

  test('reacts, votes and comments in place, by keyboard', async () => {
    const { page, problems } = await open({ person: ada });
    const post = page.locator('article').first();
    await post.locator('summary.picker-button').focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await post.getByRole('button', { name: 'Love', pressed: true }).first().waitFor();
    await post.getByRole('button', { name: 'Vote for yes' }).click();
    await post.getByText('100%').waitFor();
    await post.getByLabel('Write a comment').fill('Lovely <b>tea</b>');
    await page.keyboard.press('Enter');
    await post.getByText('Lovely <b>tea</b>').waitFor();
    await post.getByRole('link', { name: 'Reply' }).click();
    await post.locator('textarea[id^="reply-to"]:focus').waitFor();
    await page.keyboard.type('With milk');
    await page.keyboard.press('Enter');
    await post.getByText('With milk').waitFor();
    await post.locator('.post-menu summary').click();
    await post.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved. You find it under').waitFor();
    expect(page.url()).toMatch(/\/get_news_feed$/);
    await page.goto('/get_news_feed?save_posts=1');
    await page.getByText('Lovely <b>tea</b>').waitFor();
    expect(problems).toEqual([]);
  });

  test('tells that it is offline, and keeps what was typed', async () => {
    const { page } = await open({ person: ada });
    await page.context().setOffline(true);
    await page.getByText('You are offline').waitFor();
    const field = page.getByLabel('Write a comment').first();
    await field.fill('not lost');
    await page.keyboard.press('Enter');
    await page.getByText('That did not work').waitFor();
    expect(await field.inputValue()).toBe('not lost');
    await page.context().setOffline(false);
    await page.getByText('You are offline').waitFor({ state: 'hidden' });
  });

  test('works without scripts', async () => {
    const { page } = await open({ person: ada, javaScriptEnabled: false });
    const post = page.locator('article').nth(3);
    await post.locator('button.action').first().click();
    await post.locator('button.action.is-on').first().waitFor();
    await page.getByRole('link', { name: 'More posts' }).click();
    await page.locator('.feed-end').waitFor();
    expect(await page.locator('[data-post-id]').count()).toBe(15);
  });

  test('tells a native app of taps instead of following them', async () => {
    const { page } = await open({ person: ada });
    await page.evaluate('window.told = []; window.csharp = (payload) => window.told.push(payload);');
    await page.locator('article a.author').first().click();
    await page.mouse.wheel(0, 20_000);
    await page.waitForFunction('window.told.length > 1');
    expect(page.url()).toMatch(/\/get_news_feed$/);
    const told = await page.evaluate<string[]>('window.told');
    expect(told[0]).toBe(`{"type":"user","profile_id":"${bo.id}"}`);
    expect(told[1]).toMatch(/^\{type:"scorll", num:"[1-8]"\}$/);
  });

  test.each(['light', 'dark'] as const)('has nothing that axe finds, from 320 pixels up, in the %s', async (colorScheme) => {
    const { page } = await open({ person: ada, viewport: { width: 320, height: 700 }, colorScheme });
    for (const path of ['/get_news_feed', `/get_news_feed?user_id=${bo.id}`, '/get_news_feed?hashtag=nothing', '/login']) {
      await page.goto(path);
      expect(await accessibilityProblems(page)).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(320);
    }
  });
});
