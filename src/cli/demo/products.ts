import { OTHER_ID } from '../../catalogues/rules.ts';
import type { Ctx } from '../../context.ts';
import { createProduct } from '../../market/service/write.ts';
import { actingAs } from './friendships.ts';
import type { DemoPerson } from './people.ts';
import { stillLife } from './pictures.ts';

/** Name, one sentence, price, place, whether it is used, and the colour of its picture. */
const PRODUCTS = [
  ['Hand loom with punched cards', 'Weaves flowers and leaves; the cards are in the drawer.', '240.00', 'London', 1, '#8a5a44'],
  ['Square guitar', 'Made from a box that held something else before.', '95.50', 'McComb', 1, '#b3202c'],
  ['Wire, one nanosecond', 'Thirty centimetres. Explains a lot to visitors.', '0.30', 'New York', 0, '#c98b2b'],
  ['Folding map of three rivers', 'Drawn by hand, folded once, the wrong way.', '18.00', 'Alberta', 1, '#3f7d6e'],
] as const;

/** Things that some people offer, each with a picture made here. */
export async function seedProducts(ctx: Ctx, people: readonly DemoPerson[], step: () => void): Promise<void> {
  const categories = [...ctx.settings.categories('product').byId.keys()];
  for (const [index, [name, description, price, location, used, colour]] of PRODUCTS.entries()) {
    const seller = people[index];
    if (!seller) continue;
    const categoryId = categories[index % Math.max(1, categories.length)] ?? OTHER_ID;
    const form = { name, description, price, location, used, categoryId, ...NO_EXTRAS, ...PLACES[location] };
    await createProduct(actingAs(ctx, seller), form, [await stillLife(ctx, index, colour)]);
    step();
  }
}

/** Where their places are, for those who look around. */
const PLACES: Readonly<Record<string, { lat: number; lng: number }>> = {
  London: { lat: 51.5074, lng: -0.1278 },
  McComb: { lat: 31.2438, lng: -90.4532 },
  'New York': { lat: 40.7128, lng: -74.006 },
};

const NO_EXTRAS = { subCategoryId: undefined, currency: undefined, units: undefined, lat: undefined, lng: undefined };

export const PRODUCTS_COUNT = PRODUCTS.length;
