import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const DIRECTORY = new URL('../migrations/', import.meta.url);

/** SHA-256 by file name, of every migration that a version was released with. */
const released: Record<string, string> = JSON.parse(readFileSync(new URL('released.json', DIRECTORY), 'utf8'));

const files = readdirSync(DIRECTORY).filter((name) => name.endsWith('.ts'));

const digestOf = (name: string) =>
  createHash('sha256')
    .update(readFileSync(new URL(name, DIRECTORY)))
    .digest('hex');

test.each(Object.entries(released))(
  '%s is as it was released: databases have run it, so a change needs a new migration',
  (name, digest) => {
    expect(files, `${name} was released: restore it`).toContain(name);
    expect(
      digestOf(name),
      `${name} was released: restore it, and put the change into a new migration (npm run migrate -- make NAME)`,
    ).toBe(digest);
  },
);

test('migrations added since run after the released ones', () => {
  const names = Object.keys(released);
  const last = names.toSorted().at(-1) ?? '';
  expect(names.length).toBeGreaterThan(15);
  for (const name of files.filter((file) => !Object.hasOwn(released, file)))
    expect(name > last, `${name} sorts before ${last}`).toBe(true);
});
