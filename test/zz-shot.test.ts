import { test } from 'vitest';
import { openBrowserSite } from './support/browser.ts';
import { smallCommunity } from './support/community.ts';
const { site, open } = await openBrowserSite();
test('x', async () => {
  const c = await smallCommunity(site);
  for (const width of [320, 390]) {
  const { page } = await open({ person: c.ada, viewport: { width, height: 800 } });
  await page.goto(c.paths.profile ?? '');
  await page.screenshot({ path: `/tmp/shot-profile-${width}.png` });
  await page.goto(c.paths.home ?? '');
  const s = page.locator('summary.picker-button').nth(1);
  await s.scrollIntoViewIfNeeded(); await s.click();
  console.log(width, await page.evaluate(`JSON.stringify(document.querySelectorAll('.picker-panel')[1].getBoundingClientRect())`));
  await page.screenshot({ path: `/tmp/shot-${width}.png` });
  await page.goto(c.paths.group ?? '');
  await page.screenshot({ path: `/tmp/shot-group-${width}.png` });
  }
}, 60000);
