import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { CATEGORY_KINDS, type CategoryKind } from '../src/catalogues/rules.ts';
import { addCategory } from '../src/catalogues/service/categories.ts';
import { removeCategoryOfThings } from '../src/cli/remove-entry.ts';
import type { Fields, File } from './support/call.ts';
import { factory, type Person } from './support/people.ts';
import { type Answer, openSite } from './support/site.ts';
import { countStatements } from './support/statements.ts';

const site = await openSite();
const a = factory(site);
const { db, write, settings } = site.services;

/** An id that is in no catalogue and fits every column. */
const UNKNOWN = 987_654;

const photo: File = {
  name: 'a.jpg',
  content: await sharp({ create: { width: 20, height: 20, channels: 3, background: '#4a7' } })
    .jpeg()
    .toBuffer(),
};

let names = 0;
const name = () => `n_${process.pid}_${Date.now() % 100_000}_${++names}`;
const refusal = (id: number, text: string) => ({ api_status: '400', errors: { error_id: id, error_text: text } });

const productForm = {
  product_title: 'Hand loom',
  product_description: 'Weaves algebra',
  product_price: '12',
  product_location: 'London',
  product_type: '0',
  images: [photo],
};

/** A subject that belongs to a kind of category: how it is created and changed with a category, and read back. */
type Thing = {
  kind: CategoryKind;
  make(owner: Person, category: number, sub?: number): Promise<Answer>;
  idOf(answer: Answer): number;
  change(owner: Person, id: number, category: number | undefined, sub?: number): Promise<Answer>;
  read(viewer: Person, id: number): Promise<{ category: string; name?: string; sub?: string; subName?: string }>;
  list(viewer: Person, category: number): Promise<number[]>;
  table: 'community_groups' | 'pages' | 'products' | 'articles';
  refusals: { make: object; change: object; makeSub?: object; changeSub?: object };
};

const ids = (items: Answer[], key: string): number[] => items.map((item) => Number(item[key]));
const given = (fields: Record<string, number | undefined>): Fields =>
  Object.fromEntries(Object.entries(fields).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])));

const NOT_OURS = 'That is not a category of this site';
const NOT_ITS = 'That is not a sub-category of this category';

const group: Thing = {
  kind: 'group',
  table: 'community_groups',
  make: (owner, category, sub) =>
    owner.call('create-group', {
      ...{ group_name: name(), group_title: 'Looms', about: 'a' },
      ...given({ category, group_sub_category: sub }),
    }),
  idOf: (answer) => Number(answer.group_data.group_id),
  change: (owner, id, category, sub) =>
    owner.call('update-group-data', { group_id: id, ...given({ category, sub_category: sub }) }),
  async read(viewer, id) {
    const { group_data: data } = await viewer.call('get-group-data', { group_id: id });
    return { category: data.category_id, name: data.category, sub: data.sub_category, subName: data.group_sub_category };
  },
  list: async (viewer, category) => ids((await viewer.call('get-my-groups', { type: 'category', category })).data, 'group_id'),
  refusals: {
    make: refusal(3, 'category is not a category of this site'),
    change: refusal(12, NOT_OURS),
    makeSub: refusal(7, 'group_sub_category is not a sub-category of this category'),
    changeSub: refusal(12, NOT_ITS),
  },
};

const page: Thing = {
  kind: 'page',
  table: 'pages',
  make: (owner, category, sub) =>
    owner.call('create-page', {
      ...{ page_name: name(), page_title: 'Looms', page_description: 'a' },
      ...given({ page_category: category, page_sub_category: sub }),
    }),
  idOf: (answer) => Number(answer.page_data.page_id),
  change: (owner, id, category, sub) =>
    owner.call('update-page-data', { page_id: id, ...given({ page_category: category, page_sub_category: sub }) }),
  async read(viewer, id) {
    const { page_data: data } = await viewer.call('get-page-data', { page_id: id });
    return { category: data.page_category, name: data.category, sub: data.sub_category, subName: data.page_sub_category };
  },
  list: async (viewer, category) =>
    ids((await viewer.call('get-my-pages', { type: 'category', category_id: category })).data, 'page_id'),
  refusals: {
    make: refusal(3, 'page_category is not a category of this site'),
    change: refusal(12, NOT_OURS),
    makeSub: refusal(7, 'page_sub_category is not a sub-category of this category'),
    changeSub: refusal(12, NOT_ITS),
  },
};

const product: Thing = {
  kind: 'product',
  table: 'products',
  make: (owner, category, sub) =>
    owner.call('create-product', { ...productForm, ...given({ product_category: category, product_sub_category: sub }) }),
  idOf: (answer) => Number(answer.product_id),
  change: (owner, id, category, sub) =>
    owner.call('edit-product', { product_id: id, ...given({ product_category: category, product_sub_category: sub }) }),
  async read(viewer, id) {
    const { products } = await viewer.call('get-products', { limit: 100 });
    const found = products.find((one: { id: string }) => Number(one.id) === id);
    return { category: found.category, sub: found.sub_category, subName: found.product_sub_category };
  },
  list: async (viewer, category) => ids((await viewer.call('get-products', { category_id: category })).products, 'id'),
  refusals: {
    make: refusal(3, 'product_category is not a category of this site'),
    change: refusal(3, 'product_category is not a category of this site'),
    makeSub: refusal(8, 'product_sub_category is not a sub-category of this category'),
    changeSub: refusal(8, 'product_sub_category is not a sub-category of this category'),
  },
};

const article: Thing = {
  kind: 'blog',
  table: 'articles',
  make: (owner, category) => owner.call('blogs', { type: 'create', title: 'Looms', content: '<p>a</p>', category }),
  idOf: (answer) => Number(answer.data.id),
  change: (owner, id, category) => owner.call('blogs', { type: 'edit', blog_id: id, title: 'Cards', ...given({ category }) }),
  async read(viewer, id) {
    const { data } = await viewer.call('get-blog-by-id', { blog_id: id });
    return { category: new URL(data.category_link).searchParams.get('category') ?? '', name: data.category };
  },
  list: async (viewer, category) => ids((await viewer.call('get-articles', { category })).articles, 'id'),
  refusals: { make: refusal(12, 'Category not found'), change: refusal(12, 'Category not found') },
};

const things = [group, page, product, article].map((thing) => [thing.table, thing] as const);
const withSubs = things.filter(([, { refusals }]) => refusals.makeSub !== undefined);

const columns = ({ table, kind }: Thing, id: number) =>
  db(table)
    .where({ id })
    .first(...(kind === 'blog' ? ['category_id'] : ['category_id', 'sub_category_id']));

async function newCategory(kind: CategoryKind, parentId?: number): Promise<number> {
  const id = await addCategory(write, { kind, name: name(), parentId });
  await settings.refresh();
  return id;
}

async function made(thing: Thing, owner: Person, category: number, sub?: number): Promise<number> {
  const answer = await thing.make(owner, category, sub);
  expect(answer).toMatchObject({ api_status: 200 });
  return thing.idOf(answer);
}

describe.each(things)('%s', (_table, thing) => {
  test('keep a category by the number that apps know, show it and are found by it', async () => {
    const [ada, cy] = [await a.user(), await a.user()];
    const label = settings.categories(thing.kind).byId.get(1)?.name;
    const id = await made(thing, ada, 1);
    expect(await columns(thing, id)).toMatchObject({ category_id: 1 });
    expect(await thing.read(cy, id)).toMatchObject({ category: '1', ...(thing === product ? {} : { name: label }) });
    expect(await thing.list(cy, 1)).toContain(id);
    expect(await thing.change(ada, id, 7)).toMatchObject({ api_status: 200 });
    expect(await thing.read(cy, id)).toMatchObject({ category: '7' });
    expect(await thing.list(cy, 7)).toContain(id);
    expect(await thing.list(cy, 1)).not.toContain(id);
  });

  test('of categories the site lacks are refused, and nothing is stored', async () => {
    const ada = await a.user();
    expect(await thing.make(ada, UNKNOWN)).toEqual(thing.refusals.make);
    expect(await db(thing.table).where({ owner_id: ada.id })).toEqual([]);
    expect(await db('media_files').where({ owner_id: ada.id })).toEqual([]);
    const id = await made(thing, ada, 3);
    expect(await thing.change(ada, id, UNKNOWN)).toEqual(thing.refusals.change);
    expect(await columns(thing, id)).toMatchObject({ category_id: 3 });
  });

  test('do not accept a category of another kind', async () => {
    const ada = await a.user();
    // the one kind whose ids continue
    const id = await addCategory(write, { kind: 'job', name: name(), id: 500 + names });
    await settings.refresh();
    expect(await thing.make(ada, id)).toEqual(thing.refusals.make);
  });

  test('of a removed category are in Other, by name, number and filter, and keep working', async () => {
    const [ada, cy] = [await a.user(), await a.user()];
    const gone = await newCategory(thing.kind);
    const id = await made(thing, ada, gone);
    expect(await removeCategoryOfThings(site.services, { kind: thing.kind, id: gone })).toBe(1);
    await settings.refresh();
    const shown = { category: '1', ...(thing === product ? {} : { name: 'Other' }) };
    expect(await thing.read(cy, id)).toMatchObject(shown);
    expect(await thing.list(cy, 1)).toContain(id);
    // a server that has not yet noticed the removal
    await db(thing.table).where({ id }).update({ category_id: gone });
    expect(await thing.read(cy, id)).toMatchObject(shown);
    expect(await thing.change(ada, id, undefined)).toMatchObject({ api_status: 200 });
    expect(await thing.read(cy, id)).toMatchObject(shown);
    await db(thing.table).where({ id }).update({ category_id: gone });
    expect(await removeCategoryOfThings(site.services, { kind: thing.kind, id: gone })).toBe(1);
    expect(await columns(thing, id)).toMatchObject({ category_id: 1 });
  });
});

describe.each(withSubs)('sub-categories of %s', (_table, thing) => {
  test('are kept with their category, and refused with another or where the site lacks them', async () => {
    const [ada, cy] = [await a.user(), await a.user()];
    const sub = await newCategory(thing.kind, 5);
    const id = await made(thing, ada, 5, sub);
    const subName = settings.categories(thing.kind).subsById.get(sub)?.name;
    expect(await thing.read(cy, id)).toMatchObject({ category: '5', sub: String(sub), subName });
    for (const wrong of [UNKNOWN, sub]) expect(await thing.make(ada, 6, wrong)).toEqual(thing.refusals.makeSub);
    expect(await thing.change(ada, id, undefined, UNKNOWN)).toEqual(thing.refusals.changeSub);
    expect(await columns(thing, id)).toEqual({ category_id: 5, sub_category_id: sub });
    // forms that send all their fields: the category changes, the old sub-category is sent along
    expect(await thing.change(ada, id, 6, sub)).toMatchObject({ api_status: 200 });
    expect(await thing.read(cy, id)).toMatchObject({ category: '6', sub: '0', subName: '' });
    expect(await thing.change(ada, id, 5, sub)).toMatchObject({ api_status: 200 });
    expect(await thing.change(ada, id, undefined, 0)).toMatchObject({ api_status: 200 });
    expect(await columns(thing, id)).toEqual({ category_id: 5, sub_category_id: 0 });
  });

  test('that are removed leave no reference behind', async () => {
    const ada = await a.user();
    const sub = await newCategory(thing.kind, 8);
    const [one, stale] = [await made(thing, ada, 8, sub), await made(thing, ada, 8, sub)];
    expect(await removeCategoryOfThings(site.services, { kind: thing.kind, id: sub, isSub: true })).toBe(2);
    await settings.refresh();
    expect(await columns(thing, one)).toEqual({ category_id: 8, sub_category_id: 0 });
    await db(thing.table).where({ id: stale }).update({ sub_category_id: sub });
    expect(await thing.read(ada, stale)).toMatchObject({ category: '8', sub: '0', subName: '' });
  });
});

test('an unknown category takes precedence over the errors that the contract ranks below it', async () => {
  const ada = await a.user();
  const form = { group_title: 'Looms', about: 'a', category: UNKNOWN };
  const refused = refusal(3, 'category is not a category of this site');
  expect(await ada.call('create-group', { ...form, group_name: 'abc' })).toEqual(refused);
  expect(await ada.call('create-group', { ...form, group_name: ada.username })).toEqual(refused);
  expect(await ada.call('create-product', { ...productForm, product_category: UNKNOWN, product_price: 'x' })).toEqual(
    product.refusals.make,
  );
});

test('an article without a category is in Other', async () => {
  const ada = await a.user();
  const { data } = await ada.call('blogs', { type: 'create', title: 'Looms', content: '<p>a</p>' });
  expect(data).toMatchObject({
    category: 'Other',
    category_name: 'Other',
    category_link: `${site.services.config.baseUrl}/articles?category=1`,
  });
});

test('a product keeps its currency when a form names one the site lacks', async () => {
  const ada = await a.user();
  const id = await made(product, ada, 1);
  const edit = (currency: string) => ada.call('edit-product', { product_id: id, currency });
  const stored = async () => (await db('products').where({ id }).first('currency'))?.currency;
  expect(await edit('1')).toMatchObject({ api_status: 200 });
  expect(await stored()).toBe('EUR');
  for (const unknown of ['999', 'XXX', '-1']) {
    expect(await edit(unknown)).toEqual(refusal(8, 'currency is not a currency of this site'));
  }
  expect(await stored()).toBe('EUR');
});

test("a page's button must be one of the list, or none", async () => {
  const ada = await a.user();
  const id = await made(page, ada, 1);
  const change = (call_action_type: string) => ada.call('update-page-data', { page_id: id, call_action_type });
  const shown = async () => (await ada.call('get-page-data', { page_id: id })).page_data.call_action_type;
  expect(await change('5')).toMatchObject({ api_status: 200 });
  expect(await change(String(UNKNOWN))).toEqual(refusal(12, 'call_action_type holds what it may not'));
  expect(await shown()).toBe('5');
  expect(await change('0')).toMatchObject({ api_status: 200 });
  expect(await shown()).toBe('0');
});

test("a post's colour must be one of the list, or none; a removed colour is shown as none", async () => {
  const ada = await a.user();
  const post = (post_color: string) => ada.call('new_post', { postText: 'a', post_color });
  for (const known of ['0', '1', '5']) expect((await post(known)).post_data.color_id).toBe(known);
  for (const unknown of ['6', String(UNKNOWN), '9'.repeat(30)]) {
    expect(await post(unknown)).toEqual(refusal(11, 'please check details'));
  }
  const { post_data } = await post('2');
  await db('posts').where({ id: post_data.id }).update({ color_id: 40 });
  const read = await ada.call('get-post-data', { post_id: post_data.id, fetch: 'post_data' });
  expect(read.post_data.color_id).toBe('0');
});

describe('a reaction missing from the list', () => {
  const UNKNOWN_REACTIONS = ['0', '7', 'constructor'];

  test('is refused for a post, a comment, a story and a message', async () => {
    const [ada, cy] = [await a.user(), await a.user()];
    await a.follow(cy, ada);
    const { post_data: post } = await ada.call('new_post', { postText: 'a' });
    const { data: comment } = await ada.call('comments', { type: 'create', post_id: post.id, text: 'b' });
    const story = await ada.call('create-story', { file: photo, file_type: 'image' });
    await ada.call('send-message', { user_id: cy.id, text: 'c', message_hash_id: name() });
    const { messages } = await cy.call('get_user_messages', { recipient_id: ada.id });
    const places: [string, (reaction: string) => Fields, object, 'post_reactions' | 'comment_reactions' | 'story_reactions'][] = [
      [
        'post-actions',
        (reaction) => ({ post_id: post.id, action: 'reaction', reaction }),
        refusal(8, 'reaction (POST) is missing'),
        'post_reactions',
      ],
      [
        'comments',
        (reaction) => ({ type: 'reaction_comment', comment_id: comment.id, reaction }),
        refusal(5, 'reaction can not be empty'),
        'comment_reactions',
      ],
      [
        'react_story',
        (reaction) => ({ id: story.story_id, reaction }),
        refusal(5, 'reaction can not be empty'),
        'story_reactions',
      ],
    ];
    for (const [endpoint, fields, refused] of places) {
      for (const unknown of UNKNOWN_REACTIONS) expect(await cy.call(endpoint, fields(unknown))).toEqual(refused);
      expect(await cy.call(endpoint, fields('6'))).toMatchObject({ api_status: 200 });
    }
    const message = (reaction: string) => cy.call('react_message', { id: messages[0].id, reaction });
    for (const unknown of UNKNOWN_REACTIONS) {
      expect((await message(unknown)).errors.error_id).toSatisfy((id: number) => id === 4 || id === 5);
    }
    expect(await message('6')).toMatchObject({ api_status: 200 });
  });

  test('is refused for an article, a movie and their comments', async () => {
    const ada = await a.user();
    const blog_id = await made(article, ada, 1);
    const [movie_id = 0] = await db('movies').insert({
      ...{ source_key: name(), name: 'M', genre: 'drama', country: '', description: '', created_at: new Date() },
    });
    const { data: onArticle } = await ada.call('blogs', { type: 'add_comment', blog_id, text: 'a' });
    const { data: onMovie } = await ada.call('movies_comments', { type: 'add_comment', movie_id, text: 'a' });
    const refused = refusal(7, 'Please check your details');
    for (const reaction_type of [...UNKNOWN_REACTIONS, '__proto__']) {
      expect(await ada.call('blogs', { type: 'like', blog_id, reaction_type })).toEqual(refused);
      expect(await ada.call('blogs', { type: 'like', blog_id, comment_id: onArticle.id, reaction_type })).toEqual(refused);
      const fields = { type: 'like', movie_id, comment_id: onMovie.id, reaction_type };
      expect(await ada.call('movies_comments', fields)).toEqual(refused);
    }
    expect(await ada.call('blogs', { type: 'like', blog_id, reaction_type: '6' })).toMatchObject({ api_status: 200, code: 1 });
  });
});

test('profile choices keep their value where a form names a value missing from the list, as the contract requires', async () => {
  const ada = await a.user();
  const read = async () => {
    const { user_data: me } = await ada.call('get-user-data', { user_id: ada.id, fetch: 'user_data' });
    return { gender: me.gender, relationship: me.relationship_id, country: me.country_id };
  };
  await ada.call('update-user-data', { gender: 'female', relationship: 4, country_id: 81 });
  const chosen = { gender: 'female', relationship: '4', country: '81' };
  expect(await read()).toEqual(chosen);
  const unknown = { gender: 'constructor', relationship: 5, country_id: 9999 };
  expect(await ada.call('update-user-data', unknown)).toMatchObject({ api_status: 200 });
  expect(await read()).toEqual(chosen);
});

test('a movie of a genre the site lacks is shown in Other', async () => {
  const ada = await a.user();
  const [id = 0] = await db('movies').insert({
    ...{ source_key: name(), name: 'M', genre: 'gone', country: '', description: '', created_at: new Date() },
  });
  const { movies } = await ada.call('get-movies', { id });
  expect(movies).toMatchObject([{ id: String(id), genre: 'other' }]);
  expect(Object.keys((await site.call('get-site-settings')).config.movie_category)).toContain('other');
});

test('categories cost no statement when things are created, changed or listed', async () => {
  const [ada, cy] = [await a.user(), await a.user()];
  const other = await newCategory('group');
  const listing = (category: number) => countStatements(site, () => group.list(cy, category));
  await made(group, ada, other);
  const one = await listing(other);
  for (let n = 0; n < 5; n += 1) await made(group, ada, other);
  expect(await listing(other)).toBe(one);
  const id = await made(group, ada, 2);
  const without = await countStatements(site, () => ada.call('update-group-data', { group_id: id, group_title: 'Looms' }));
  const withCategory = await countStatements(site, () =>
    ada.call('update-group-data', { group_id: id, group_title: 'Looms', category: 3 }),
  );
  expect(withCategory).toBe(without);
});

test('every kind has its counter', async () => {
  expect(new Set(await db('category_counters').pluck('kind'))).toEqual(new Set(CATEGORY_KINDS));
});
