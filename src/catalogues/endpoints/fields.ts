import { z } from 'zod';
import { id } from '../../http/form.ts';
import { REACTIONS } from '../catalogue.ts';

/** The number in a field; undefined for what is none. No column holds one above the bound. */
function numberOf(field: string): number | undefined {
  return /^\d{1,40}$/.test(field) ? Math.min(Number(field), Number.MAX_SAFE_INTEGER) : undefined;
}

/** The id of a category that must be given. Whether the site has it is for the service to say. */
export const categoryId = () => id();

/** The id of a category that may be left out; 0 and what is no id leave it out. */
export const optionalCategoryId = () =>
  z
    .string()
    .transform((field) => numberOf(field) || undefined)
    .optional();

/** The id of a sub-category, 0 for none; what is no id is left out. */
export const subCategoryId = () => z.string().transform(numberOf).optional();

/** The number of an entry of a fixed catalogue, 0 for none; what is no number is left out. Any other number is `invalid`. */
export const entryOrNone = (catalogue: ReadonlyMap<number, unknown>) =>
  z
    .string()
    .transform(numberOf)
    .refine((number) => !number || catalogue.has(number), 'invalid')
    .optional();

/** A reaction by its number; anything else is refused for the reason given. */
export const reaction = <const Reason extends string>(reason: Reason) =>
  z.enum([...REACTIONS.keys()].map(String), reason).transform(Number);
