import { readdir } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Network } from '../src/media/public-address.ts';
import { previewNewPost, previewPostLink } from '../src/posts/service/link-preview.ts';
import { decodePage, pageSummary } from '../src/text/page-summary.ts';
import { factory, type Person } from './support/people.ts';
import { openSite } from './support/site.ts';

const site = await openSite();
const a = factory(site);
const { services } = site;

type Answer = (request: IncomingMessage, response: ServerResponse) => void;
const pages = new Map<string, Answer>();
const asked: string[] = [];
const server = createServer((request, response) => {
  asked.push(`${request.headers.host} ${request.url}`);
  const answer = pages.get(request.url ?? '');
  if (answer) answer(request, response);
  else response.writeHead(404).end();
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
afterAll(() => new Promise((resolve) => server.close(resolve)));
const { port } = server.address() as AddressInfo; // it listens on TCP

/** On this Internet only names below `.test` exist, and they lead to the server above. */
const network: Network = {
  resolve: async (hostname) => (hostname.endsWith('.test') ? ['127.0.0.1'] : ['10.0.0.1']),
  allowsAddress: (address) => address === '127.0.0.1',
  allowsPort: (asked) => asked === port,
};
const host = `http://news.test:${port}`;

function page(path: string, html: string, contentType = 'text/html'): string {
  pages.set(path, (_request, response) => response.writeHead(200, { 'content-type': contentType }).end(html));
  return host + path;
}

let ada: Person;

async function post(row: { text?: string; link_url?: string; link_title?: string; parent_id?: number }): Promise<number> {
  const [id] = await services.db('posts').insert({ author_id: ada.id, text: '', created_at: new Date(), ...row });
  return Number(id);
}

async function linkOf(id: number) {
  return services.db('posts').where({ id }).first('link_url', 'link_title', 'link_content', 'link_image');
}

const nothing = { link_title: '', link_content: '', link_image: '' };

beforeAll(async () => {
  ada = await a.user();
  const picture = await sharp({ create: { width: 900, height: 600, channels: 3, background: 'teal' } })
    .withExif({ IFD0: { Copyright: 'somebody' } })
    .jpeg()
    .toBuffer();
  pages.set('/picture.jpg', (_request, response) => response.writeHead(200, { 'content-type': 'image/jpeg' }).end(picture));
});

describe('the link of a new post', () => {
  test('shows the text of its page, and a stored copy of the picture', async () => {
    const head =
      '<meta property="og:title" content="Tea &amp; > cake"><meta property="og:description" content="For two"><meta property="og:image" content="/picture.jpg">';
    const url = page('/tea', `<!doctype html><html><head><title>News</title>${head}</head><body>…`);
    const id = await post({ text: `look: ${url}.` });
    await previewPostLink(services, id, network);
    const link = await linkOf(id);
    expect(link).toEqual({
      link_url: url,
      link_title: 'Tea & > cake',
      link_content: 'For two',
      link_image: expect.stringMatching(/^upload\/photos\/.*_image\.jpg$/),
    });
    expect(asked).toContain(`news.test:${port} /picture.jpg`);
    const key = link?.link_image ?? '';
    expect(await services.media.store.exists(key)).toBe(true);
    const files = await services.db('media_files').where('owner_id', ada.id);
    expect(files).toMatchObject([{ key, state: 'used', uses: 1 }]);
    expect(await readdir(services.config.directories.temporary)).toEqual([]);
  });

  test('is the link sent with the post, before those in its text', async () => {
    const url = page('/sent', '<title>Sent</title>');
    const id = await post({ text: `${host}/typed`, link_url: url });
    await previewPostLink(services, id, network);
    expect(await linkOf(id)).toMatchObject({ link_url: url, link_title: 'Sent' });
  });

  test('keeps the text its author gave it', async () => {
    const url = page('/own', '<title>Theirs</title>');
    const id = await post({ link_url: url, link_title: 'Mine' });
    await previewPostLink(services, id, network);
    expect(await linkOf(id)).toMatchObject({ link_title: 'Mine' });
    expect(asked).not.toContain(`news.test:${port} /own`);
  });

  test('has no preview when the text changed or the post was deleted while the page was fetched', async () => {
    for (const changes of [{ text: 'no link any more' }, { deleted_at: new Date() }]) {
      const url = `${host}/slow`;
      const id = await post({ text: url });
      pages.set('/slow', async (_request, response) => {
        await services.db('posts').where({ id }).update(changes);
        response
          .writeHead(200, { 'content-type': 'text/html' })
          .end('<title>Slow</title><meta property=og:image content=/picture.jpg>');
      });
      const before = await services.db('media_files').where('owner_id', ada.id).pluck('key');
      await previewPostLink(services, id, network);
      expect(await linkOf(id)).toEqual({ link_url: '', ...nothing });
      expect(await services.db('media_files').where('owner_id', ada.id).pluck('key')).toEqual(before);
    }
  });

  test('is shown without a picture where that is missing, too large or not on the Internet', async () => {
    pages.set('/large.jpg', (_request, response) => {
      response.writeHead(200, { 'content-type': 'image/jpeg' }).end(Buffer.alloc(6 * 1024 * 1024));
    });
    page('/broken.jpg', 'not a picture', 'image/jpeg');
    for (const image of [
      '/none.jpg',
      '/large.jpg',
      '/broken.jpg',
      'http://127.0.0.1/x.jpg',
      'http://inside.example/x.jpg',
      'data:,x',
    ]) {
      const url = page('/plain', `<title>Plain</title><meta property=og:image content="${image}">`);
      const id = await post({ text: url });
      await previewPostLink(services, id, network);
      expect(await linkOf(id)).toEqual({ link_url: url, ...nothing, link_title: 'Plain' });
    }
    expect(await readdir(services.config.directories.temporary)).toEqual([]);
  });

  test('leaves the post unchanged where there is nothing to show', async () => {
    page('/empty', '<p>no title</p>');
    page('/json', '{"title":"x"}', 'application/json');
    for (const text of [
      'no link',
      `${host}/empty`,
      `${host}/json`,
      `${host}/404`,
      'http://inside.example/',
      'http://169.254.169.254/',
    ]) {
      const id = await post({ text });
      await previewPostLink(services, id, network);
      expect(await linkOf(id)).toEqual({ link_url: '', ...nothing });
    }
    const share = await post({ text: page('/shared', '<title>Shared</title>'), parent_id: 1 });
    await previewPostLink(services, share, network);
    expect(await linkOf(share)).toMatchObject(nothing);
    await previewPostLink(services, 4_000_000_000, network);
  });

  test('is fetched after the commit, and only where the site wants previews', async () => {
    const looked = () => site.log.filter((line) => line.msg === 'a link has no preview').length;
    const willing = { ...services, config: { ...services.config, linkPreviews: true } };
    const id = await post({ text: 'http://127.0.0.1/' });
    const before = looked();
    await services.write(() => previewNewPost(services, { postId: id }));
    await expect(
      services.write(async () => {
        await previewNewPost(willing, { postId: id });
        throw new Error('rolled back');
      }),
    ).rejects.toThrow('rolled back');
    await site.settled();
    expect(looked()).toBe(before);
    await services.write(() => previewNewPost(willing, { postId: id }));
    await site.settled();
    expect(looked()).toBe(before + 1);
  });

  test('is fetched through the guard that ships: the loopback is not requested', async () => {
    const id = await post({ text: `http://127.0.0.1:${port}/tea http://localhost/` });
    const before = asked.length;
    await previewPostLink(services, id);
    expect(await linkOf(id)).toEqual({ link_url: '', ...nothing });
    expect(asked).toHaveLength(before);
  });
});

describe('a page', () => {
  const read = (html: string) => pageSummary(html, 'https://news.example/a/b');

  test('is described by Open Graph, then Twitter, then its own title and text', () => {
    const title = '<title>Plain</title>';
    const twitter = '<meta name="twitter:title" content="Bird">';
    expect(read(title).title).toBe('Plain');
    expect(read(title + twitter).title).toBe('Bird');
    expect(read(`${title + twitter}<meta content='Graph' property='og:title' />`).title).toBe('Graph');
    expect(read(`${title}<meta property="og:title" content=" ">`).title).toBe('Plain');
    expect(read('<meta name=description content=Words>').description).toBe('Words');
    expect(read('<meta name="twitter:image" content="../c.png">').image).toBe('https://news.example/c.png');
  });

  test('cannot store more than fits, nor anything but text', () => {
    const { title, description } = read(`<title>${'é'.repeat(500)}</title><meta name=description content="${'😀'.repeat(500)}">`);
    expect([...title]).toHaveLength(200);
    expect([...description]).toHaveLength(400);
    expect(read('<title>a\n\u0000 <b>b</b>\u202e</title>').title).toMatch(/^a .*<b>b<\/b>$/);
    expect(read('<meta property=og:image content="javascript:alert(1)">').image).toBe('');
    expect(read(`<meta property=og:image content="/${'a'.repeat(3000)}">`).image).toBe('');
  });

  test('that is hostile takes no time to parse', () => {
    const size = 512 * 1024;
    const hurting = [
      '<meta ',
      '<title>',
      '<b>',
      'a=1 ',
      '<',
      '<meta content="',
      '<meta property=og:title content=x>',
      '<table>',
      '<b></i>',
      '&amp',
    ];
    for (const piece of hurting) {
      for (const start of ['', '<meta ', '<title>']) {
        const html = start + piece.repeat(Math.ceil(size / piece.length));
        const before = performance.now();
        read(html);
        expect([piece, performance.now() - before < 500]).toEqual([piece, true]);
      }
    }
  });

  test('is decoded by its own encoding', () => {
    const cyrillic = Buffer.from([0xcf, 0xf0, 0xe8, 0xe2, 0xe5, 0xf2]);
    expect(decodePage(cyrillic, 'text/html; charset=windows-1251')).toBe('Привет');
    expect(decodePage(Buffer.concat([Buffer.from('<meta charset="windows-1251">'), cyrillic]), 'text/html')).toMatch(/Привет$/);
    expect(decodePage(Buffer.from('Привет'), 'text/html; charset=nonsense')).toBe('Привет');
  });
});
