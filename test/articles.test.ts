import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { type DefaultTreeAdapterTypes, parseFragment } from 'parse5';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { articleCounters } from '../src/articles/counters.ts';
import { purgeArticles } from '../src/articles/service/purge.ts';
import { checkCounters } from '../src/cli/doctor.ts';
import { commentCounters } from '../src/comments/counters.ts';
import { purgeCommentsOfUser } from '../src/comments/service/purge.ts';
import { changeSetting } from '../src/settings/service.ts';
import { richText, shownRichText } from '../src/text/rich-text.ts';
import type { Fields } from './support/call.ts';
import { factory, type Person } from './support/people.ts';
import { type Answer, openSite } from './support/site.ts';
import { countStatements } from './support/statements.ts';

const site = await openSite();
const a = factory(site);
const { db } = site.services;

const refusal = (id: number, text: string) => ({ api_status: '400', errors: { error_id: id, error_text: text } });
const GONE = refusal(7, 'blog not found');
const NO_COMMENT = refusal(7, 'Comment not found');
const DETAILS = refusal(7, 'Please check your details');

const article = { type: 'create', title: 'On engines', content: '<p>They weave.</p>' };
const write = async (person: Person, fields: Fields = {}): Promise<number> =>
  Number((await person.call('blogs', { ...article, ...fields })).data.id);
const say = async (person: Person, blog_id: number, text = 'well said'): Promise<number> =>
  Number((await person.call('blogs', { type: 'add_comment', blog_id, text })).data.id);
const answerTo = async (person: Person, blog_id: number, comment_id: number, text = 'indeed'): Promise<number> =>
  Number((await person.call('blogs', { type: 'add_reply', blog_id, comment_id, text })).data.id);
const idsOf = (list: Answer[]): number[] => list.map((item) => Number(item.id));
const blogCategory = () => site.services.settings.categories('blog').byId.get(2);

async function staff(): Promise<Person> {
  const person = await a.user();
  await db('users').where({ id: person.id }).update({ role: 'moderator' });
  return person;
}

async function expectCountersRight() {
  await site.settled();
  const reports = await checkCounters(site.services, { repair: false, checks: [...articleCounters, ...commentCounters] });
  expect(reports.flatMap((report) => report.drifted.map((drift) => ({ counter: report.counter, ...drift })))).toEqual([]);
}

describe('rich text', () => {
  const vectors = readFileSync(new URL('fixtures/xss-vectors.txt', import.meta.url), 'utf8')
    .trimEnd()
    .split('\n');
  const ATTRIBUTES = ['href', 'src', 'title', 'alt', 'rel', 'width', 'height', 'colspan', 'rowspan', 'start'];
  const FORBIDDEN = /^(script|style|iframe|object|embed|form|input|svg|math|base|meta|link|video|audio|template|noscript)$/;

  function expectHarmless(html: string): void {
    for (const clean of [richText(html), richText(richText(html))]) expectClean(clean);
  }

  function expectClean(clean: string): void {
    function visit(node: DefaultTreeAdapterTypes.ParentNode): void {
      for (const child of node.childNodes) {
        expect(child.nodeName).not.toBe('#comment');
        if (!('tagName' in child)) continue;
        expect(child.tagName).not.toMatch(FORBIDDEN);
        for (const { name, value } of child.attrs) {
          expect(ATTRIBUTES).toContain(name);
          if (name === 'href' || name === 'src') expect(new URL(value, 'https://site.example').protocol).toMatch(/^https?:$/);
        }
        if (child.tagName === 'a')
          expect(child.attrs).toContainEqual(expect.objectContaining({ name: 'rel', value: 'nofollow ugc noopener' }));
        visit(child);
      }
    }
    visit(parseFragment(clean));
  }

  test.each(vectors)('of %s executes no script', (vector) => {
    expectHarmless(vector);
    expectHarmless(`<p>${vector}</p>`);
    expectHarmless(`<a href="${vector}" title='${vector}'>x</a><img src='${vector}'>`);
  });

  test('of any mixture of markup executes no script', () => {
    const pieces = fc.constantFrom(
      ...vectors,
      '<',
      '>',
      '"',
      "'",
      '/',
      '=',
      '&',
      '<a href=',
      '<img src=',
      'javascript:',
      '<!--',
      '//x',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 6 }), (parts) => expectHarmless(parts.join(''))),
      { numRuns: 200 },
    );
  });

  test('has the same result when it is shown again, also after its cache entry was evicted', () => {
    const texts = Array.from({ length: 100 }, (_, n) => `<p>${n}</p><script>x</script>${'a'.repeat(60_000)}`);
    for (const text of [...texts, ...texts, ...texts.slice(-3)]) expect(shownRichText(text)).toBe(richText(text));
  });

  test('is sanitised once, not each time it is shown, and sanitising may not make it longer', async () => {
    const worst = '<'.repeat(16_000);
    const timeOf = (work: () => unknown) => {
      const start = performance.now();
      work();
      return performance.now() - start;
    };
    let stored = '';
    const once = timeOf(() => {
      stored = richText(worst);
    });
    expect(timeOf(() => Array.from({ length: 10 }, () => shownRichText(stored)))).toBeLessThan(once);
    const ada = await a.user();
    expect(await ada.call('blogs', { ...article, content: '<'.repeat(17_000) })).toEqual(refusal(6, 'The content is too long'));
  });

  test('keeps formatting, links of the web and of the site, pictures and tables', () => {
    const kept =
      '<h2>A</h2><p><strong>b</strong> <em>c</em></p><ul><li>d</li></ul><table><tbody><tr><td colspan="2">e</td></tr></tbody></table>';
    expect(richText(kept)).toBe(kept);
    const rel = 'rel="nofollow ugc noopener"';
    expect(richText('<a href="https://a.example/?b=1&amp;c" rel="me" target="_blank" onclick="x()">f</a>')).toBe(
      `<a href="https://a.example/?b=1&amp;c" ${rel}>f</a>`,
    );
    expect(richText(`<a href="/a" ${rel}>f</a>`)).toBe(`<a href="/a" ${rel}>f</a>`);
    expect(richText('<a href="/articles/7">g</a><a href="//evil.example">h</a>')).toBe(
      `<a href="/articles/7" ${rel}>g</a><a ${rel}>h</a>`,
    );
    expect(richText('<img src="https://a.example/b.png" alt="c" style="position:fixed">')).toBe(
      '<img src="https://a.example/b.png" alt="c" />',
    );
    expect(richText('<iframe src="https://a.example"></iframe><style>p{}</style><p style="color:red">i</p>')).toBe('<p>i</p>');
  });
});

describe('an article', () => {
  test('is returned whole, to its author and to others', async () => {
    const [ada, cy] = [await a.user(), await a.user()];
    const category = blogCategory();
    const { data } = await ada.call('blogs', {
      ...article,
      content: '<p>They <b>weave</b>.</p><script>alert(1)</script>',
      description: 'A note',
      category: Number(category?.id),
      tags: ' a, b ,a,,',
    });
    const base = site.services.config.baseUrl;
    expect(data).toMatchObject({
      user: String(ada.id),
      title: 'On engines',
      content: '<p>They <b>weave</b>.</p>',
      description: 'A note',
      posted: expect.stringMatching(/^\d{10}$/),
      category: category?.name,
      category_name: category?.name,
      category_link: `${base}/articles?category=${category?.id}`,
      thumbnail: `${base}/assets/cover.png`,
      view: '0',
      shared: '0',
      tags: 'a,b',
      tags_array: ['a', 'b'],
      active: '1',
      url: `${base}/articles/${data.id}`,
      is_post_admin: true,
      author: { user_id: String(ada.id), email: ada.email },
      reaction: { is_reacted: false, type: '', count: 0 },
    });
    expect(
      await db('articles')
        .where({ id: Number(data.id) })
        .first('content'),
    ).toEqual({ content: '<p>They <b>weave</b>.</p>' });
    const theirs = await cy.call('get-blog-by-id', { blog_id: Number(data.id) });
    expect(theirs.data).toEqual({ ...data, is_post_admin: false, author: { ...theirs.data.author, email: '' } });
    await site.settled();
    const [listed] = (await cy.call('get-articles', { article_id: Number(data.id) })).articles;
    expect(listed).toMatchObject({ id: data.id, posted: expect.stringMatching(/^\d+ s$/), view: '1' });
  });

  test('is sanitised on output too', async () => {
    const ada = await a.user();
    const id = await write(ada);
    await db('articles').where({ id }).update({ content: '<p onclick="x()">a</p><script>b</script>' });
    expect((await ada.call('get-blog-by-id', { blog_id: id })).data.content).toBe('<p>a</p>');
  });

  test('without tags has one empty tag, and without a category is in Other', async () => {
    const ada = await a.user();
    const { data } = await ada.call('blogs', article);
    expect(data).toMatchObject({ tags: '', tags_array: [''], category: 'Other', category_name: 'Other' });
  });

  test('keeps its picture until another replaces it', async () => {
    const ada = await a.user();
    const content = await sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } })
      .png()
      .toBuffer();
    const thumbnail = { name: 'a.png', content };
    const id = await write(ada, { thumbnail });
    const first = await db('media_files').where({ owner_id: ada.id, state: 'used' }).pluck('key');
    expect(first).toHaveLength(2);
    const { data } = await ada.call('blogs', { type: 'edit', blog_id: id, thumbnail });
    expect(data.thumbnail).toMatch(/\/upload\/photos\/.*_cover\.png$/);
    expect(await db('media_files').whereIn('key', first).where({ state: 'used' })).toEqual([]);
    expect(await db('media_files').where({ owner_id: ada.id, state: 'used' }).pluck('key')).toHaveLength(2);
    const text = { name: 'a.png', content: Buffer.from('no picture') };
    expect(await ada.call('blogs', { ...article, thumbnail: text })).toEqual(
      refusal(11, 'Image format is not supported, (jpg, png, gif, jpeg) are supported.'),
    );
    expect(await db('articles').where({ owner_id: ada.id })).toHaveLength(1);
  });

  test('is refused with the error of the wrong field', async () => {
    const ada = await a.user();
    const wrong = refusal(6, 'Please check your details');
    expect(await ada.call('blogs', { type: 'create', title: 'a' })).toEqual(wrong);
    expect(await ada.call('blogs', { type: 'create', content: 'a' })).toEqual(wrong);
    expect(await ada.call('blogs', { ...article, content: '<script>1</script>' })).toEqual(wrong);
    expect(await ada.call('blogs', { ...article, title: ' ' })).toEqual(wrong);
    expect(await ada.call('blogs', { ...article, title: 'x'.repeat(201) })).toEqual(refusal(6, 'The title is too long'));
    expect(await ada.call('blogs', { ...article, content: 'x'.repeat(65_536) })).toEqual(refusal(6, 'The content is too long'));
    expect(await ada.call('blogs', { ...article, category: 999_999 })).toEqual(refusal(12, 'Category not found'));
    expect(await ada.call('blogs', { type: 'edit', title: 'b' })).toEqual(DETAILS);
    expect(await ada.call('blogs', { type: 'edit', blog_id: 999_999_999, title: 'b' })).toEqual(GONE);
  });

  test('is changed only by its author and the staff', async () => {
    const [ada, cy, dee, mod] = [await a.user(), await a.user(), await a.user(), await staff()];
    await a.block(ada, dee);
    const blog_id = await write(ada, { tags: 'a', description: 'b' });
    const edit = (person: Person, fields: Fields) => person.call('blogs', { type: 'edit', blog_id, ...fields });
    expect(await edit(cy, { title: 'c' })).toEqual(refusal(9, 'You are not the article owner'));
    expect(await edit(dee, { title: 'c' })).toEqual(GONE);
    expect((await edit(ada, { title: 'd', tags: '' })).data).toMatchObject({ title: 'd', tags: '', description: 'b' });
    expect((await edit(mod, { content: '<p>e</p>' })).data).toMatchObject({ content: '<p>e</p>', user: String(ada.id) });
  });

  test('that is a draft is visible only to its author and the staff', async () => {
    const [ada, cy, mod] = [await a.user(), await a.user(), await staff()];
    const blog_id = await write(ada, { active: '0' });
    expect(await cy.call('get-blog-by-id', { blog_id })).toEqual(refusal(4, 'Article not found'));
    expect((await mod.call('get-blog-by-id', { blog_id })).data).toMatchObject({ active: '0' });
    expect((await ada.call('get-articles', { user_id: ada.id })).articles).toEqual([]);
    await ada.call('blogs', { type: 'edit', blog_id, active: '1' });
    expect(idsOf((await cy.call('get-articles', { user_id: ada.id })).articles)).toEqual([blog_id]);
  });

  test('is written only by the staff where the site requires it', async () => {
    const [ada, mod] = [await a.user(), await staff()];
    const blog_id = await write(ada);
    const { write: writer, settings } = site.services;
    await changeSetting(writer, 'can_blogs', '0');
    await settings.refresh();
    try {
      const refused = refusal(10, 'You can not write articles');
      expect(await ada.call('blogs', article)).toEqual(refused);
      expect(await ada.call('blogs', { type: 'edit', blog_id, title: 'b' })).toEqual(refused);
      expect(await mod.call('blogs', article)).toMatchObject({ api_status: 200 });
    } finally {
      await changeSetting(writer, 'can_blogs', '1');
      await settings.refresh();
    }
  });

  test('is invisible to people its author blocked, and to people who blocked the author', async () => {
    const [ada, dee] = [await a.user(), await a.user()];
    const [hers, theirs] = [await write(ada), await write(dee)];
    const comment = await say(ada, hers);
    await a.block(ada, dee);
    const absent = refusal(4, 'Article not found');
    expect(await dee.call('get-blog-by-id', { blog_id: 999_999_999 })).toEqual(absent);
    for (const [person, blog_id, author] of [
      [dee, hers, ada],
      [ada, theirs, dee],
    ] as const) {
      expect(await person.call('get-blog-by-id', { blog_id })).toEqual(absent);
      expect((await person.call('get-articles', { user_id: author.id })).articles).toEqual([]);
      expect((await person.call('get-articles', { article_id: blog_id })).articles).toEqual([]);
      expect(await person.call('blogs', { type: 'get_comments', blog_id })).toEqual(GONE);
      expect(await person.call('blogs', { type: 'add_comment', blog_id, text: 'a' })).toEqual(GONE);
      expect(await person.call('blogs', { type: 'like', blog_id, reaction_type: 'like' })).toEqual(GONE);
    }
    const target = { blog_id: hers, comment_id: comment };
    for (const fields of [
      { type: 'like', ...target, reaction_type: 'like' },
      { type: 'delete', ...target },
      { type: 'add_reply', ...target, text: 'a' },
      { type: 'reply_fetch', comment_id: comment },
    ])
      expect(await dee.call('blogs', fields)).toEqual(NO_COMMENT);
  });
});

describe('a post of an article', () => {
  const latest = async (viewer: Person, author: Person) =>
    (await viewer.call('posts', { type: 'get_user_posts', id: author.id })).data[0];
  const one = (person: Person, post_id: string) => person.call('get-post-data', { post_id, fetch: 'post_data' });
  const NO_POST = expect.objectContaining({ api_status: '400' });
  const gone = async (id: number, postId: string | undefined) => {
    await site.settled();
    expect(await db('articles').where({ id })).toEqual([]);
    expect(await db('posts').where({ id: Number(postId ?? 0) })).toEqual([]);
    expect(await db('deleted_posts').where({ post_id: Number(postId ?? 0) })).toEqual([]);
  };

  test('is visible to everyone with the whole current article, and with its shares', async () => {
    const [ada, cy, dee] = [await a.user(), await a.user(), await a.user()];
    await a.block(ada, dee);
    const id = await write(ada, { description: 'A note', tags: 'a,b', category: Number(blogCategory()?.id) });
    const post = await latest(cy, ada);
    const [listed] = (await cy.call('get-articles', { article_id: id })).articles;
    const age = { posted: expect.stringMatching(/^\d+ s$/) };
    expect(post).toMatchObject({
      user_id: String(ada.id),
      blog_id: String(id),
      postPrivacy: '0',
      postText: '',
      postType: 'post',
    });
    expect(post.blog).toEqual({ ...listed, ...age });
    expect(post.blog).toMatchObject({
      title: 'On engines',
      tags_array: ['a', 'b'],
      author: { user_id: String(ada.id), email: '' },
    });
    await ada.call('blogs', { type: 'edit', blog_id: id, title: 'On looms' });
    expect((await one(cy, post.id)).post_data.blog.title).toBe('On looms');
    expect(await one(dee, post.id)).toEqual(NO_POST);
    await cy.call('posts', { type: 'share_post_on_timeline', id: post.id, user_id: cy.id });
    const share = await latest(ada, cy);
    expect(share).toMatchObject({ blog_id: '0', shared_info: { id: post.id, blog: { id: String(id), title: 'On looms' } } });
    expect(share).not.toHaveProperty('blog');
    await ada.call('post-actions', { post_id: post.id, action: 'edit', text: 'read this', privacy_type: 4 });
    expect((await one(cy, post.id)).post_data).toMatchObject({
      postPrivacy: '0',
      user_id: String(ada.id),
      Orginaltext: 'read this',
    });
  });

  test('exists from the moment the article is published, is hidden while the article is a draft again, and is never created twice', async () => {
    const [ada, cy] = [await a.user(), await a.user()];
    const blog_id = await write(ada, { active: '0' });
    expect(await latest(ada, ada)).toBeUndefined();
    const turn = (active: string) => ada.call('blogs', { type: 'edit', blog_id, active });
    await Promise.all([turn('1'), turn('1'), turn('1')]);
    const post = await latest(cy, ada);
    expect(post.blog.id).toBe(String(blog_id));
    await turn('0');
    expect(await latest(cy, ada)).toBeUndefined();
    expect(await one(cy, post.id)).toEqual(NO_POST);
    expect((await one(ada, post.id)).post_data.blog.active).toBe('0');
    await turn('1');
    expect((await latest(cy, ada)).id).toBe(post.id);
    expect(await db('posts').where({ blog_id })).toHaveLength(1);
    expect((await db('users').where({ id: ada.id }).first('posts_count'))?.posts_count).toBe(1);
  });

  test('deletes the article with it, and is deleted with the article', async () => {
    const [ada, bo, cy] = [await a.user(), await a.user(), await a.user()];
    const [hers, his] = [await write(ada), await write(bo)];
    const [first, second] = [await latest(cy, ada), await latest(cy, bo)];
    await say(cy, hers);
    await cy.call('post-actions', { post_id: first.id, action: 'like' });
    expect(await cy.call('post-actions', { post_id: first.id, action: 'delete' })).toEqual(NO_POST);
    await ada.call('post-actions', { post_id: first.id, action: 'delete' });
    expect(await cy.call('get-blog-by-id', { blog_id: hers })).toEqual(refusal(4, 'Article not found'));
    expect((await cy.call('get-articles', { user_id: ada.id })).articles).toEqual([]);
    await gone(hers, first.id);
    expect(await db('comments').where({ subject_kind: 'article', subject_id: hers })).toEqual([]);
    await purgeArticles(site.services, { userId: bo.id });
    expect(await one(cy, second.id)).toEqual(NO_POST);
    await gone(his, second.id);
    expect((await db('users').where({ id: bo.id }).first('posts_count'))?.posts_count).toBe(0);
  });

  test('is deleted with the article by its author or the staff and by nobody else; a draft has none', async () => {
    const [ada, cy, dee, mod] = [await a.user(), await a.user(), await a.user(), await staff()];
    await a.block(ada, dee);
    const remove = (person: Person, blog_id: number) => person.call('blogs', { type: 'delete_article', blog_id });
    const ids = [await write(ada), await write(ada), await write(ada, { active: '0' })];
    const [second, first] = (await cy.call('posts', { type: 'get_user_posts', id: ada.id })).data;
    await say(cy, Number(ids[0]));
    expect(await remove(cy, Number(ids[0]))).toEqual(refusal(9, 'You are not the article owner'));
    expect(await remove(dee, Number(ids[0]))).toEqual(GONE);
    expect(await remove(cy, Number(ids[2]))).toEqual(GONE);
    expect(await ada.call('blogs', { type: 'delete_article' })).toEqual(DETAILS);
    const done = { api_status: 200, message: 'article deleted' };
    expect(await Promise.all([remove(ada, Number(ids[0])), remove(mod, Number(ids[1])), remove(ada, Number(ids[2]))])).toEqual([
      done,
      done,
      done,
    ]);
    for (const post of [first, second]) expect(await one(ada, post.id)).toEqual(NO_POST);
    expect(await remove(ada, Number(ids[0]))).toEqual(GONE);
    expect(await cy.call('get-blog-by-id', { blog_id: Number(ids[0]) })).toEqual(refusal(4, 'Article not found'));
    await gone(Number(ids[0]), first.id);
    await gone(Number(ids[1]), second.id);
    await gone(Number(ids[2]), undefined);
    expect(await db('comments').where({ subject_kind: 'article' }).whereIn('subject_id', ids)).toEqual([]);
    expect((await db('users').where({ id: ada.id }).first('posts_count'))?.posts_count).toBe(0);
  });
});

describe('get-articles', () => {
  test('gives 25, newest first, pages by id and filters', async () => {
    const ada = await a.user();
    const category = Number(blogCategory()?.id);
    const ids: number[] = [];
    for (let n = 0; n < 27; n += 1) ids.unshift(await write(ada, n === 3 ? { category } : {}));
    const list = async (fields: Fields) => idsOf((await ada.call('get-articles', { user_id: ada.id, ...fields })).articles);
    expect(await list({})).toEqual(ids.slice(0, 25));
    expect(await list({ limit: 0, offset: '', article_id: '', category: '' })).toEqual(ids.slice(0, 25));
    expect(await list({ limit: 2, offset: Number(ids[1]) })).toEqual(ids.slice(2, 4));
    expect(await list({ category })).toEqual([ids[23]]);
    expect(await list({ article_id: Number(ids[5]) })).toEqual([ids[5]]);
    const all = await ada.call('get-articles', { limit: 3 });
    expect(idsOf(all.articles)).toEqual(idsOf(all.articles).sort((x, y) => y - x));
    const forCategory = await ada.call('get-articles', { category, limit: 1 });
    expect(forCategory.articles[0]).toMatchObject({ category: blogCategory()?.name });
  }, 40_000);

  test('costs the same number of statements for 1 article and for 50', async () => {
    const [ada, cy] = [await a.user(), await a.user()];
    await write(ada);
    for (let n = 0; n < 50; n += 1) await write(cy);
    const one = await countStatements(site, () => ada.call('get-articles', { user_id: ada.id }));
    const fifty = await countStatements(site, () => ada.call('get-articles', { user_id: cy.id, limit: 50 }));
    expect(fifty).toBe(one);
    const posts = (person: Person) => () => ada.call('posts', { type: 'get_user_posts', id: person.id, limit: 50 });
    expect(await countStatements(site, posts(cy))).toBe(await countStatements(site, posts(ada)));
  }, 40_000);
});

describe('blogs', () => {
  test('names what is missing for each type', async () => {
    const ada = await a.user();
    const call = (fields: Fields) => ada.call('blogs', fields);
    expect(await call({})).toEqual(refusal(4, 'type can not be empty'));
    expect(await call({ type: 'nonsense' })).toEqual(refusal(4, 'type can not be empty'));
    expect(await call({ type: 'get_comments' })).toEqual(refusal(5, 'blog_id can not be empty'));
    expect(await call({ type: 'get_comments', blog_id: 0 })).toEqual(refusal(5, 'blog_id can not be empty'));
    expect(await call({ type: 'add_comment', text: 'a' })).toEqual(refusal(6, 'Please check your details'));
    const blog_id = await write(ada);
    expect(await call({ type: 'add_comment', blog_id })).toEqual(refusal(6, 'Please check your details'));
    expect(await call({ type: 'add_comment', blog_id, text: ' ' })).toEqual(refusal(6, 'Please check your details'));
    expect(await call({ type: 'add_comment', blog_id, text: 'x'.repeat(641) })).toEqual(refusal(6, 'The text is too long'));
    for (const type of ['like', 'delete', 'add_reply', 'reply_like', 'reply_delete']) {
      expect(await call({ type })).toEqual(DETAILS);
      expect(await call({ type, blog_id })).toEqual(DETAILS);
    }
    const comment_id = await say(ada, blog_id);
    for (const reaction_type of ['', '7', 'wow', '__proto__'])
      expect(await call({ type: 'like', blog_id, comment_id, reaction_type })).toEqual(DETAILS);
    expect(await call({ type: 'like', blog_id, comment_id: 'x', reaction_type: 'like' })).toEqual(DETAILS);
    expect(await call({ type: 'like', blog_id, reaction_type: 'dislike' })).toEqual(DETAILS);
    expect(await call({ type: 'reply_fetch' })).toEqual(refusal(8, 'comment_id can not be empty'));
    for (const type of ['like', 'delete', 'add_reply', 'reply_like', 'reply_delete'])
      expect(await call({ type, blog_id, comment_id: 999_999_999, text: 'a', reaction_type: 'like' })).toEqual(NO_COMMENT);
    // a comment is not a reply, and belongs to one article
    expect(await call({ type: 'reply_delete', blog_id, comment_id })).toEqual(NO_COMMENT);
    expect(await call({ type: 'delete', blog_id: await write(ada), comment_id })).toEqual(NO_COMMENT);
  });

  test('gives a comment whole, with its replies', async () => {
    const [ada, cy] = [await a.user(), await a.user()];
    const blog_id = await write(ada);
    const text = `<b>hi</b> @${ada.username}`;
    const { data } = await cy.call('blogs', { type: 'add_comment', blog_id, text });
    expect(data).toMatchObject({
      blog_id: String(blog_id),
      user_id: String(cy.id),
      posted: expect.stringMatching(/^\d{10}$/),
      likes: '0',
      dislikes: '0',
      is_owner: true,
      is_comment_liked: false,
      is_comment_wondered: false,
      reaction: { is_reacted: false, count: 0 },
      replies_count: '0',
      replies: [],
      user_data: { user_id: String(cy.id) },
    });
    expect(data.text).toContain('&lt;b&gt;hi&lt;/b&gt; <a href=');
    const reply = await ada.call('blogs', { type: 'add_reply', blog_id, comment_id: Number(data.id), text: 'ho' });
    expect(reply.data).toMatchObject({ comm_id: data.id, blog_id: String(blog_id), text: 'ho', user_data: { email: ada.email } });
    const [listed] = (await cy.call('blogs', { type: 'get_comments', blog_id })).data;
    expect(listed).toMatchObject({ id: data.id, replies_count: '1', replies: [{ id: reply.data.id, text: 'ho' }] });
    expect(listed.replies[0].user_data.email).toBe('');
    const fetched = await cy.call('blogs', { type: 'reply_fetch', comment_id: Number(data.id) });
    expect(fetched.data).toEqual(listed.replies);
  });

  test('pages comments and replies by id, newest first, without those of blocked people', async () => {
    const [ada, dee] = [await a.user(), await a.user()];
    const blog_id = await write(await a.user());
    const ids: number[] = [];
    for (let n = 0; n < 4; n += 1) ids.unshift(await say(ada, blog_id));
    const theirs = await say(dee, blog_id);
    const get = async (fields: Fields) => idsOf((await ada.call('blogs', fields)).data);
    expect(await get({ type: 'get_comments', blog_id })).toEqual([theirs, ...ids]);
    expect(await get({ type: 'get_comments', blog_id, limit: 2, offset: Number(ids[0]) })).toEqual(ids.slice(1, 3));
    const comment_id = Number(ids[0]);
    const replies = [await answerTo(ada, blog_id, comment_id), await answerTo(dee, blog_id, comment_id)];
    expect(await get({ type: 'reply_fetch', comment_id })).toEqual(replies.reverse());
    await a.block(ada, dee);
    expect(await get({ type: 'get_comments', blog_id })).toEqual(ids);
    expect(await get({ type: 'reply_fetch', comment_id })).toEqual([replies[1]]);
  });

  test('costs the same number of statements for 1 comment and for 50 with replies', async () => {
    const [ada, cy] = [await a.user(), await a.user()];
    const [few, many] = [await write(ada), await write(ada)];
    await answerTo(cy, few, await say(cy, few));
    for (let n = 0; n < 50; n += 1) await answerTo(cy, many, await say(cy, many));
    const one = await countStatements(site, () => ada.call('blogs', { type: 'get_comments', blog_id: few }));
    const fifty = await countStatements(site, () => ada.call('blogs', { type: 'get_comments', blog_id: many, limit: 50 }));
    expect(fifty).toBe(one);
  }, 40_000);

  test('a like, dislike or reaction replaces another, and the same one again removes it', async () => {
    const [ada, cy] = [await a.user(), await a.user()];
    const blog_id = await write(ada);
    const comment_id = await say(ada, blog_id);
    const like = (reaction_type: string) => cy.call('blogs', { type: 'like', blog_id, comment_id, reaction_type });
    const seen = async () => (await cy.call('blogs', { type: 'get_comments', blog_id })).data[0];
    expect(await like('like')).toEqual({ api_status: 200, code: 1, type: 'like' });
    expect(await seen()).toMatchObject({ likes: '1', dislikes: '0', is_comment_liked: true, reaction: { type: '1', count: 1 } });
    expect(await like('dislike')).toEqual({ api_status: 200, code: 1, type: 'dislike' });
    expect(await seen()).toMatchObject({ likes: '0', dislikes: '1', is_comment_liked: false, is_comment_wondered: true });
    expect(await like('2')).toEqual({ api_status: 200, code: 1, type: '2' });
    expect(await seen()).toMatchObject({ dislikes: '0', reaction: { is_reacted: true, type: '2', count: 1, Love: 1 } });
    expect(await like('2')).toEqual({ api_status: 200, code: 0, type: '2' });
    expect(await seen()).toMatchObject({ reaction: { is_reacted: false, count: 0 } });
    const replyId = await answerTo(ada, blog_id, comment_id);
    const reply = { type: 'reply_like', blog_id, comment_id: replyId, reaction_type: 'like' };
    expect(await cy.call('blogs', reply)).toEqual({ api_status: 200, code: 1, type: 'like' });
    expect((await seen()).replies[0]).toMatchObject({ likes: '1', is_comment_liked: true });
    expect(await cy.call('blogs', reply)).toMatchObject({ code: 0 });
    await expectCountersRight();
  });

  test('a like without a comment id likes the article', async () => {
    const [ada, cy] = [await a.user(), await a.user()];
    const blog_id = await write(ada);
    const like = (reaction_type: string) => cy.call('blogs', { type: 'like', blog_id, reaction_type });
    expect(await like('like')).toEqual({ api_status: 200, code: 1, type: 'like' });
    expect(await like('6')).toEqual({ api_status: 200, code: 1, type: '6' });
    const { data } = await cy.call('get-blog-by-id', { blog_id });
    expect(data.reaction).toMatchObject({ is_reacted: true, type: '6', count: 1, Angry: 1, Like: 0 });
    expect(await like('6')).toMatchObject({ code: 0 });
    await expectCountersRight();
  });

  test('the counters of a hundred likes at once equal the rows', async () => {
    const people = await Promise.all(Array.from({ length: 10 }, () => a.user()));
    const [ada] = people;
    if (!ada) throw new Error('nobody there');
    const blog_id = await write(ada);
    const comment_id = await say(ada, blog_id);
    const all = Array.from({ length: 100 }, (_, n) =>
      people[n % 10]?.call('blogs', {
        type: 'like',
        blog_id,
        reaction_type: 'like',
        ...(n % 20 < 10 ? { comment_id } : {}),
      }),
    );
    expect(await Promise.all(all)).toEqual(all.map(() => expect.objectContaining({ api_status: 200 })));
    // five times each, an odd number: everybody's like is set
    expect(await db('article_reactions').where({ subject_id: blog_id })).toHaveLength(10);
    expect(await db('comment_reactions').where({ subject_id: comment_id })).toHaveLength(10);
    expect((await ada.call('get-blog-by-id', { blog_id })).data.reaction.count).toBe(10);
    await expectCountersRight();
  }, 40_000);

  test('a comment is deleted by its author, the owner of the article and the staff, and its replies with it', async () => {
    const [ada, bo, cy, mod] = [await a.user(), await a.user(), await a.user(), await staff()];
    const blog_id = await write(ada);
    for (const deleter of [bo, ada, mod]) {
      const comment_id = await say(bo, blog_id);
      const replyId = await answerTo(cy, blog_id, comment_id);
      await ada.call('blogs', { type: 'reply_like', blog_id, comment_id: replyId, reaction_type: 'like' });
      const gone = { type: 'delete', blog_id, comment_id };
      expect(await cy.call('blogs', gone)).toEqual(refusal(7, 'You can not delete this comment'));
      expect(await deleter.call('blogs', gone)).toEqual({ api_status: 200, message: 'comment deleted' });
      expect(await deleter.call('blogs', gone)).toEqual(NO_COMMENT);
      await site.settled();
      expect(await db('comments').whereIn('id', [comment_id, replyId])).toEqual([]);
      expect(await db('comment_reactions').where({ subject_id: replyId })).toEqual([]);
    }
    const comment_id = await say(bo, blog_id);
    const reply = { type: 'reply_delete', blog_id, comment_id: await answerTo(cy, blog_id, comment_id) };
    expect(await bo.call('blogs', reply)).toEqual(refusal(7, 'You can not delete this comment'));
    expect(await cy.call('blogs', reply)).toEqual({ api_status: 200, message: 'reply deleted' });
    await expectCountersRight();
  });

  test('an author is notified of comments by others, not of their own', async () => {
    const [ada, cy] = [await a.user(), await a.user()];
    const blog_id = await write(ada);
    await say(ada, blog_id);
    await say(cy, blog_id);
    await site.settled();
    const rows = await db('notifications').where({ recipient_id: ada.id }).select('type', 'notifier_id', 'blog_id', 'text');
    expect(rows).toEqual([{ type: 'blog_commented', notifier_id: cy.id, blog_id, text: 'On engines' }]);
  });
});

test('deleting a person deletes their articles, comments and reactions, and corrects the counters of others', async () => {
  const [ada, cy] = [await a.user(), await a.user()];
  const [mine, theirs] = [await write(ada), await write(cy)];
  const onMine = await say(cy, mine);
  const hers = await say(ada, theirs);
  await answerTo(cy, theirs, hers);
  const his = await say(cy, theirs);
  await answerTo(ada, theirs, his);
  await ada.call('blogs', { type: 'like', blog_id: theirs, reaction_type: 'like' });
  await ada.call('blogs', { type: 'like', blog_id: theirs, comment_id: his, reaction_type: 'dislike' });
  await cy.call('blogs', { type: 'like', blog_id: mine, reaction_type: 'like' });
  for (let run = 0; run < 2; run += 1) {
    await purgeArticles(site.services, { userId: ada.id });
    await purgeCommentsOfUser(site.services, { userId: ada.id });
  }
  expect(await db('articles').where({ owner_id: ada.id })).toEqual([]);
  expect(await db('article_reactions').whereIn('subject_id', [mine, theirs])).toEqual([]);
  expect(await db('comments').where({ id: onMine })).toEqual([]);
  expect(await db('comments').where({ subject_kind: 'article', subject_id: theirs }).pluck('id')).toEqual([his]);
  expect(await db('comment_reactions').where({ user_id: ada.id })).toEqual([]);
  await expectCountersRight();
});
