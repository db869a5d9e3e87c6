import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { importContent } from '../src/cli/content.ts';
import { factory, type Person } from './support/people.ts';
import { openSite } from './support/site.ts';

const site = await openSite();
const { db } = site.services;
const ada: Person = await factory(site).user();

let folder = '';
let run = 0;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'community-content-'));
  run += 1;
});

afterEach(() => rm(folder, { recursive: true, force: true }));

async function file(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

const bring = (paths: string[], dryRun = false) => importContent(site.services, paths, { dryRun });
const articleFile = (front: string, text = '# Looms\n\nThey *weave*.') => `---\n${front}\n---\n${text}\n`;
const rowsOf = async () => ({
  movies: await db('movies').orderBy('id'),
  articles: await db('articles').orderBy('id'),
  media: (await db('media_files').count({ n: '*' }))[0],
});

test('movies are imported with all their columns, and again without a change', async () => {
  const path = await file(
    'movies.csv',
    `\uFEFFname,source_key,genre,release_year,duration_minutes,stars,cover_url,description\r\n` +
      `"The General, restored",m${run},comedy,1926,75,Buster Keaton,https://a.example/c.png,"two\r\nlines"\r\n`,
  );
  expect(await bring([path])).toEqual({ good: 1, failures: [] });
  const before = await rowsOf();
  expect(before.movies.at(-1)).toMatchObject({
    source_key: `m${run}`,
    name: 'The General, restored',
    genre: 'comedy',
    release_year: 1926,
    duration_minutes: 75,
    stars: 'Buster Keaton',
    cover_url: 'https://a.example/c.png',
    description: 'two\nlines',
  });
  expect(await bring([path])).toEqual({ good: 1, failures: [] });
  expect(await rowsOf()).toEqual(before);
});

test('a wrong line is reported with its number, and the others are imported', async () => {
  const path = await file(
    'movies.csv',
    `source_key,name,genre,description,cover_url\nk${run}a,A,war,"over\ntwo lines",\n\nk${run}b,B,nothing,,\nk${run}c,C\n` +
      `k${run}d,D,war,,javascript:alert(1)\nk${run}a,E,war,,\n,F,war,,\nk${run}g,G,war,,`,
  );
  const { good, failures } = await bring([path]);
  expect(good).toBe(2);
  expect(failures.map((failure) => failure.slice(path.length))).toEqual([
    expect.stringMatching(/^:5: genre: one of action/),
    ':6: 2 columns where the first line has 5',
    expect.stringMatching(/^:7: cover_url: an address of the web/),
    `:8: the key k${run}a is taken by ${path}:2`,
    ':9: source_key: 1 to 191 ASCII characters, no blanks',
  ]);
  expect(await db('movies').where('source_key', 'like', `k${run}%`).orderBy('id').pluck('name')).toEqual(['A', 'G']);
});

test.each([
  ['an unknown column', 'source_key,name,genre,colour\na,b,war,red\n', /:1: there is no column colour; there are source_key/],
  ['a missing column', 'source_key,name\na,b\n', /:1: the column genre is missing/],
  ['no line at all', '', /:1: the column source_key is missing/],
  ['a quote never closed', 'source_key,name,genre\na,"b,war\n', /:2: a quote is opened and never closed$/],
])('a file with %s is refused', async (_, text, fault) => {
  const { good, failures } = await bring([await file('movies.csv', text)]);
  expect(good).toBe(0);
  expect(failures).toEqual([expect.stringMatching(fault)]);
});

test('an article is imported, sanitised, with its thumbnail, and again without a change', async () => {
  await file(
    'loom.png',
    await sharp({ create: { width: 40, height: 30, channels: 3, background: 'red' } })
      .png()
      .toBuffer(),
  );
  const category = site.services.settings.categories('blog').byId.get(2);
  const front = `title: "On looms: a start"\nauthor: ${ada.username}\ndescription: Short\ncategory: ${JSON.stringify(category?.name)}\ntags: [weaving, 1843]\nthumbnail: loom.png`;
  const path = await file(`on-looms-${run}.md`, articleFile(front, '# Looms\n\nThey *weave*.<script>x()</script>\n\n---\n\nEnd'));
  expect(await bring([path])).toEqual({ good: 1, failures: [] });
  const before = await rowsOf();
  const id = before.articles.at(-1)?.id ?? 0;
  const { data } = await ada.call('get-blog-by-id', { blog_id: id });
  expect(data).toMatchObject({
    title: 'On looms: a start',
    description: 'Short',
    content: '<h1>Looms</h1>\n<p>They <em>weave</em>.</p>\n<hr />\n<p>End</p>\n',
    category: category?.name,
    tags_array: ['weaving', '1843'],
    user: String(ada.id),
    thumbnail: expect.stringContaining('.png'),
  });
  expect(data.thumbnail).not.toContain('/assets/');
  const posts = () => db('posts').where({ blog_id: id }).select('id', 'author_id', 'privacy', 'deleted_at');
  const told = [{ id: before.articles.at(-1)?.post_id, author_id: ada.id, privacy: 0, deleted_at: null }];
  expect(await posts()).toEqual(told);
  expect(await bring([path])).toEqual({ good: 1, failures: [] });
  expect(await rowsOf()).toEqual(before);
  expect(await posts()).toEqual(told);
});

test('an article whose file changed is updated, under the same id', async () => {
  const path = await file(`changed-${run}.md`, articleFile(`title: One\nauthor: ${ada.username}`));
  await bring([path]);
  const [id] = await db('articles')
    .where({ source_key: `changed-${run}` })
    .pluck('id');
  await file(`changed-${run}.md`, articleFile(`title: Two\nauthor: ${ada.username}`));
  await bring([path]);
  expect(
    await db('articles')
      .where({ source_key: `changed-${run}` })
      .select('id', 'title'),
  ).toEqual([{ id, title: 'Two' }]);
});

test.each([
  ['no front matter', 'only text', /it does not begin with front matter/],
  ['broken front matter', articleFile('title: [1'), /front matter: /],
  ['a field nobody knows', articleFile('title: A\nauthor: x\ncolour: red'), /colour/],
  ['no title', articleFile('author: x'), /title: is no text/],
  ['an author nobody knows', articleFile('title: A\nauthor: nobody_at_all'), /author: there is no active person/],
  ['a category nobody knows', articleFile(`title: A\nauthor: ${ada.username}\ncategory: Nope`), /category: there is none/],
  ['a thumbnail that is not there', articleFile(`title: A\nauthor: ${ada.username}\nthumbnail: x.png`), /thumbnail: there is no/],
  ['a thumbnail that is no picture', articleFile(`title: A\nauthor: ${ada.username}\nthumbnail: a.md`), /thumbnail: not a pic/],
  ['nothing harmless', articleFile(`title: A\nauthor: ${ada.username}`, '<script>x()</script>'), /nothing harmless is left/],
  ['too much text', articleFile(`title: A\nauthor: ${ada.username}`, 'a'.repeat(70_000)), /longer than 65535/],
])('an article with %s is refused, and nothing of it stays', async (_, text, fault) => {
  const before = await rowsOf();
  const path = await file('a.md', text);
  const { good, failures } = await bring([path]);
  expect(good).toBe(0);
  expect(failures).toEqual([expect.stringMatching(fault)]);
  expect(failures[0]).toMatch(`${path}: `);
  expect(await rowsOf()).toEqual(before);
});

test('a changed picture replaces the previous one, whose files are deleted', async () => {
  const picture = (background: string) =>
    sharp({ create: { width: 40, height: 30, channels: 3, background } })
      .png()
      .toBuffer();
  await file('a.png', await picture('red'));
  const path = await file(`pictured-${run}.md`, articleFile(`title: One\nauthor: ${ada.username}\nthumbnail: a.png`));
  const thumbnail = async () =>
    (
      await db('articles')
        .where({ source_key: `pictured-${run}` })
        .first()
    )?.thumbnail ?? '';
  await bring([path]);
  const first = await thumbnail();
  await file('a.png', await picture('blue'));
  expect(await bring([path])).toEqual({ good: 1, failures: [] });
  expect(await thumbnail()).not.toBe(first);
  expect(await thumbnail()).toMatch(/\.png$/);
  await site.settled();
  const files = await db('media_files')
    .whereIn('key', [first, await thumbnail()])
    .pluck('state');
  expect(files.sort()).toEqual(['unwanted', 'used']);
});

test('a folder is read with its subfolders, and the same name in two folders is two articles', async () => {
  for (const name of ['one', 'two']) {
    await mkdir(join(folder, name));
    await file(`${name}/start.md`, articleFile(`title: ${name} ${run}\nauthor: ${ada.username}`));
  }
  await file('notes.txt', 'not content');
  expect(await bring([folder])).toEqual({ good: 2, failures: [] });
  expect(await bring([folder])).toEqual({ good: 2, failures: [] });
  const titles = ['one', 'two'].map((name) => `${name} ${run}`);
  expect(await db('articles').whereIn('title', titles).orderBy('id').pluck('source_key')).toEqual(['one/start', 'two/start']);
});

test("an import does not overwrite another author's article", async () => {
  const bo = await factory(site).user();
  const path = await file(`mine-${run}.md`, articleFile(`title: One\nauthor: ${ada.username}`));
  await bring([path]);
  await file(`mine-${run}.md`, articleFile(`title: Two\nauthor: ${bo.username}`));
  const told = { good: 0, failures: [`${path}: the article of this key is by another author; give it another as \`key\``] };
  for (const dryRun of [true, false]) expect(await bring([path], dryRun)).toEqual(told);
  expect(
    await db('articles')
      .where({ source_key: `mine-${run}` })
      .pluck('title'),
  ).toEqual(['One']);
});

test('a stray quote spoils only its own line', async () => {
  const path = await file(
    'movies.csv',
    `source_key,name,genre,country\ns${run}a,"A,war,\ns${run}b,B,war,France\ns${run}c,"C,war,81\ns${run}d,D,war,81\n` +
      `s${run}e,E"x,war,\ns${run}f,"F ""f""",war,Atlantis\ns${run}g,"G, g",war,germany\n`,
  );
  const { good, failures } = await bring([path]);
  expect(failures.map((failure) => failure.slice(path.length))).toEqual([
    expect.stringMatching(/^:2: /),
    expect.stringMatching(/^:4: /),
    expect.stringMatching(/^:6: /),
    ':7: country: the site has none called Atlantis; `admin countries list` shows them',
  ]);
  expect(good).toBe(3);
  const rows = await db('movies').where('source_key', 'like', `s${run}_`).orderBy('id').select('name', 'country');
  expect(rows).toEqual([
    { name: 'B', country: 'France' },
    { name: 'D', country: 'Germany' },
    { name: 'G, g', country: 'Germany' },
  ]);
});

test('a dry run decodes pictures too, and keeps no file', async () => {
  const before = await rowsOf();
  await file('broken.png', Buffer.from('89504e470d0a1a0a0000000d4948445200000010000000100806', 'hex'));
  const path = await file('b.md', articleFile(`title: A\nauthor: ${ada.username}\nthumbnail: broken.png`));
  const dry = await bring([path], true);
  expect(dry).toEqual({ good: 0, failures: [`${path}: thumbnail: the picture cannot be read`] });
  expect(await bring([path])).toEqual(dry);
  expect(await rowsOf()).toEqual(before);
});

test('a dry run gives the same report and writes nothing', async () => {
  const before = await rowsOf();
  const paths = [
    await file('movies.csv', `source_key,name,genre\nd${run},A,war\ne${run},B,none\n`),
    await file(`dry-${run}.md`, articleFile(`title: A\nauthor: ${ada.username}`)),
    join(folder, 'gone.md'),
    await file('notes.txt', 'x'),
  ];
  const dry = await bring(paths, true);
  expect(dry.good).toBe(2);
  expect(dry.failures).toHaveLength(3);
  expect(await rowsOf()).toEqual(before);
  expect(await bring(paths)).toEqual(dry);
});

test('the command exits with 1 when something failed and with 0 otherwise', async () => {
  const good = await file('movies.csv', `source_key,name,genre\np${run},A,war\n`);
  const bad = await file('bad.csv', `source_key,name,genre\nq${run},A,none\n`);
  const command = (...paths: string[]) =>
    promisify(execFile)('node', ['src/cli/admin.ts', 'content', 'import', ...paths], {
      env: { ...process.env, BASE_URL: '', DATABASE_URL: site.services.config.database.url, DATA_DIR: site.dataDirectory },
    });
  expect(await command(good)).toEqual({ stdout: '1 brought in, 0 failed\n', stderr: '' });
  await expect(command(good, bad)).rejects.toMatchObject({
    code: 1,
    stdout: '1 brought in, 1 failed\n',
    stderr: expect.stringMatching(/bad\.csv:2: genre: one of .*\n$/),
  });
  expect(await db('movies').where({ source_key: `p${run}` })).toHaveLength(1);
}, 60_000);
