import { expect, test } from 'vitest';
import { categoryLines } from '../src/cli/categories.ts';
import { removeUnusedCurrency } from '../src/cli/lists.ts';
import {
  addCountry,
  addCurrency,
  addGenre,
  changeCurrency,
  removeCountry,
  removeCurrency,
  removeGenre,
  renameCountry,
  renameGenre,
} from '../src/settings/service/lists.ts';
import { addCategory, type CategoryKind, removeCategory, renameCategory } from '../src/settings/service.ts';
import { factory } from './support/people.ts';
import { openSite } from './support/site.ts';

const site = await openSite();
const { write, settings } = site.services;

let names = 0;
const fresh = () => `Category ${process.pid} ${++names}`;
const add = (kind: CategoryKind, name = fresh(), parentId?: number) => addCategory(write, { kind, name, parentId });

async function config() {
  await settings.refresh();
  return (await site.call('get-site-settings')).config;
}

test('apps see a category that was added, its new name, and no more once it is removed', async () => {
  const [before, after] = [fresh(), fresh()];
  const id = await add('blog', ` ${before} `);
  expect((await config()).blog_categories[id]).toBe(before);
  await renameCategory(write, id, after);
  expect((await config()).blog_categories[id]).toBe(after);
  await removeCategory(write, id);
  expect((await config()).blog_categories).not.toHaveProperty(String(id));
});

test('a sub-category is shown with the one it belongs to, which stays as long', async () => {
  const name = fresh();
  const parent = await add('page');
  const id = await add('page', name, parent);
  expect((await config()).page_sub_categories[parent]).toEqual([
    { id: String(id), category_id: String(parent), lang_key: name, type: 'page', lang: name },
  ]);
  expect(categoryLines(settings.categories())).toContain(`    ${id} ${name}`);
  await expect(removeCategory(write, parent)).rejects.toThrow(`category ${parent} has sub-categories: remove them first`);
  await expect(add('page', fresh(), id)).rejects.toThrow(`category ${id} is a sub-category itself`);
  await expect(add('group', fresh(), parent)).rejects.toThrow(`category ${parent} is a page category`);
  await expect(add('blog', fresh(), parent)).rejects.toThrow('blog categories have no sub-categories');
  await removeCategory(write, id);
  await removeCategory(write, parent);
});

test('a name is taken once a kind, and must be one', async () => {
  const name = fresh();
  const id = await add('job', name);
  await expect(add('job', name)).rejects.toThrow(`there is a job category named ${name} already`);
  const other = await add('product', name);
  await expect(renameCategory(write, await add('job'), name)).rejects.toThrow(`there is a job category named ${name} already`);
  await renameCategory(write, id, name);
  for (const wrong of ['', '  ']) await expect(add('job', wrong)).rejects.toThrow('a category needs a name');
  await expect(add('job', 'x'.repeat(101))).rejects.toThrow('at most 100 characters');
  expect(other).toBeGreaterThan(id);
});

test('what is not there is told', async () => {
  const words = 'there is no category 999999999';
  await expect(add('page', fresh(), 999_999_999)).rejects.toThrow(words);
  await expect(renameCategory(write, 999_999_999, 'a')).rejects.toThrow(words);
  await expect(removeCategory(write, 999_999_999)).rejects.toThrow(words);
});

test('apps see the genres of movies as they are now, and movies are listed by these alone', async () => {
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
  await removeGenre(write, 'noir');
  expect((await config()).movie_category).not.toHaveProperty('noir');
  expect(await listed({ genre: 'noir' })).toEqual([]);
  await expect(removeGenre(write, 'noir')).rejects.toThrow('there is no genre noir');
});

test('people choose among the countries there are', async () => {
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
  await removeCountry(write, id);
  await settings.refresh();
  await choose(id);
  expect(await countryOf()).toBe('0');
  for (const act of [() => removeCountry(write, id), () => renameCountry(write, id, 'x')]) {
    await expect(act()).rejects.toThrow(`there is no country ${id}`);
  }
  expect(settings.countries().find(({ name }) => name === 'Germany')?.id).toBe(81);
});

test('currencies stand in order, and one that prices are in stays', async () => {
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
