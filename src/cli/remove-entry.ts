import { moveArticles } from '../articles/service/categories.ts';
import { type CategoryMove, OTHER_ID } from '../catalogues/rules.ts';
import { type CategoryKey, noCategory, type RemovedCategory, removeCategory } from '../catalogues/service/categories.ts';
import { removeCountry, removeCurrency, removeGenre } from '../catalogues/service/lists.ts';
import { moveGroups, movePages } from '../communities/service/categories.ts';
import type { Services } from '../context.ts';
import { moveProducts } from '../market/service/categories.ts';
import { isPricedIn } from '../market/service/lists.ts';
import { moveMovies } from '../movies/service.ts';
import { clearCountryOfUsers } from '../users/service/country.ts';

// An entry is removed first and its things are moved then, so that nothing new comes to it meanwhile. A run that was cut short,
// or a server that had not noticed yet, leaves things behind: they are shown as if moved, and a second run moves them.

/** Moves what is sorted into a removed category; gives how many. There are no jobs yet. */
const MOVERS = {
  page: movePages,
  group: moveGroups,
  product: moveProducts,
  blog: (services: Services, { where }: CategoryMove) => moveArticles(services, where.category_id ?? 0),
  job: async () => 0,
} as const;

/** Removes a category or sub-category, and moves what was in it; gives how many. Throws an Error in words for the admin. */
export async function removeCategoryOfThings(services: Services, key: CategoryKey): Promise<number> {
  const removed = await removeCategory(services.write, key);
  const move = moveFrom(key, removed);
  const moved = move ? await MOVERS[key.kind](services, move) : 0;
  if (!removed && moved === 0) throw new Error(noCategory(key));
  return moved;
}

function moveFrom({ id, isSub }: CategoryKey, removed: RemovedCategory | undefined): CategoryMove | undefined {
  if (!isSub) return { where: { category_id: id }, set: { category_id: OTHER_ID } };
  const category_id = removed?.category_id;
  return category_id === undefined ? undefined : { where: { category_id, sub_category_id: id }, set: { sub_category_id: 0 } };
}

/** Removes a genre, and moves its movies to Other; gives how many. Throws an Error in words for the admin. */
export async function removeGenreOfMovies(services: Services, word: string): Promise<number> {
  const removed = await removeGenre(services.write, word);
  const moved = await moveMovies(services, word);
  if (!removed && moved === 0) throw new Error(`there is no genre ${word}`);
  return moved;
}

/** Removes a country, and takes it from who chose it; gives how many. Throws an Error in words for the admin. */
export async function removeCountryOfPeople(services: Services, id: number): Promise<number> {
  const removed = await removeCountry(services.write, id);
  const changed = await clearCountryOfUsers(services, id);
  if (!removed && changed === 0) throw new Error(`there is no country ${id}`);
  return changed;
}

/** Removes a currency that neither products nor the site's own setting need. Throws an Error in words for the admin. */
export async function removeUnusedCurrency(services: Services, code: string): Promise<void> {
  if (services.settings.value('currency') === code)
    throw new Error(`${code} is the currency of the site: change that setting first`);
  if (await isPricedIn(services, code)) throw new Error(`products are priced in ${code}`);
  await removeCurrency(services.write, code);
}
