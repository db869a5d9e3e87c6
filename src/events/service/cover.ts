import { fullKeyOf } from '../../media/keys.ts';

/** The files behind a cover. */
export function coverKeys(cover: string): string[] {
  return cover === '' ? [] : [cover, fullKeyOf(cover)];
}
