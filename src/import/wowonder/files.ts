import { extname } from 'node:path';
import { isSafeKey } from '../../media/store.ts';

/** Pictures that come with the program and mean that somebody has none. */
const DEFAULTS =
  /^upload\/photos\/(d-(avatar|cover|page|group|blog|film)|f-avatar|cover|avatar|film|app-default-icon)[\w-]*\.(jpe?g|png|gif|webp)$/i;

export type FileKind = '' | 'image' | 'video' | 'sound' | 'file';

/** The key of a stored path; '' for none, undefined for one that cannot be a key here. */
export function fileKey(path: string): string | undefined {
  const key =
    path
      .trim()
      .replace(/^\.?\//, '')
      .split('?', 1)[0] ?? '';
  if (key === '' || DEFAULTS.test(key)) return '';
  return isSafeKey(key) ? key : undefined;
}

const KINDS: readonly [FileKind, RegExp][] = [
  ['image', /^\.(jpe?g|png|gif|webp|bmp)$/],
  ['video', /^\.(mp4|m4v|mov|webm|mkv|flv|avi|mpeg|3gp)$/],
  ['sound', /^\.(mp3|wav|m4a|ogg|aac|flac|opus)$/],
];

export function fileKind(key: string): FileKind {
  if (key === '') return '';
  const extension = extname(key).toLowerCase();
  return KINDS.find(([, pattern]) => pattern.test(extension))?.[0] ?? 'file';
}

/** The smaller picture that is kept beside one: `x_small.jpg`. */
export function smallKey(key: string): string {
  return key === '' ? '' : key.replace(/(\.\w+)$/, '_small$1');
}
