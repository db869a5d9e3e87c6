import { z } from 'zod';
import { subCategoryId } from '../../catalogues/endpoints/fields.ts';
import { files, text, title as titleText, wordMap } from '../../http/form.ts';
import { amountOf } from '../rules/price.ts';
import { MAX_IMAGES } from '../service/write.ts';

export const title = () => titleText(150).refine(hasTwoLetters, 'tooShort');
export const description = () => text(10_000).refine(hasTwoLetters, 'tooShort');
export const location = () => titleText(255).refine(hasTwoLetters, 'tooShort');

function hasTwoLetters(value: string): boolean {
  return value.trim().length >= 2;
}

/** A decimal amount; "0" counts as missing (contract §4), "0.00" as an invalid price. */
export const price = () =>
  z.string('missing').transform((value, context) => {
    const amount = amountOf(value);
    const reason = problemOf(value, amount);
    if (reason === undefined && amount !== undefined) return amount;
    context.addIssue({ code: 'custom', message: reason ?? 'priceInvalid' });
    return z.NEVER;
  });

function problemOf(value: string, amount: string | undefined): string | undefined {
  if (value.trim() === '0') return 'missing';
  if (amount === undefined) return 'priceInvalid';
  return amount === '0.00' ? 'priceZero' : undefined;
}

/** An optional whole number; an invalid value counts as not sent. */
const wholeNumber = () =>
  z
    .string()
    .transform((digits) => (/^\d{1,9}$/.test(digits) ? Number(digits) : undefined))
    .optional();

const coordinate = (limit: number) =>
  z
    .string()
    .transform((value) =>
      /^-?\d{1,3}(\.\d{1,20})?$/.test(value) && Math.abs(Number(value)) <= limit ? Number(value) : undefined,
    )
    .optional();

/** Optional fields of a new product, too. */
export const choices = () => ({
  product_sub_category: subCategoryId(),
  currency: z.string().optional(),
  units: wholeNumber(),
  lat: coordinate(90),
  lng: coordinate(180),
});

type Choices = { [Name in 'product_sub_category' | 'units' | 'lat' | 'lng']?: number | undefined } & {
  currency?: string | undefined;
};

export const chosen = ({ product_sub_category, currency, units, lat, lng }: Choices) => ({
  subCategoryId: product_sub_category,
  currency,
  units,
  lat,
  lng,
});

/** 1 used, 0 new: anything but "0" is used. Contract §2.11. */
export function usedOf(type: string): number {
  return type === '0' ? 0 : 1;
}

/** 0 for sale, 1 sold, contract §1.8; any other value leaves it unchanged. */
export const soldStatus = () => wordMap(['0', 0], ['1', 1]);

export const images = () => files(MAX_IMAGES);

const imageRefused = 'Image format is not supported, (jpg, png, gif, jpeg) are supported.';

/** Error rows that both endpoints share, with their own ids. */
export const rowsOf = (ids: { price: number; image: number; short: number; other: number }) => ({
  priceInvalid: [ids.price, 'Please choose a correct value for your price'] as const,
  unsupported: [ids.image, imageRefused] as const,
  corrupt: [ids.image, imageRefused] as const,
  tooLarge: [ids.image, 'Image is too large'] as const,
  tooShort: [ids.short, '{field} is too short'] as const,
  subCategoryNotFound: [ids.other, 'product_sub_category is not a sub-category of this category'] as const,
  tooMany: [ids.other, 'Too many images'] as const,
  tooLong: [ids.other, '{field} is too long'] as const,
  invalid: [ids.other, '{field} holds what it may not'] as const,
});
