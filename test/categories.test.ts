import { expect, test } from 'vitest';
import type { CategoryKind } from '../src/catalogues/rules.ts';
import { addCategory, type CategoryKey, renameCategory } from '../src/catalogues/service/categories.ts';
import {
  addCountry,
  addCurrency,
  addGenre,
  changeCurrency,
  removeCurrency,
  renameCountry,
  renameGenre,
} from '../src/catalogues/service/lists.ts';
import { categoryLines } from '../src/cli/categories.ts';
import {
  removeCategoryOfThings,
  removeCountryOfPeople,
  removeGenreOfMovies,
  removeUnusedCurrency,
} from '../src/cli/remove-entry.ts';
import { factory } from './support/people.ts';
import { openSite } from './support/site.ts';

const site = await openSite();
const { write, settings } = site.services;

let names = 0;
const fresh = () => `Category ${process.pid} ${++names}`;
const add = (kind: CategoryKind, name = fresh(), more: { parentId?: number; id?: number } = {}) =>
  addCategory(write, { kind, name, ...more });
const remove = (kind: CategoryKind, id: number, isSub = false) => removeCategoryOfThings(site.services, { kind, id, isSub });

async function config() {
  await settings.refresh();
  return (await site.call('get-site-settings')).config;
}

test('each kind numbers its categories from 1, and 1 is Other', async () => {
  const { page_categories, group_categories, blog_categories, products_categories, job_categories } = await config();
  const all = [
    [page_categories, 18],
    [group_categories, 18],
    [blog_categories, 18],
    [products_categories, 10],
    [job_categories, 23],
  ] as const;
  for (const [categories, most] of all) {
    const first = Object.entries(categories).slice(0, most);
    expect(first.map(([id]) => Number(id))).toEqual(Array.from({ length: most }, (_, index) => index + 1));
    expect(first[0]).toEqual(['1', 'Other']);
  }
});

test('apps see an added category and its new name, and no longer see it once it is removed', async () => {
  const [before, after] = [fresh(), fresh()];
  const id = await add('blog', ` ${before} `);
  expect((await config()).blog_categories[id]).toBe(before);
  await renameCategory(write, { kind: 'blog', id }, after);
  expect((await config()).blog_categories[id]).toBe(after);
  await remove('blog', id);
  expect((await config()).blog_categories).not.toHaveProperty(String(id));
});

test('the id of a removed category is never reused', async () => {
  const id = await add('job');
  await remove('job', id);
  expect(await add('job')).toBe(id + 1);
});

test('an imported category keeps its id, and the next ones continue after it', async () => {
  const name = fresh();
  expect(await add('group', name, { id: 70 })).toBe(70);
  expect((await config()).group_categories['70']).toBe(name);
  await expect(add('group', fresh(), { id: 70 })).rejects.toThrow('there is a group category with the id 70 already');
  expect(await add('group')).toBe(71);
  expect(await add('group', fresh(), { id: 60 })).toBe(60);
  expect(await add('group')).toBe(72);
  // as an import by SQL may do
  await site.services.db('categories').insert({ kind: 'group', id: 90, name: fresh() });
  expect(await add('group')).toBe(91);
});

test('categories added at once get ids of their own, and none is lost', async () => {
  const parentId = await add('product');
  const ids = await Promise.all(Array.from({ length: 20 }, (_, index) => add('product', fresh(), index % 2 ? { parentId } : {})));
  await settings.refresh();
  const { byId, subsById } = settings.categories('product');
  const [tops, subs] = [ids.filter((_, index) => index % 2 === 0), ids.filter((_, index) => index % 2 === 1)];
  expect([new Set(tops).size, new Set(subs).size]).toEqual([10, 10]);
  for (const id of tops) expect(byId.has(id)).toBe(true);
  for (const id of subs) expect(subsById.get(id)?.categoryId).toBe(parentId);
});

test('exactly one of those who add the same name at once succeeds', async () => {
  const name = fresh();
  const done = await Promise.allSettled(Array.from({ length: 8 }, () => add('page', name)));
  expect(done.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  const reasons = done.flatMap((one) => (one.status === 'rejected' ? [String(one.reason.message)] : []));
  expect(new Set(reasons)).toEqual(new Set([`there is a page category named ${name} already`]));
});

test('sub-categories have ids of their own, are shown with their category and exist as long as it does', async () => {
  const name = fresh();
  const parent = await add('page');
  const id = await add('page', name, { parentId: parent });
  expect(id).toBeLessThan(parent);
  expect((await config()).page_sub_categories[parent]).toEqual([
    { id: String(id), category_id: String(parent), lang_key: name, type: 'page', lang: name },
  ]);
  expect(categoryLines(settings.categories('page'))).toContain(`    ${id} ${name}`);
  const again = fresh();
  await renameCategory(write, { kind: 'page', id, isSub: true }, again);
  expect((await config()).page_sub_categories[parent]?.[0]?.lang).toBe(again);
  await expect(remove('page', parent)).rejects.toThrow(`page category ${parent} has sub-categories: remove them first`);
  await expect(add('group', fresh(), { parentId: 999_999 })).rejects.toThrow('there is no group category 999999');
  await expect(add('blog', fresh(), { parentId: 1 })).rejects.toThrow('blog categories have no sub-categories');
  await remove('page', id, true);
  await remove('page', parent);
});

test('a name is unique within a kind, and must not be blank', async () => {
  const name = fresh();
  const id = await add('job', name);
  await expect(add('job', name)).rejects.toThrow(`there is a job category named ${name} already`);
  await add('product', name);
  const other: CategoryKey = { kind: 'job', id: await add('job') };
  await expect(renameCategory(write, other, name)).rejects.toThrow(`there is a job category named ${name} already`);
  await renameCategory(write, { kind: 'job', id }, name);
  for (const wrong of ['', '  ']) await expect(add('job', wrong)).rejects.toThrow('a category needs a name');
  await expect(add('job', 'x'.repeat(101))).rejects.toThrow('at most 100 characters');
});

test('a missing category is reported, and Other cannot be removed', async () => {
  const words = 'there is no page category 999999999';
  await expect(add('page', fresh(), { parentId: 999_999_999 })).rejects.toThrow(words);
  await expect(renameCategory(write, { kind: 'page', id: 999_999_999 }, 'a')).rejects.toThrow(words);
  await expect(remove('page', 999_999_999)).rejects.toThrow(words);
  await expect(remove('page', 999_999_999, true)).rejects.toThrow('there is no page sub-category 999999999');
  await expect(remove('page', 1)).rejects.toThrow('page category 1 stays');
  await expect(removeGenreOfMovies(site.services, 'other')).rejects.toThrow('the genre other stays');
});

test('apps see the current genres of movies, and movies are listed only by these', async () => {
  const ada = await factory(site).user();
  await addGenre(write, { word: 'noir', name: ' Film noir ' });
  expect((await config()).movie_category).toMatchObject({ action: 'Action', noir: 'Film noir' });
  const [id] = await site.services
    .db('movies')
    .insert({ source_key: 'noir-1', name: 'M', genre: 'noir', country: 'Germany', description: '', created_at: new Date() });
  const listed = async (fields: Record<string, string>) =>
    (await ada.call('get-movies', fields)).movies.map((movie: { id: string }) => Number(movie.id));
  expect(await listed({ genre: 'noir' })).toEqual([id]);
  expect(await listed({ genre: 'noir', country: '81' })).toEqual([id]);
  expect(await listed({ genre: 'noir', country: '73' })).toEqual([]);
  await renameGenre(write, 'noir', 'Dark');
  expect((await config()).movie_category.noir).toBe('Dark');
  await expect(addGenre(write, { word: 'noir', name: 'Noir' })).rejects.toThrow('there is a genre noir already');
  await expect(addGenre(write, { word: 'Film Noir', name: 'Noir' })).rejects.toThrow('small letters');
  expect(await removeGenreOfMovies(site.services, 'noir')).toBe(1);
  expect((await config()).movie_category).not.toHaveProperty('noir');
  expect(await listed({ genre: 'noir' })).toEqual([]);
  expect(await listed({ genre: 'other' })).toEqual([id]);
  await expect(removeGenreOfMovies(site.services, 'noir')).rejects.toThrow('there is no genre noir');
});

test("people choose from the site's countries", async () => {
  const ada = await factory(site).user();
  const countryOf = async () => (await ada.call('get-user-data', { user_id: ada.id, fetch: 'user_data' })).user_data.country_id;
  const choose = (id: number) => ada.call('update-user-data', { country_id: id, about: 'a' });
  const id = await addCountry(write, 'Utopia');
  await settings.refresh();
  await choose(id);
  expect(await countryOf()).toBe(String(id));
  await choose(9999);
  expect(await countryOf()).toBe(String(id));
  await choose(0);
  expect(await countryOf()).toBe('0');
  await renameCountry(write, id, 'Erewhon');
  await expect(addCountry(write, 'Erewhon')).rejects.toThrow('there is a country named Erewhon already');
  await choose(id);
  expect(await removeCountryOfPeople(site.services, id)).toBe(1);
  await settings.refresh();
  await choose(id);
  expect(await countryOf()).toBe('0');
  expect(await addCountry(write, 'Utopia', 900)).toBe(900);
  await expect(addCountry(write, 'Cockaigne', 900)).rejects.toThrow('there is a country 900 or one named Cockaigne');
  for (const act of [() => removeCountryOfPeople(site.services, id), () => renameCountry(write, id, 'x')]) {
    await expect(act()).rejects.toThrow(`there is no country ${id}`);
  }
  expect(settings.countries().find(({ name }) => name === 'Germany')?.id).toBe(81);
});

test('currencies keep their order, and a currency in use cannot be removed', async () => {
  const before = (await config()).currency_array;
  await addCurrency(write, { code: 'CHF', symbol: 'Fr.' });
  expect((await config()).currency_array).toEqual([...before, 'CHF']);
  await changeCurrency(write, 'CHF', 'SFr.');
  expect((await config()).currency_symbol_array.CHF).toBe('SFr.');
  await expect(addCurrency(write, { code: 'CHF', symbol: 'x' })).rejects.toThrow('there is a currency CHF already');
  await expect(addCurrency(write, { code: 'euro', symbol: 'x' })).rejects.toThrow('three capital letters');
  const offered = { owner_id: 1, name: 'a', description: '', price: '1.00', currency: 'CHF', location: 'a' };
  const [id = 0] = await site.services.db('products').insert({ ...offered, created_at: new Date() });
  await expect(removeUnusedCurrency(site.services, 'CHF')).rejects.toThrow('products are priced in CHF');
  await site.services.db('products').where({ id }).delete();
  await expect(removeUnusedCurrency(site.services, 'USD')).rejects.toThrow('USD is the currency of the site');
  await removeUnusedCurrency(site.services, 'CHF');
  expect((await config()).currency_array).toEqual(before);
  await expect(removeCurrency(write, 'CHF')).rejects.toThrow('there is no currency CHF');
});
