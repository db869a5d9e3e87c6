import { fullKeyOf } from '../../media/keys.ts';

/** The files of a cover. */
export function coverKeys(cover: string): string[] {
  return cover === '' ? [] : [cover, fullKeyOf(cover)];
}
