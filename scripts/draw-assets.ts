/**
 * Draws the PNG and ICO pictures of `src/web/shell/pictures` from the SVG ones beside them, for apps that cannot show SVG.
 * Run it after changing a drawing, and commit what comes out: `node scripts/draw-assets.ts`
 */
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';

const assets = new URL('../src/web/shell/pictures/', import.meta.url);

const drawings = [
  { name: 'logo', width: 512 },
  { name: 'avatar-male', width: 256 },
  { name: 'avatar-female', width: 256 },
  { name: 'cover', width: 1200 },
  ...['like', 'love', 'haha', 'wow', 'sad', 'angry'].map((name) => ({ name: `reactions/${name}`, width: 128 })),
];

for (const { name, width } of drawings) {
  const png = await draw(name, width);
  await writeFile(new URL(`${name}.png`, assets), png);
  console.log(`${name}.png, ${png.length} bytes`);
}
await writeFile(new URL('favicon.ico', assets), icon(await draw('favicon', 32), 32));

function draw(name: string, width: number): Promise<Buffer> {
  // density: the size at which the drawing is rasterized before it is scaled; high enough for crisp edges
  return sharp(fileURLToPath(new URL(`${name}.svg`, assets)), { density: 288 })
    .resize({ width })
    .png({ compressionLevel: 9 })
    .toBuffer();
}

/** An ICO file of one picture: a header of 6 bytes, a directory entry of 16, and the PNG as it is. */
function icon(png: Buffer, pixels: number): Buffer {
  const head = Buffer.alloc(22);
  head.writeUInt16LE(1, 2); // an icon
  head.writeUInt16LE(1, 4); // of one picture
  head.writeUInt8(pixels, 6);
  head.writeUInt8(pixels, 7);
  head.writeUInt16LE(1, 10); // colour planes
  head.writeUInt16LE(32, 12); // bits a pixel
  head.writeUInt32LE(png.length, 14);
  head.writeUInt32LE(head.length, 18);
  return Buffer.concat([head, png]);
}
