import { type DefaultTreeAdapterTypes, parse } from 'parse5';
import { beforeAll, describe, expect, test } from 'vitest';
import { type BrowserSite, chromiumPath, openBrowserSite } from '../support/browser.ts';
import { type BrowserSession, cookiesOf, openPage, sendForm, signedIn, tokenOf } from '../support/browser-session.ts';
import { type HostileCommunity, hostileCommunity, piecesOf } from '../support/hostile-community.ts';
import { openSite, type Site } from '../support/site.ts';

const browsers: BrowserSite | undefined = chromiumPath ? await openBrowserSite() : undefined;
const site: Site = browsers?.site ?? (await openSite());
let community: HostileCommunity;
let session: BrowserSession;

beforeAll(async () => {
  community = await hostileCommunity(site);
  session = await signedIn(site, community.ada);
});

// What our pages are made of. Text that people typed is text, or the value of an attribute that does nothing.
const ELEMENTS = new Set(
  `html head meta title link script body header main nav section article div span p a img svg use circle rect path h1 h2 h3 bdi time
  form input button label textarea select option optgroup fieldset legend details summary dialog ul ol li progress video audio br
  footer figure figcaption strong em`.split(/\s+/),
);
const TELLING = ['value', 'alt', 'title', 'aria-label', 'placeholder', 'data-native', 'download', 'hx-confirm'];
const LEADING = ['href', 'src', 'action', 'formaction', 'poster', 'hx-get', 'hx-post'];
const TRACE = /alert\(|evil\.example|javascript|<script|onerror|srcdoc/i;

function problemsIn(html: string): string[] {
  const problems: string[] = [];
  const ids = new Set<string>();
  const visit = (node: DefaultTreeAdapterTypes.Node): void => {
    if (node.nodeName === '#comment') problems.push('a comment');
    if ('tagName' in node) {
      if (!ELEMENTS.has(node.tagName)) problems.push(`<${node.tagName}>`);
      for (const { name, value } of node.attrs) {
        const it = `<${node.tagName} ${name}="${value.slice(0, 80)}">`;
        if (/^on|^style$|^srcdoc$|^srcset$|^hx-on|^hx-vals|^ping$/.test(name)) problems.push(it);
        if (name === 'id' && (ids.has(value) || ids.add(value) === undefined)) problems.push(`twice ${it}`);
        if (LEADING.includes(name)) problems.push(...(isHarmless(node.tagName, name, value) ? [] : [it]));
        else if (!TELLING.includes(name) && TRACE.test(value)) problems.push(it);
      }
      if (node.tagName === 'script' && node.childNodes.length > 0) problems.push('a script inside the page');
    }
    if ('childNodes' in node) node.childNodes.forEach(visit);
  };
  visit(parse(html));
  return problems;
}

/** Where something leads: pictures, forms and scripts to this site, links to the web. */
function isHarmless(tag: string, name: string, value: string): boolean {
  const { protocol, origin } = new URL(value, 'https://here.example/');
  const isOurs = origin === 'https://here.example' || value.startsWith(`${site.services.config.baseUrl}/`);
  if (tag === 'script' || tag === 'link' || tag === 'use') return value.startsWith('/assets/');
  return tag === 'a' && name === 'href' ? /^https?:$/.test(protocol) : isOurs;
}

describe('what people typed', { timeout: 60_000 }, () => {
  test('is detected if it is more than text', () => {
    for (const vector of [
      '<img src=x onerror=alert(1)>',
      '<a href="javascript:alert(1)">x</a>',
      '<p title="x" onclick="x">',
      '<script>x</script>',
    ])
      expect(problemsIn(`<!doctype html><p>${vector}`)).not.toEqual([]);
  });

  test('is text in every page and every fragment', async () => {
    for (const path of community.paths) {
      const { status, text } = await session.get(path);
      expect([path, status, problemsIn(text)]).toEqual([path, 200, []]);
    }
    for (const path of community.parts) {
      const { status, text } = await session.getPart(path);
      expect([path, status, problemsIn(text)]).toEqual([path, 200, []]);
    }
  });

  test('is text in forms that are shown again', async () => {
    for (const piece of piecesOf(190)) {
      const form = await openPage(site, `/login?next=${encodeURIComponent(piece)}`);
      const fields = { csrf: tokenOf(form.text), login: piece, password: 'nonsense', next: piece };
      const again = [
        form,
        await sendForm(site, '/login', fields).set('Cookie', cookiesOf(form)),
        await sendForm(site, '/reset-password', { email: piece, code: piece.slice(0, 60) }),
        await openPage(site, `/activate?user_id=1&code=${encodeURIComponent(piece.slice(0, 60))}`),
        await openPage(site, `/no/${encodeURIComponent(piece)}`),
      ];
      for (const { text } of again) expect(problemsIn(text)).toEqual([]);
    }
    const all = piecesOf(15_000)[0] ?? '';
    for (const path of ['/posts', '/stories']) {
      const answer = await session.post(path, { text: all, caption: all, answer: all.slice(0, 255), feeling: all, privacy: all });
      expect([path, answer.status, problemsIn(answer.text)]).toEqual([path, 400, []]);
    }
  });

  test.skipIf(!browsers)('runs no script, breaks no policy and asks nobody else for anything in Chromium', async () => {
    if (!browsers) return;
    const { page, problems } = await browsers.open({ person: community.ada });
    const ran: string[] = [];
    await page.exposeFunction('tellOfIt', (what: string) => ran.push(what));
    await page.addInitScript(`
      for (const name of ['alert', 'confirm', 'prompt', 'msgbox']) window[name] = (...given) => window.tellOfIt(name + given);
      addEventListener('securitypolicyviolation', (event) => window.tellOfIt(event.violatedDirective + ' ' + event.blockedURI));
    `);
    page.on('dialog', (dialog) => ran.push(dialog.message()));
    page.on('request', (request) => {
      const { origin, pathname } = new URL(request.url());
      if (origin !== browsers.url || /\/x$|xss|track/.test(pathname)) ran.push(request.url());
    });
    for (const path of community.paths) {
      await page.goto(path);
      await page.evaluate(`for (const one of document.querySelectorAll('main *')) for (const kind of ['mouseover', 'focus', 'toggle', 'load'])
        one.dispatchEvent(new Event(kind, { bubbles: false }));`);
      expect([path, ran, problems]).toEqual([path, [], []]);
    }
  });
});
