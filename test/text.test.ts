import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { type DefaultTreeAdapterTypes, parseFragment } from 'parse5';
import { describe, expect, test } from 'vitest';
import { firstLink, hashtagsOf, mentionedNames, renderText, renderTextForApps } from '../src/text/render.ts';

const baseUrl = 'https://community.example';
const context = { names: new Set(['ada_lovelace', 'bo_is_here']), baseUrl };
const vectors = readFileSync(new URL('fixtures/xss-vectors.txt', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n');

const allowed = {
  pages: { render: renderText, attributes: ['href', 'rel', 'target', 'class'] },
  apps: { render: renderTextForApps, attributes: ['href'] },
};

/** A browser's reading of the text: everything that is not text, and the text with `<br>` as a line break. */
function read(html: string) {
  const elements: DefaultTreeAdapterTypes.Element[] = [];
  let text = '';
  function visit(node: DefaultTreeAdapterTypes.ParentNode): void {
    for (const child of node.childNodes) {
      if (child.nodeName === '#text' && 'value' in child) text += child.value;
      else if ('tagName' in child) {
        elements.push(child);
        if (child.tagName === 'br') text += '\n';
        visit(child);
      } else throw new Error(`a ${child.nodeName} in ${html}`);
    }
  }
  visit(parseFragment(html));
  return { elements, text };
}

/** Without the characters that HTML text cannot contain. */
const asHtmlHoldsIt = (raw: string) => raw.replaceAll('\0', '').replace(/\r\n?/g, '\n');

function expectSafe(raw: string): void {
  for (const { render, attributes } of Object.values(allowed)) {
    const { elements, text } = read(render(raw, context));
    expect(text).toBe(asHtmlHoldsIt(raw));
    for (const { tagName, attrs } of elements) {
      expect(['a', 'br']).toContain(tagName);
      if (tagName === 'br') expect(attrs).toEqual([]);
      for (const { name, value } of attrs) {
        expect(attributes).toContain(name);
        if (name === 'href') expect(value).toMatch(/^https?:\/\/[^\s"'<>@]+/);
        else expect(['nofollow ugc noopener', '_blank', 'mention', 'hash']).toContain(value);
      }
    }
  }
}

const pieces = fc.constantFrom(
  ...['http://', 'https://', 'www.', 'example.com', '@', '#', '@ada_lovelace', '#tag', '/', '"', "'", '<', '>', '&', '&lt;', '('],
  ...[
    ')',
    ' ',
    '\n',
    '\r',
    '\r\n',
    '\0',
    '\t',
    'javascript:',
    'data:',
    '\u202e',
    '\ud800',
    '日本',
    'é',
    '1',
    '_',
    '-',
    '.',
    ':',
    '?',
  ],
  ...['<script>', 'onload=', '`', '[', ']', '\\', '\ufdfa', '\u200b', 'user:pw@', '::1', ...vectors],
);
const texts = fc.oneof(
  fc.array(pieces, { maxLength: 20 }).map((some) => some.join('')),
  fc.string({ unit: 'binary', maxLength: 60 }),
);

describe('any text somebody types', () => {
  test('becomes links, line breaks and exactly its own text', () => {
    fc.assert(fc.property(texts, expectSafe), { numRuns: 3000 });
  });

  test.each(vectors)('attack stays text: %s', expectSafe);

  test('means the same to every function', () => {
    fc.assert(
      fc.property(texts, (raw) => {
        const hrefs = read(renderTextForApps(raw, context)).elements.flatMap(({ attrs }) => attrs.map(({ value }) => value));
        const link = firstLink(raw);
        if (link !== undefined) expect(hrefs).toContain(link);
        for (const tag of hashtagsOf(raw)) {
          expect(hrefs).toContain(`${baseUrl}/hashtag/${encodeURIComponent(tag)}`);
          expect(hashtagsOf(`#${tag}`)).toEqual([tag]);
        }
        for (const name of mentionedNames(raw)) expect(name).toMatch(/^[a-z0-9_]{1,32}$/);
      }),
      { numRuns: 2000 },
    );
  });

  const unfriendly = [
    '@',
    '#',
    '(',
    'http://',
    'www.',
    'http://a/[',
    'http://a/(',
    'http://a@',
    'http://a.',
    '-www.a.',
    '[[www.',
    '<',
  ];
  test.each([...unfriendly, '"', '#ab ', '@ada ', 'http://a.b '])('does not grow without end in a page of posts: %s', (piece) => {
    const raw = piece.repeat(Math.ceil(20_000 / piece.length));
    expect(renderText(raw, context).length).toBeLessThan(raw.length * 8);
  });

  test.each(unfriendly)('costs time in proportion to its length: %s', (piece) => {
    const raw = piece.repeat(Math.ceil(100_000 / piece.length));
    renderText(raw.slice(0, 5000), context);
    // The best of three: other processes share this machine.
    const times = [1, 2, 3].map(() => {
      const before = performance.now();
      renderText(raw, context);
      return performance.now() - before;
    });
    expect(Math.min(...times)).toBeLessThan(50);
  });
});

describe('links', () => {
  test.each([
    ['see http://example.com.', 'http://example.com/'],
    ['(https://example.com/a_(b)), then', 'https://example.com/a_(b)'],
    ['HTTPS://Example.COM/Path?a=1&b=2#c!', 'https://example.com/Path?a=1&b=2#c'],
    ['www.example.com', 'http://www.example.com/'],
    ['"https://example.com"', 'https://example.com/'],
    ['看http://example.com，很好', 'http://example.com/'],
    ['http://пример.рф/путь', 'http://xn--e1afmkfd.xn--p1ai/%D0%BF%D1%83%D1%82%D1%8C'],
    ['first https://a.example then https://b.example', 'https://a.example/'],
  ])('%s', (raw, url) => {
    expect(firstLink(raw)).toBe(url);
  });

  test.each([
    'javascript:alert(1)',
    'ftp://example.com',
    'http://',
    'http://google.com@evil.example/',
    'xhttp://a',
    'a@www.example.com',
  ])('none in %s', (raw) => {
    expect(firstLink(raw)).toBeUndefined();
  });

  test('open in a new tab and vouch for nothing on a page; an app gets only the address', () => {
    expect(renderText('a & https://b.example/?c=1&d', context)).toBe(
      'a &amp; <a href="https://b.example/?c=1&amp;d" rel="nofollow ugc noopener" target="_blank">https://b.example/?c=1&amp;d</a>',
    );
    expect(renderTextForApps('a\r\nhttps://b.example', context)).toBe('a<br><a href="https://b.example/">https://b.example</a>');
  });
});

describe('mentions', () => {
  test('are links where the person exists, in any spelling of the name', () => {
    expect(renderText('@Ada_Lovelace, @nobody_here', context)).toBe(
      `<a href="${baseUrl}/ada_lovelace" class="mention">@Ada_Lovelace</a>, @nobody_here`,
    );
  });

  test('notify each person once, and at most twenty', () => {
    expect(mentionedNames('@Ada_L hi @ada_l. (@Bo_is_here) です@Cy_is_here')).toEqual(['ada_l', 'bo_is_here', 'cy_is_here']);
    const crowd = Array.from({ length: 30 }, (_, n) => `@person${n}`).join(' ');
    expect(mentionedNames(crowd)).toHaveLength(20);
  });

  test.each(['ada@example.org', '@ada_l@elsewhere.example', 'https://example.com/@ada_l', '@', `@${'a'.repeat(33)}`, '@@ada_l'])(
    'none in %s',
    (raw) => {
      expect(mentionedNames(raw)).toEqual([]);
    },
  );
});

describe('hashtags', () => {
  test('link to the other posts that carry them', () => {
    expect(renderText('#Été_2026!', context)).toBe(`<a href="${baseUrl}/hashtag/%C3%A9t%C3%A9_2026" class="hash">#Été_2026</a>!`);
  });

  test('are one however they are written, in every script, and at most thirty', () => {
    expect(hashtagsOf('#Foo #foo #ＦＯＯ #日本語 #हिन्दी #2026a')).toEqual(['foo', '日本語', 'हिन्दी', '2026a']);
    expect(hashtagsOf(Array.from({ length: 40 }, (_, n) => `#t${n}`).join(' '))).toHaveLength(30);
    expect(hashtagsOf(`#${'a'.repeat(64)}`)).toEqual(['a'.repeat(64)]);
  });

  test.each(['#123', 'a#b', '##b', '&#39;', '#', '#️⃣', `#${'a'.repeat(65)}`, 'https://example.com/#part', '#!', '#\ufdfa'])(
    'none in %s',
    (raw) => {
      expect(hashtagsOf(raw)).toEqual([]);
    },
  );
});
