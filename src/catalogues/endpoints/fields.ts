import { z } from 'zod';
import { id } from '../../http/form.ts';
import { REACTIONS } from '../catalogue.ts';

/** The number in a field; undefined for an invalid one. No column holds a number above the bound. */
function numberOf(field: string): number | undefined {
  return /^\d{1,40}$/.test(field) ? Math.min(Number(field), Number.MAX_SAFE_INTEGER) : undefined;
}

/** The id of a required category. The service checks that the site has it. */
export const categoryId = () => id();

/** The id of an optional category; 0 and invalid ids count as not sent. */
export const optionalCategoryId = () =>
  z
    .string()
    .transform((field) => numberOf(field) || undefined)
    .optional();

/** The id of a sub-category, 0 for none; invalid ids count as not sent. */
export const subCategoryId = () => z.string().transform(numberOf).optional();

/** The number of an entry of a fixed catalogue, 0 for none; text counts as not sent. Any other number is `invalid`. */
export const entryOrNone = (catalogue: ReadonlyMap<number, unknown>) =>
  z
    .string()
    .transform(numberOf)
    .refine((number) => !number || catalogue.has(number), 'invalid')
    .optional();

/** A reaction by its number; anything else is refused for the given reason. */
export const reaction = <const Reason extends string>(reason: Reason) =>
  z.enum([...REACTIONS.keys()].map(String), reason).transform(Number);
