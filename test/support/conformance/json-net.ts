import { z } from 'zod';
import { expected } from './expected.ts';

/**
 * How Json.NET reads a JSON value where a C# model declares a type (contract-clients §6.1, the table). A missing key never fails,
 * so each of these is optional. A value it refuses loses the whole answer.
 */
const digits = z.string().regex(/^-?\d+$/);
const blank = z.literal('');
const map = z.record(z.string(), z.unknown());

/** `string`: any scalar. */
export const xString = z.union([z.string(), z.number(), z.boolean(), z.null()], expected('a string or number')).optional();

const long = [z.int(), digits, z.boolean()] as const;

/** `int` or `long` that cannot be null. */
export const xLong = z.union(long, expected('a whole number, not null')).optional();

/** `int?` or `long?`: null and "" mean none. */
export const xNullableLong = z.union([...long, z.null(), blank], expected('a whole number, null or ""')).optional();

const bool = [z.boolean(), z.number(), z.string().regex(/^(true|false)$/i)] as const;

/** `bool` that cannot be null: true, false, 0, 1, never "0" or "1". */
export const xBool = z.union(bool, expected('true or false, not null')).optional();

/** `bool?`: null and "" mean none; "0" and "1" are still not booleans. */
export const xNullableBool = z.union([...bool, z.null(), blank], expected('true, false or null')).optional();

/** A class: an object or nothing, never [] or false. */
export const xObject = z.union([map, z.null(), blank], expected('object')).optional();

/** A `Dictionary`: `{}` when empty, never []. */
export const xDictionary = xObject;

/** A `Dictionary<string, string>`. */
export const xLabels = z.union([z.record(z.string(), xString), z.null(), blank], expected('object of strings')).optional();

/** A `List` of classes: a list of objects or nothing, never {} or false. */
export const xList = z.union([z.array(map), z.null(), blank], expected('list of objects')).optional();

/** A `List<string>`. */
export const xStrings = z.union([z.array(xString), z.null(), blank], expected('list of strings')).optional();

/** A member with a union reader for "object or [] or text". */
export const xUnion = z.union([map, z.array(z.unknown()), z.string(), z.null()], expected('object, list or text')).optional();

/** The union of `is_liked` and `is_joined`. */
export const xYesNo = z
  .union([z.boolean(), z.enum(['yes', 'no', '']), z.null()], expected('true, false, "yes" or "no"'))
  .optional();
