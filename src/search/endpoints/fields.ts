import { z } from 'zod';

/** A field that never fails: a value that `read` cannot use counts as not sent. The search screens show no errors. */
export function tolerant<Value>(read: (text: string) => Value | undefined) {
  return z.string().catch('').transform(read).optional();
}

/** Search terms; the index extracts its words from them. */
export function keywords() {
  return tolerant((text) => text.slice(0, 200) || undefined);
}

/** A filter turned on by one of two words; any other word leaves it off. */
export function either(yes: string, no: string) {
  return tolerant((text) => (text === yes ? true : text === no ? false : undefined));
}

/** A key of one of the site's lists, such as a gender; apps send `all` for no filter. */
export function choice() {
  return tolerant((text) => (text === 'all' || !/^\w{1,16}$/.test(text) ? undefined : text));
}

/** A small whole number above 0. */
export function count(max: number) {
  return tolerant((text) => (/^\d{1,5}$/.test(text) && Number(text) > 0 ? Math.min(Number(text), max) : undefined));
}

/** Degrees of latitude or longitude. */
export function degrees(max: 90 | 180) {
  return tolerant((text) => (/^-?\d{1,3}(\.\d{1,20})?$/.test(text) && Math.abs(Number(text)) <= max ? Number(text) : undefined));
}
