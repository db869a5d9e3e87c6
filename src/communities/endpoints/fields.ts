import { z } from 'zod';
import { username } from '../../auth/endpoints/fields.ts';
import { isOfTheWeb, text, wordMap } from '../../http/form.ts';

/** The name in a page's or group's address: the characters and length of a username. */
export const communityName = username;

/** 1 public, 2 private; 0 is private too (contract §1.6). Any other value leaves the field unchanged. */
export const privacy = () => wordMap(['0', 2], ['1', 1], ['2', 2]);

export const flag = () => wordMap(['0', 0], ['1', 1]);

/** Degrees; an invalid value counts as not sent. */
export const degrees = (most: 90 | 180) =>
  z
    .string()
    .transform((value) => (/^-?\d{1,3}(\.\d{1,20})?$/.test(value) && Math.abs(Number(value)) <= most ? Number(value) : undefined))
    .optional();

/** A web address, or a name that stands for one; neither contains spaces. */
export const webAddress = () =>
  text(255)
    .refine((address) => isOfTheWeb(address) && !/\s/.test(address.trim()), 'urlInvalid')
    .optional();

export const imageRefused = [11, 'Image format is not supported, (jpg, png, gif, jpeg) are supported.'] as const;

/** Error rows for unknown categories. */
export const categoryRows = (id: number) =>
  ({
    categoryNotFound: [id, 'That is not a category of this site'],
    subCategoryNotFound: [id, 'That is not a sub-category of this category'],
  }) as const;

/** Error rows for pictures that cannot be stored. */
export const pictureRows = { unsupported: imageRefused, corrupt: imageRefused, tooLarge: [11, 'Image is too large'] } as const;
