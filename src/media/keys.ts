import { customAlphabet } from 'nanoid';

// No `_`, so that the random part cannot contain a marker; one case, so that keys survive case-insensitive file systems. 24 of 36
// characters are 124 bits.
const randomName = customAlphabet('0123456789abcdefghijklmnopqrstuvwxyz', 24);

const folders = {
  image: 'photos',
  avatar: 'photos',
  cover: 'photos',
  video: 'videos',
  soundFile: 'sounds',
  file: 'files',
} as const;

/** The word in a stored name by which apps tell what a file is. Contract §1.3, §4 Files. */
export type Marker = keyof typeof folders;

/** A new key without its extension: `upload/photos/2026/11/k3/k3x…_image`. At most 59 characters. */
export function newKeyStem(marker: Marker): string {
  const name = randomName();
  const [year, month] = new Date().toISOString().split('-');
  return `upload/${folders[marker]}/${year}/${month}/${name.slice(0, 2)}/${name}_${marker}`;
}

/** The key of the original-size variant that is stored beside every avatar and cover. */
export function fullKeyOf(key: string): string {
  return key.replace(/(\.\w+)$/, '_full$1');
}
