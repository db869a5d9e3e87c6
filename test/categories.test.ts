import { expect, test } from 'vitest';
import { categoryLines } from '../src/cli/categories.ts';
import { addCategory, type CategoryKind, removeCategory, renameCategory } from '../src/settings/service.ts';
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
