import { stat } from 'node:fs/promises';
import sharp from 'sharp';
import type { Ctx } from '../../context.ts';
import type { Upload } from '../../http/form.ts';
import { createProduct } from '../../market/service/write.ts';
import { newTemporaryPath } from '../../media/temporary.ts';
import { actingAs } from './friendships.ts';
import type { DemoPerson } from './people.ts';

/** Name, one sentence, price, place, whether it is used, and the colour of its picture. */
const PRODUCTS = [
  ['Hand loom with punched cards', 'Weaves flowers and leaves; the cards are in the drawer.', '240.00', 'London', 1, '#8a5a44'],
  ['Square guitar', 'Made from a box that held something else before.', '95.50', 'McComb', 1, '#b3202c'],
  ['Wire, one nanosecond', 'Thirty centimetres. Explains a lot to visitors.', '0.30', 'New York', 0, '#c98b2b'],
  ['Folding map of three rivers', 'Drawn by hand, folded once, the wrong way.', '18.00', 'Alberta', 1, '#3f7d6e'],
] as const;

/** Things that some people offer, each with a picture made here. */
export async function seedProducts(ctx: Ctx, people: readonly DemoPerson[], step: () => void): Promise<void> {
  const categories = ctx.settings.categories().filter(({ kind }) => kind === 'product');
  for (const [index, [name, description, price, location, used, colour]] of PRODUCTS.entries()) {
    const seller = people[index];
    if (!seller) continue;
    const categoryId = categories[index % Math.max(1, categories.length)]?.id ?? 0;
    const form = { name, description, price, location, used, categoryId, ...UNSAID };
    await createProduct(actingAs(ctx, seller), form, [await picture(ctx, colour)]);
    step();
  }
}

const UNSAID = { subCategoryId: undefined, currency: undefined, units: undefined, lat: undefined, lng: undefined };

/** A picture as a form would bring it. */
async function picture(ctx: Ctx, colour: string): Promise<Upload> {
  const path = await newTemporaryPath(ctx.config.directories.temporary);
  const canvas = sharp({ create: { width: 800, height: 600, channels: 3, background: colour } });
  await canvas.jpeg().toFile(path);
  const { size } = await stat(path);
  return { fieldname: 'images', originalname: 'product.jpg', mimetype: 'image/jpeg', path, size };
}

export const PRODUCTS_COUNT = PRODUCTS.length;
