import { stat } from 'node:fs/promises';
import sharp from 'sharp';
import type { Ctx } from '../../context.ts';
import type { Upload } from '../../http/form.ts';
import { newTemporaryPath } from '../../media/temporary.ts';

type Colour = readonly [red: number, green: number, blue: number];

/** The colours of a column of a picture whose corners are 0, 0 and 1, 1. */
type Paint = (x: number) => (y: number) => Colour;

const WIDE = { width: 1200, height: 800 };
const TALL = { width: 720, height: 1280 };
const SQUARE = { width: 400, height: 400 };
const BANNER = { width: 1200, height: 400 };

/** Sky above, sky at the horizon, sun, and hills from far to near. */
const LANDSCAPES: readonly (readonly [string, string, string, string, string, string])[] = [
  ['#6fb1d8', '#f7e3c0', '#fff6d6', '#8fb3b5', '#5b8f86', '#2f6358'],
  ['#27325c', '#e58a6b', '#ffd9a0', '#6a4c6d', '#4a3a5c', '#2a2540'],
  ['#b8d4de', '#f3efe6', '#ffffff', '#a9bcc0', '#7d98a0', '#4c6b76'],
  ['#f2b880', '#fbe6c8', '#fff3d9', '#d99a66', '#b36b47', '#7a4231'],
  ['#14213d', '#3d5a80', '#e0fbfc', '#2f4a6d', '#20344f', '#101d33'],
  ['#88c9bf', '#eaf4d9', '#fffbe0', '#7fb58a', '#4f8f62', '#2b5f45'],
];

/** Hills under a sky, never the same for two numbers. */
export function landscape(ctx: Ctx, seed: number, shape: 'wide' | 'tall' | 'banner' = 'wide'): Promise<Upload> {
  const size = { wide: WIDE, tall: TALL, banner: BANNER }[shape];
  const chosen = LANDSCAPES[seed % LANDSCAPES.length] ?? [];
  const [top, low, sun, far, middle, near] = chosen.map(colourOf);
  const sunX = 0.2 + 0.6 * noise(seed, 1);
  const sunY = 0.2 + 0.2 * noise(seed, 2);
  const ratio = size.width / size.height;
  const hills = [far, middle, near].map((colour, index) => ({
    colour: colour ?? BLACK,
    height: (x: number) => {
      const at = x * ratio * (2 + index);
      const waves =
        Math.sin(at + seed + index * 2) + 0.5 * Math.sin(2.3 * at + 3 * noise(seed, index)) + 0.2 * Math.sin(7 * at + seed);
      return 0.52 + 0.14 * index - (0.07 - 0.012 * index) * waves;
    },
  }));
  return render(ctx, size, (x) => {
    const edges = hills.map(({ colour, height }) => ({ colour, edge: height(x) }));
    return (y) => {
      const hill = edges.findLast(({ edge }) => y > edge);
      if (hill) return mix(hill.colour, low ?? BLACK, 0.25 * Math.max(0, 1 - (y - hill.edge) * 6));
      const sky = mix(top ?? BLACK, low ?? BLACK, y / 0.6);
      const distance = Math.hypot((x - sunX) * ratio, y - sunY);
      return mix(sky, sun ?? BLACK, distance < 0.07 ? 1 : 0.5 * Math.max(0, 1 - distance / 0.45) ** 3);
    };
  });
}

const GROUNDS = ['#e9d8b4', '#c8dfe6', '#d9d2ea', '#f3d1c2', '#cfe3cf', '#f0e0a8', '#d5dbe3'].map(colourOf);
const CLOTHES = ['#0f766e', '#b3402c', '#3d5a80', '#8a5a44', '#6d4c7d', '#2f6358', '#c98b2b'].map(colourOf);
const SKINS = ['#f1c9a5', '#8d5a3c', '#e0ac82', '#c68a5e', '#6f4530'].map(colourOf);
const HAIRS = ['#2b2320', '#5a3a26', '#8c5a2b', '#1d1d24', '#a9a39b'].map(colourOf);

/** How somebody looks: places in the lists of skins and hairs. */
export type Looks = { skin: number; hair: number; longHair: boolean };

/** Somebody's picture, in flat colours. */
export function portrait(ctx: Ctx, seed: number, { skin: skinPlace, hair: hairPlace, longHair }: Looks): Promise<Upload> {
  const [ground, cloth] = [GROUNDS, CLOTHES].map((all, index) => all[(seed * (index + 3) + index) % all.length] ?? BLACK);
  const [skin, hair] = [SKINS[skinPlace], HAIRS[hairPlace]];
  const inside = (x: number, y: number, [left, top, wide, high]: readonly [number, number, number, number]) =>
    ((x - left) / wide) ** 2 + ((y - top) / high) ** 2 < 1;
  return render(ctx, SQUARE, (x) => (y) => {
    if (inside(x, y, [0.5, 0.3, 0.19, 0.16]) && !inside(x, y, [0.5, 0.48, 0.17, 0.2])) return hair ?? BLACK;
    if (inside(x, y, [0.5, 0.44, 0.155, 0.2])) return skin ?? BLACK;
    if (Math.abs(x - 0.5) < 0.06 && y > 0.55 && y < 0.74) return mix(skin ?? BLACK, BLACK, 0.08);
    if (inside(x, y, [0.5, 1.06, 0.38, 0.38])) return cloth ?? BLACK;
    if (longHair && y < 0.78 && inside(x, y, [0.5, 0.5, 0.23, 0.36])) return hair ?? BLACK;
    return mix(ground ?? BLACK, WHITE, 0.35 * (1 - y));
  });
}

/** A thing on a table, lit from above. */
export function stillLife(ctx: Ctx, seed: number, colour: string): Promise<Upload> {
  const thing = colourOf(colour);
  const isRound = seed % 2 === 1;
  return render(ctx, { width: 1000, height: 750 }, (x) => (y) => {
    const [dx, dy] = [(x - 0.5) * (4 / 3), y - 0.52];
    const reach = isRound ? Math.hypot(dx, dy) / 0.26 : Math.max(Math.abs(dx) / 0.34, Math.abs(dy) / 0.22);
    const light = 0.28 - 0.5 * dy - 0.3 * dx;
    if (reach < 1) {
      const rim = Math.abs(reach - 0.72) < 0.03 ? 0.18 : 0;
      return light > 0 ? mix(thing, WHITE, light + rim) : mix(thing, BLACK, rim - light);
    }
    const wall = mix([244, 240, 232], [226, 220, 208], y);
    const table = mix([214, 204, 188], [190, 178, 160], (y - 0.66) * 3);
    const shadow = Math.max(0, 1 - Math.hypot(dx / 0.42, (y - 0.76) / 0.07));
    return mix(y > 0.66 ? table : wall, BLACK, 0.35 * shadow);
  });
}

const BLACK: Colour = [20, 22, 26];
const WHITE: Colour = [255, 255, 255];

// Painted small and enlarged: a quarter of the points, and soft edges.
const SCALE = 2;

/** Paints a picture, and gives it as a form would bring it. */
async function render(ctx: Ctx, size: { width: number; height: number }, paint: Paint): Promise<Upload> {
  const [width, height] = [size.width / SCALE, size.height / SCALE];
  const pixels = Buffer.alloc(width * height * 3);
  for (let column = 0; column < width; column += 1) {
    const colourAt = paint(column / width);
    for (let row = 0; row < height; row += 1) {
      const [red, green, blue] = colourAt(row / height);
      const at = (row * width + column) * 3;
      pixels[at] = red;
      pixels[at + 1] = green;
      pixels[at + 2] = blue;
    }
  }
  const path = await newTemporaryPath(ctx.config.directories.temporary);
  await sharp(pixels, { raw: { width, height, channels: 3 } })
    .resize(size)
    .jpeg({ quality: 90 })
    .toFile(path);
  const { size: sizeBytes } = await stat(path);
  return { fieldname: 'file', originalname: 'picture.jpg', mimetype: 'image/jpeg', path, size: sizeBytes };
}

function mix(from: Colour, to: Colour, share: number): Colour {
  const part = Math.min(1, Math.max(0, share));
  return [from[0] + (to[0] - from[0]) * part, from[1] + (to[1] - from[1]) * part, from[2] + (to[2] - from[2]) * part];
}

function colourOf(hex: string): Colour {
  const value = Number.parseInt(hex.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

/** The same number between 0 and 1 for the same two. */
function noise(seed: number, index: number): number {
  const wave = Math.sin(seed * 127.1 + index * 311.7) * 43_758.5453;
  return wave - Math.floor(wave);
}
