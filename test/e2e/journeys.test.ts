import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { plain } from '../fixtures/media/pictures.ts';
import { type BrowserSite, chromiumPath, openBrowserSite } from '../support/browser.ts';
import { factory, type Person } from '../support/people.ts';

describe.skipIf(!chromiumPath)('in Chromium', { timeout: 60_000 }, async () => {
  const { site, open }: BrowserSite = chromiumPath ? await openBrowserSite() : Object.create(null);
  const a = factory(site);
  const FEED = '/get_news_feed';
  let ada: Person;
  let bo: Person;
  let photos: { name: string; mimeType: string; buffer: Buffer }[];

  beforeAll(async () => {
    [ada, bo] = [await a.user(), await a.user()];
    await a.follow(ada, bo);
    const buffer = await plain(800, 600).jpeg().toBuffer();
    photos = ['a.jpg', 'b.jpg'].map((name) => ({ name, mimeType: 'image/jpeg', buffer }));
  });

  const post = async (author: Person, fields = {}): Promise<string> =>
    (await author.call('new_post', { postText: 'a post', ...fields })).post_data.id;
  const shownIds = (page: Page) => page.$$eval('[data-post-id]', (all) => all.map((one) => one.getAttribute('data-post-id')));

  /** Tells how much of a page jumps from here on. */
  const watchShifts = (page: Page) =>
    page.addInitScript(`window.shift = 0; new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shift += entry.value;
    }).observe({ type: 'layout-shift', buffered: true });`);

  test('a person signs in, posts text and two photos, likes, comments, and deletes the post', async () => {
    const { page, problems } = await open();
    await page.goto(FEED);
    await page.waitForURL('**/login');
    await page.getByLabel('Username').fill(ada.username);
    await page.getByLabel('Password').fill('nonsense');
    await page.getByRole('button').click();
    await page.getByRole('alert').waitFor();
    expect(problems.splice(0).filter((problem) => !problem.includes('400'))).toEqual([]);
    await page.getByLabel('Password').fill(ada.password);
    await page.keyboard.press('Enter');
    await page.waitForURL(`**${FEED}`);

    await page.locator('#composer-text').fill('two of them');
    await page.locator('#composer-photos').setInputFiles(photos);
    await page.locator('#composer .preview').nth(1).waitFor();
    await page.locator('#composer-send').click();
    const card = page.locator('article', { hasText: 'two of them' });
    await card.waitFor();
    expect(await card.locator('.gallery-item img').count()).toBe(2);
    expect(await page.locator('#composer-text').inputValue()).toBe('');
    expect(await page.locator('#composer .preview').count()).toBe(0);

    await card.locator('.gallery-item').first().click();
    const large = page.locator('#lightbox[open] img[src*="/upload/"]');
    await large.waitFor();
    const first = await large.getAttribute('src');
    await page.locator('#lightbox [data-step="1"]').click();
    await expect.poll(() => large.getAttribute('src')).not.toBe(first);
    await page.keyboard.press('Escape');
    await card.locator('button.action').first().click();
    await card.locator('button.action.is-on').first().waitFor();
    await card.getByLabel('Write a comment').fill('nice');
    await page.keyboard.press('Enter');
    await card.locator('.comment', { hasText: 'nice' }).waitFor();

    page.once('dialog', (dialog) => dialog.accept());
    await card.locator('.post-menu summary').click();
    await card.getByText('Delete', { exact: true }).first().click();
    await card.waitFor({ state: 'detached' });
    await page.reload();
    expect(await page.locator('article', { hasText: 'two of them' }).count()).toBe(0);
    await page.locator('.topmenu summary').click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL('**/login');
    expect(problems).toEqual([]);
  });

  test('five pages load with no post missing or repeated, while others keep posting and nothing jumps', async () => {
    const [cy, dee] = [await a.user(), await a.user()];
    for (const person of [cy, dee]) await a.follow(ada, person);
    const ids: string[] = [];
    for (let count = 0; count < 75; count += 1)
      ids.unshift(await post(cy, count % 25 === 5 ? { postPhotos: photosOf(photos) } : {}));
    const { page, problems } = await open({ person: ada, viewport: { width: 390, height: 800 } });
    await watchShifts(page);
    await page.goto(`${FEED}?filter=1`);
    const first = await shownIds(page);
    let seen = 0;
    while ((await page.locator('.feed-end').count()) === 0) {
      const shown = await page.locator('[data-post-id]').count();
      if (shown > seen && seen < 60) await post(dee, { postText: `meanwhile ${shown}` });
      seen = shown;
      await page.mouse.wheel(0, 30_000);
      await page.waitForTimeout(30);
    }
    const shown = await shownIds(page);
    expect(new Set(shown).size).toBe(shown.length);
    expect(shown.filter((id) => ids.includes(id ?? ''))).toEqual(ids);
    expect(shown.slice(0, first.length)).toEqual(first);
    expect(await page.evaluate('window.shift')).toBeLessThan(0.02);
    expect(problems).toEqual([]);
  });

  test('a person follows from a profile, and sees a private group only as its member', async () => {
    const cy = await a.user();
    await post(cy, { postText: 'hello from Cy' });
    const { group_data } = await cy.call('create-group', {
      ...{ group_name: `g_${cy.username.slice(2, 12)}`, group_title: 'Quiet corner', category: '2', about: 'hush' },
      ...{ privacy: '2', join_privacy: '2' },
    });
    await post(cy, { postText: 'a secret', group_id: group_data.group_id });
    const { page, problems } = await open({ person: ada });
    await page.goto(`${FEED}?user_id=${cy.id}`);
    await page.getByRole('button', { name: 'Follow' }).click();
    await page.getByRole('button', { name: 'Following', pressed: true }).waitFor();
    expect((await ada.call('get-user-data', { user_id: cy.id, fetch: 'user_data' })).user_data.is_following).toBe(1);

    await page.goto(`${FEED}?group_id=${group_data.group_id}`);
    await page.getByText('This group is private').waitFor();
    await page.getByRole('button', { name: 'Join' }).click();
    await page.getByRole('button', { name: 'Requested', pressed: true }).waitFor();
    expect(await page.content()).not.toContain('a secret');
    expect(problems).toEqual([]);
  });

  test('without scripts a person signs in, posts, likes and comments', async () => {
    const { page, problems } = await open({ person: ada, javaScriptEnabled: false });
    await page.locator('#composer-text').fill('by a plain form');
    await page.locator('#composer-photos').setInputFiles(photos);
    await page.locator('#composer-send').click();
    const card = page.locator('article', { hasText: 'by a plain form' });
    await card.waitFor();
    expect(await card.locator('.gallery-item img').count()).toBe(2);
    await card.locator('button.action').first().click();
    await card.locator('button.action.is-on').waitFor();
    await card.getByLabel('Write a comment').fill('plain words');
    await card.locator('.send').click();
    await card.locator('.comment', { hasText: 'plain words' }).waitFor();
    await card.locator('.post-menu summary').click();
    await card.getByText('Delete', { exact: true }).first().click();
    await page.getByRole('button', { name: 'Delete' }).last().click();
    await page.waitForURL(`**${FEED}`);
    expect(await card.count()).toBe(0);
    expect(problems).toEqual([]);
  });

  test('a person reacts, votes, comments, replies and saves in place', async () => {
    await post(bo, { postText: 'Tea?', answer: ['yes', 'no'] });
    const { page, problems } = await open({ person: ada });
    const card = page.locator('article').first();
    await card.locator('summary.picker-button').focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await card.getByRole('button', { name: 'Love', pressed: true }).first().waitFor();
    await card.getByRole('button', { name: 'Vote for yes' }).click();
    await card.getByText('100%').waitFor();
    await card.getByLabel('Write a comment').fill('Lovely <b>tea</b>');
    await page.keyboard.press('Enter');
    await card.getByText('Lovely <b>tea</b>').waitFor();
    await card.getByRole('link', { name: 'Reply' }).click();
    await card.locator('textarea[id^="reply-to"]:focus').waitFor();
    await page.keyboard.type('With milk');
    await page.keyboard.press('Enter');
    await card.getByText('With milk').waitFor();
    await card.locator('.post-menu summary').click();
    await card.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved. You can find it under').waitFor();
    expect(page.url()).toMatch(/\/get_news_feed$/);
    await page.goto('/get_news_feed?save_posts=1');
    await page.getByText('Lovely <b>tea</b>').waitFor();
    expect(problems).toEqual([]);
  });

  test('the page says when it is offline, and nothing typed is lost', async () => {
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

  test('everything is reached by keyboard alone, and the focus is visible', async () => {
    await post(bo, { postText: 'by keys' });
    const { page, problems } = await open();
    await page.goto('/login');
    await page.locator('#login:focus').waitFor();
    await page.keyboard.type(ada.username);
    await page.keyboard.press('Tab');
    await page.keyboard.type(ada.password);
    await page.keyboard.press('Enter');
    await page.waitForURL(`**${FEED}`);
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.className')).toBe('skip');
    await page.keyboard.press('Enter');
    const like = 'article button.action';
    for (let presses = 0; presses < 60; presses += 1) {
      await page.keyboard.press('Tab');
      const { isSeen, isLike, what } = await page.evaluate<{ isSeen: boolean; isLike: boolean; what: string }>(`(() => {
        const at = document.activeElement;
        const marks = [at, at.parentElement, at.closest('label, .text-box, .composer-top, .tool-file') ?? at, at.nextElementSibling ?? at].map((one) => getComputedStyle(one));
        const isSeen = marks.some((mark) => mark.outlineStyle !== 'none' && parseFloat(mark.outlineWidth) > 0) ||
          marks.some((mark) => mark.boxShadow !== 'none') || at.matches('textarea, select, input') && getComputedStyle(at).borderStyle !== 'none';
        const { top, bottom, height } = at.getBoundingClientRect();
        const isInView = height > 0 && bottom > 0 && top < innerHeight;
        return { isSeen: isSeen && isInView, isLike: at.matches('${like}'), what: at.outerHTML.slice(0, 120) };
      })()`);
      expect([what, isSeen]).toEqual([what, true]);
      if (isLike) break;
    }
    await page.keyboard.press('Enter');
    await page.locator(`${like}.is-on`).first().waitFor();
    // the pressed button keeps the focus, although it is replaced
    await page.locator(`${like}.is-on:focus`).waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.locator(`${like}[value="0"] img`).first().waitFor();
    await page.locator('article summary.picker-button:focus').waitFor();
    for (let presses = 0; presses < 8; presses += 1) {
      await page.keyboard.press('Tab');
      if (await page.evaluate(`document.activeElement.matches('a[data-focus]')`)) break;
    }
    await page.keyboard.press('Enter');
    await page.keyboard.type('typed');
    await page.keyboard.press('Enter');
    await page.locator('.comment', { hasText: 'typed' }).waitFor();
    expect(problems).toEqual([]);
  });
});

const photosOf = (photos: { name: string; mimeType: string; buffer: Buffer }[]) =>
  photos.map(({ name, mimeType, buffer }) => ({ name, type: mimeType, content: buffer }));
