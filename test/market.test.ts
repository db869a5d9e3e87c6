import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { addCategory } from '../src/catalogues/service/categories.ts';
import { amountOf, groupedAmount } from '../src/market/rules/price.ts';
import type { Fields, File } from './support/call.ts';
import { factory, type Person } from './support/people.ts';
import { openSite } from './support/site.ts';
import { countStatements } from './support/statements.ts';

const site = await openSite();
const a = factory(site);
const { db } = site.services;

const error = (id: number, text?: string) => ({
  api_status: '400',
  errors: { error_id: id, error_text: text ?? expect.any(String) },
});

const bytes = await sharp({ create: { width: 60, height: 50, channels: 3, background: '#4a7' } })
  .jpeg()
  .toBuffer();
const photo: File = { name: 'loom.jpg', content: bytes };
const pdf: File = { name: 'loom.jpg', content: Buffer.from('%PDF-1.7 nothing') };

const category = { id: 3, name: 'Baby & Children’s Products' };

const form = {
  product_title: 'Hand loom',
  product_category: category.id,
  product_description: 'Weaves <b>algebra</b>\nsee https://example.org',
  product_price: '1234.5',
  product_location: 'London',
  product_type: '0',
  images: [photo],
} satisfies Fields;

async function product(seller: Person, fields: Fields = {}): Promise<{ id: number; postId: number }> {
  const answer = await seller.call('create-product', { ...form, ...fields });
  expect(answer).toMatchObject({ api_status: 200 });
  return { id: answer.product_id, postId: answer.product_post_id };
}

const listed = async (person: Person, fields: Fields = {}) => (await person.call('get-products', fields)).products;
const idsOf = (items: { id: string }[]) => items.map((item) => Number(item.id));
const found = async (person: Person, fields: Fields = {}) => idsOf(await listed(person, fields));
const postOf = async (person: Person, postId: number) =>
  (await person.call('get-post-data', { post_id: postId, fetch: 'post_data' })).post_data;

async function people() {
  const [ada, cy, dee] = await Promise.all([a.user(), a.user(), a.user()]);
  await a.block(ada, dee);
  return { ada, cy, dee };
}

describe('prices', () => {
  test.each([
    ['12', '12.00'],
    ['12.5', '12.50'],
    ['0012.50', '12.50'],
    ['0.07', '0.07'],
    ['12.500', '12.50'],
    ['99999999999.99', '99999999999.99'],
    ['0.00', '0.00'],
    ['12.505', undefined],
    ['12,50', undefined],
    ['-1', undefined],
    ['1e3', undefined],
    ['.5', undefined],
    ['999999999999', undefined],
  ])('reads %s as %s', (text, amount) => {
    expect(amountOf(text)).toBe(amount);
  });

  test('are grouped by thousands, to the last digit', () => {
    expect(['0.07', '999.00', '1234.50', '99999999999.99'].map(groupedAmount)).toEqual([
      '0.07',
      '999.00',
      '1,234.50',
      '99,999,999,999.99',
    ]);
  });
});

describe('create-product', () => {
  test('creates a product and a post about it for everyone', async () => {
    const { ada, cy } = await people();
    const { baseUrl } = site.services.config;
    const euro = site.services.settings.currencies().findIndex(({ code }) => code === 'EUR');
    const { id, postId } = await product(ada, { currency: euro, lat: '51.5', lng: '-0.12', product_type: 1, units: 3 });
    const [item] = await listed(cy, { user_id: ada.id });
    const seller = expect.objectContaining({ user_id: String(ada.id) });
    const html = 'Weaves &lt;b&gt;algebra&lt;/b&gt;<br>see ';
    const common = {
      id: String(id),
      user_id: String(ada.id),
      page_id: '0',
      name: 'Hand loom',
      description: expect.stringContaining(html),
      edit_description: form.product_description,
      category: String(category.id),
      sub_category: '0',
      product_sub_category: '',
      price: '1234.50',
      price_format: '1,234.50',
      currency: String(euro),
      location: 'London',
      status: '0',
      type: '1',
      units: '3',
      lat: '51.5',
      lng: '-0.12',
      time: expect.stringMatching(/^\d+$/),
      time_text: expect.stringMatching(/ s$/),
      active: '1',
      post_id: String(postId),
      url: `${baseUrl}/post/${postId}`,
      seo_id: String(postId),
      reviews_url: `${baseUrl}/reviews/${id}`,
      reviews_seo_id: String(id),
      images: [
        {
          id: expect.stringMatching(/^\d+$/),
          product_id: String(id),
          image: expect.stringMatching(/\/upload\/.*_image\.jpg$/),
          image_org: expect.stringMatching(/\/upload\/.*_image_small\.jpg$/),
        },
      ],
      fields: [],
      added_to_cart: 0,
      rating: null,
      reviews_count: 0,
      user_data: seller,
    };
    expect(item).toEqual({ ...common, seller });
    const post = await postOf(cy, postId);
    expect(post).toMatchObject({ product_id: String(id), postPrivacy: '0', user_id: String(ada.id), product: common });
    expect((await ada.call('posts', { type: 'get_user_posts', id: ada.id })).data[0].product).toMatchObject({ id: String(id) });
    expect(await db('users').where({ id: ada.id }).first('posts_count')).toEqual({ posts_count: 1 });
  });

  test('accepts 10 pictures and shows the newest first', async () => {
    const ada = await a.user();
    const { id } = await product(ada, { images: Array.from({ length: 10 }, () => photo) });
    const [item] = await listed(ada, { user_id: ada.id });
    const ids = idsOf(item.images);
    expect(ids).toHaveLength(10);
    expect(ids).toEqual(ids.toSorted((one, other) => other - one));
    expect(await db('product_images').where({ product_id: id })).toHaveLength(10);
    expect(await db('media_files').where({ owner_id: ada.id }).pluck('uses')).toEqual(Array(20).fill(1));
  });

  test('accepts only a sub-category of its category', async () => {
    const ada = await a.user();
    const part = await addCategory(site.services.write, { kind: 'product', name: 'Looms', parentId: category.id });
    await site.services.settings.refresh();
    const { id } = await product(ada, { product_sub_category: part });
    const stored = () => db('products').where({ id }).first('category_id', 'sub_category_id');
    expect(await stored()).toEqual({ category_id: category.id, sub_category_id: part });
    const edit = (fields: Fields) => ada.call('edit-product', { product_id: id, ...fields });
    await edit({ product_title: 'Power loom' });
    expect(await stored()).toEqual({ category_id: category.id, sub_category_id: part });
    await edit({ product_category: 4 });
    expect(await stored()).toEqual({ category_id: 4, sub_category_id: 0 });
    const refused = error(8, 'product_sub_category is not a sub-category of this category');
    expect(await edit({ product_sub_category: part })).toEqual(refused);
    expect(await stored()).toEqual({ category_id: 4, sub_category_id: 0 });
  });

  test('accepts a currency by its position or its code, and uses the first for any other', async () => {
    const ada = await a.user();
    const codes = site.services.settings.currencies().map(({ code }) => code);
    const stored = async (currency: string) => {
      const { id } = await product(ada, { currency });
      return (await db('products').where({ id }).first('currency'))?.currency;
    };
    expect(await stored('1')).toBe(codes[1]);
    expect(await stored(codes[2] ?? '')).toBe(codes[2]);
    for (const other of ['999', 'XXX', '-1']) expect(await stored(other)).toBe(codes[0]);
  });

  const without: Fields = { ...form };
  Reflect.deleteProperty(without, 'images');

  test.each([
    [3, 'product_title (POST) is missing', { product_title: '', product_category: '' }],
    [3, 'product_category (POST) is missing', { product_category: 0, product_price: '' }],
    [3, 'product_category is not a category of this site', { product_category: 'toys' }],
    [3, 'product_description (POST) is missing', { product_description: '', product_location: '' }],
    [3, 'product_price (POST) is missing', { product_price: '0', product_title: 'x' }],
    [3, 'product_location (POST) is missing', { product_location: '', product_price: '0.00' }],
    [3, 'product_type (POST) is missing', { product_type: '' }],
    [4, 'Please choose a price for your product', { product_price: '0.00', product_title: 'x' }],
    [5, 'Please choose a correct value for your price', { product_price: 'ten' }],
    [5, 'Please choose a correct value for your price', { product_price: '12.505', product_title: 'x' }],
    [7, 'product_title is too short', { product_title: 'x' }],
    [8, 'product_title is too long', { product_title: 'x'.repeat(151) }],
    [8, 'Too many images', { images: Array.from({ length: 11 }, () => photo) }],
  ])('refuses with %i %s', async (id, text, fields) => {
    const ada = await a.user();
    expect(await ada.call('create-product', { ...form, ...fields })).toEqual(error(id, text));
  });

  test('refuses a product without pictures, and files that are not pictures; nothing of it is stored', async () => {
    const ada = await a.user();
    expect(await ada.call('create-product', without)).toEqual(error(3, 'images (STREAM FILE) is missing'));
    const refused = error(6, 'Image format is not supported, (jpg, png, gif, jpeg) are supported.');
    expect(await ada.call('create-product', { ...form, images: [photo, pdf] })).toEqual(refused);
    expect(await db('products').where({ owner_id: ada.id })).toEqual([]);
    expect(await db('posts').where({ author_id: ada.id })).toEqual([]);
    expect(await db('media_files').where({ owner_id: ada.id })).toEqual([]);
  });
});

describe('get-products', () => {
  test('leaves out products that are sold, deleted, without pictures or of a blocked person', async () => {
    const { ada, cy, dee } = await people();
    const kept = await product(ada);
    const [sold, bare, gone] = [await product(ada), await product(ada), await product(ada)];
    await db('products').where({ id: sold.id }).update({ sold: 1 });
    await db('product_images').where({ product_id: bare.id }).delete();
    await ada.call('post-actions', { post_id: gone.postId, action: 'delete' });
    expect(await found(cy, { user_id: ada.id })).toEqual([kept.id]);
    expect(await found(dee, { user_id: ada.id })).toEqual([]);
    expect(await found(dee)).not.toContain(kept.id);
    expect(await postOf(dee, kept.postId)).toBeUndefined();
  });

  test('filters by category, and continues after the last one seen', async () => {
    const ada = await a.user();
    const made = [await product(ada), await product(ada, { product_category: 4 }), await product(ada)];
    const ids = made.map(({ id }) => id);
    expect(await found(ada, { user_id: ada.id, category_id: category.id })).toEqual([ids[2], ids[0]]);
    expect(await found(ada, { user_id: ada.id, limit: 2 })).toEqual([ids[2], ids[1]]);
    expect(await found(ada, { user_id: ada.id, limit: 2, offset: ids[1] ?? 0 })).toEqual([ids[0]]);
  });

  test('finds words of the name, whole or as a prefix, without accents', async () => {
    const ada = await a.user();
    const { id } = await product(ada, { product_title: 'Métier à tisser Jacquard' });
    const { id: other } = await product(ada, { product_title: 'Jacques the tisser' });
    const search = (keyword: string) => found(ada, { user_id: ada.id, keyword });
    expect(await search('jacq')).toEqual([other, id]);
    expect(await search('jacquard')).toEqual([id]);
    expect(await search('TISSER metier')).toEqual([id]);
    expect(await search('tiss jacquard')).toEqual([]);
    expect(await search('acquard')).toEqual([]);
    expect(await search('%')).toEqual([]);
    expect(await search(' ')).toEqual([other, id]);
  });

  test("measures from the viewer's location, across the date line too", async () => {
    const [ada, cy] = await Promise.all([a.user(), a.user()]);
    const at = async (lat: string, lng: string) => (await product(ada, { lat, lng })).id;
    const [here, near, far] = [await at('10', '179.95'), await at('10', '-179.95'), await at('10', '175')];
    const nowhere = (await product(ada)).id;
    const search = (distance: string) => found(cy, { user_id: ada.id, distance });
    expect(await search('20')).toEqual([nowhere, far, near, here]);
    await cy.call('update-user-data', { lat: 10, lng: 180 });
    expect(await search('20')).toEqual([near, here]);
    expect(await search('1000')).toEqual([far, near, here]);
    expect(await search('1')).toEqual([]);
    expect(await search('999999')).toEqual([far, near, here]);
    expect(await search('')).toEqual([nowhere, far, near, here]);
  });

  test('accepts any value', async () => {
    const ada = await a.user();
    const odd = { user_id: 'x', category_id: '-1', keyword: 'a\0', distance: 'far', limit: 'x', offset: '' };
    expect(await ada.call('get-products', odd)).toMatchObject({ api_status: 200 });
    const unused = { user_id: '', category_id: '', keyword: '', distance: '', offset: '0' };
    expect(await ada.call('get-products', unused)).toMatchObject({ api_status: 200 });
  });

  test('costs the same number of statements for 1 product as for 20', async () => {
    const [ada, cy] = await Promise.all([a.user(), a.user()]);
    await cy.call('update-user-data', { lat: 10, lng: 20 });
    const place = { lat: '10', lng: '20' };
    const word = `w${ada.id}`;
    await product(ada, { ...place, product_title: `Loom ${word}` });
    const ask = () => listed(cy, { keyword: word, distance: '20' });
    expect(await ask()).toHaveLength(1);
    const one = await countStatements(site, ask);
    const sellers = await Promise.all(Array.from({ length: 4 }, () => a.user()));
    for (let index = 1; index < 20; index += 1) {
      await product(sellers[index % 4] ?? ada, { ...place, product_title: `Loom ${word}`, images: [photo, photo] });
    }
    expect(await ask()).toHaveLength(20);
    expect(await countStatements(site, ask)).toBe(one);
  });
});

describe('edit-product', () => {
  test('changes the fields of the form, and the pictures', async () => {
    const { ada, cy } = await people();
    const { id } = await product(ada, { images: [photo, photo] });
    const [before] = await listed(cy, { user_id: ada.id });
    const [newest, oldest] = idsOf(before.images);
    const changes = { product_title: 'Power loom', product_price: '7', product_location: '', deleted_images_ids: `${newest},1` };
    expect(await ada.call('edit-product', { product_id: id, ...changes, images: [photo] })).toEqual({
      api_status: 200,
      message: 'Product successfully edited',
    });
    const [after] = await listed(cy, { user_id: ada.id });
    expect(after).toMatchObject({ name: 'Power loom', price: '7.00', location: 'London', description: before.description });
    expect(idsOf(after.images)).toEqual([expect.any(Number), oldest]);
    expect(idsOf(after.images)[0]).toBeGreaterThan(newest ?? 0);
    expect((await db('media_files').where({ owner_id: ada.id }).pluck('uses')).toSorted()).toEqual([0, 0, 1, 1, 1, 1]);
    expect(await found(cy, { user_id: ada.id, keyword: 'hand' })).toEqual([]);
    expect(await found(cy, { user_id: ada.id, keyword: 'power' })).toEqual([id]);
  });

  test.each([
    [3, 'product_id (POST) is missing', { product_id: '' }],
    [3, 'images (STREAM FILE) is missing', { deleted_images_ids: 'all' }],
    [4, 'Product not found', { product_id: 'x' }],
    [4, 'Product not found', { product_id: 999_999_999 }],
    [5, 'Please choose a price for your product', { product_price: '0.00' }],
    [5, 'Please choose a correct value for your price', { product_price: 'ten' }],
    [6, 'Image format is not supported, (jpg, png, gif, jpeg) are supported.', { images: [pdf] }],
    [8, 'Too many images', { images: Array.from({ length: 10 }, () => photo) }],
    [7, 'product_title is too short', { product_title: 'x' }],
  ])('refuses with %i %s', async (id, text, fields) => {
    const ada = await a.user();
    const own = await product(ada);
    const given: Fields = { product_id: own.id, ...fields };
    if (given.deleted_images_ids === 'all')
      given.deleted_images_ids = (await db('product_images').where({ product_id: own.id }).pluck('id')).join(',');
    expect(await ada.call('edit-product', given)).toEqual(error(id, text));
    expect(await db('media_files').where({ owner_id: ada.id })).toHaveLength(2);
  });

  test('finds no product of another seller', async () => {
    const { ada, cy, dee } = await people();
    const { id } = await product(ada);
    for (const person of [cy, dee]) {
      expect(await person.call('edit-product', { product_id: id, product_title: 'Mine' })).toEqual(error(4, 'Product not found'));
    }
    expect((await listed(cy, { user_id: ada.id }))[0].name).toBe('Hand loom');
  });

  test('keeps one consistent set of terms of 20 at once', async () => {
    const ada = await a.user();
    const { id } = await product(ada);
    const names = Array.from({ length: 20 }, (_, index) => `Loom number${index}`);
    await Promise.all(names.map((name) => ada.call('edit-product', { product_id: id, product_title: name })));
    const row = await db('products').where({ id }).first('name');
    const whole = await db('product_terms').where({ product_id: id }).where('term', 'like', 'number%.').pluck('term');
    expect(whole).toEqual([`${row?.name.split(' ')[1]}.`]);
  });
});

test('a seller marks a product as sold, and for sale again', async () => {
  const { ada, cy } = await people();
  const { id, postId } = await product(ada, { lat: '10', lng: '20' });
  const set = (status: string) => ada.call('edit-product', { product_id: id, status });
  const cell = async () => (await db('products').where({ id }).first('cell'))?.cell;
  expect(await set('1')).toMatchObject({ api_status: 200 });
  expect(await found(cy, { user_id: ada.id })).toEqual([]);
  expect((await postOf(cy, postId)).product).toMatchObject({ status: '1', lat: '10', lng: '20' });
  expect(await cell()).toBeNull();
  await ada.call('edit-product', { product_id: id, product_title: 'Old loom' });
  expect((await postOf(cy, postId)).product).toMatchObject({ status: '1', name: 'Old loom' });
  await set('sold');
  await set('0');
  expect(await found(cy, { user_id: ada.id })).toEqual([id]);
  expect(await cell()).toBeGreaterThan(0);
});

describe('a product', () => {
  test('is deleted with its post, its pictures and its terms', async () => {
    const { ada, cy } = await people();
    const { id, postId } = await product(ada);
    await ada.call('post-actions', { post_id: postId, action: 'delete' });
    await site.settled();
    expect(await found(cy, { user_id: ada.id })).toEqual([]);
    for (const table of ['product_images', 'product_terms']) expect(await db(table).where({ product_id: id })).toEqual([]);
    expect(await db('products').where({ id })).toEqual([]);
    expect(await db('media_files').where({ owner_id: ada.id }).pluck('uses')).toEqual([0, 0]);
  });

  test('is deleted with its seller', async () => {
    const { ada, cy } = await people();
    const { id } = await product(cy);
    await cy.call('delete-user', { password: cy.password });
    expect(await found(ada, { user_id: cy.id })).toEqual([]);
    await site.settled();
    expect(await db('products').where({ id })).toEqual([]);
    expect(await db('product_images').where({ product_id: id })).toEqual([]);
  });
});
