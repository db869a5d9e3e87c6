import { z } from 'zod';
import { isBlank, withoutInvisible } from '../text/invisible.ts';

/** A file as multer stored it on disk. The declared type and name come from the client and prove nothing. */
export type Upload = { fieldname: string; originalname: string; mimetype: string; path: string; size: number };

type FieldKind = {
  repeated?: boolean;
  upload?: boolean;
  query?: boolean;
  blank?: 'clear' | 'keep';
  /** Read literally: white space counts (a password). */
  exact?: boolean;
  /** The words `undefined` and `null` mean that there is no value, as JavaScript apps write it. */
  wordless?: boolean;
};

/**
 * What `parseForm` needs to know of a field beside its schema: lists keep repeats, files come from disk, blank can mean clear.
 */
const kinds = z.registry<FieldKind>();

const MAX_ID = Number.MAX_SAFE_INTEGER;

/** The fields of a form. The messages of its schemas are reasons: keys of the endpoint's `errors` table. */
export const form = z.object;

/** An id: digits only. 0 is *missing* (contract §0); one above every column is the id of nothing. */
export function id() {
  const schema = z
    .string('missing')
    .regex(/^\d{1,40}$/, 'invalid')
    .transform((digits) => Math.min(Number(digits), MAX_ID))
    .refine((value) => value > 0, 'missing');
  return wordless(schema);
}

/** Reads the words `undefined` and `null` as absent. Not for what people write. */
export function wordless<Schema extends z.core.$ZodType>(schema: Schema): Schema {
  kinds.add(schema, { ...kindOf(schema), wordless: true });
  return schema;
}

/** A password as typed. */
export function secret() {
  return exact(text(1000));
}

/** A field whose white space counts, such as a password: six spaces are not blank. */
export function exact<Schema extends z.core.$ZodType>(schema: Schema): Schema {
  kinds.add(schema, { ...kindOf(schema), exact: true });
  return schema;
}

/** A comma list of ids, at most `max`, each once; skips pieces that are no id. */
export function idList(max: number) {
  return z
    .string('missing')
    .transform((text) => [...new Set(text.split(',').flatMap((piece) => (/^\s*\d{1,15}\s*$/.test(piece) ? Number(piece) : [])))])
    .transform((ids) => ids.filter((value) => value > 0).slice(0, max));
}

/** Text as typed, at most `max` characters. Refuses NUL and broken UTF-16, which no column can store. */
export function text(max = 65_535) {
  return z
    .string('missing')
    .refine((value) => !value.includes('\0') && value.isWellFormed(), 'invalid')
    .refine((value) => value.length <= max, 'tooLong');
}

/** A name or title: a text without direction overrides and invisible letters. At most `max` characters as typed. */
export function title(max: number) {
  return text(max).transform(withoutInvisible);
}

/** An optional text; blank clears it. */
export function clearableText(max: number) {
  const schema = text(max).optional();
  kinds.add(schema, { blank: 'clear' });
  return schema;
}

/** An optional name or title; blank clears it, `undefined` and `null` leave it unchanged. */
export function clearableTitle(max: number) {
  const schema = title(max).optional();
  kinds.add(schema, { blank: 'clear', wordless: true });
  return schema;
}

/** An optional web address, or the name apps put behind a site's (`ada.lovelace`); blank clears it. */
export function clearableAddress(max: number) {
  const schema = text(max).refine(isOfTheWeb, 'invalid').optional();
  kinds.add(schema, { blank: 'clear', wordless: true });
  return schema;
}

/**
 * Whether a text is safe in a link: any scheme but http and https would run, or lead, elsewhere. Browsers ignore white space and
 * control characters in it (`java\tscript:`).
 */
export function isOfTheWeb(address: string): boolean {
  const read = address.replace(/[\s\p{C}]+/gu, '');
  return !/^[a-z][a-z0-9+.-]*:/i.test(read) || /^https?:\/\//i.test(read);
}

/** A field that apps send in the query of their POST; also read from the body. */
export function inQuery<Schema extends z.core.$ZodType>(schema: Schema): Schema {
  kinds.add(schema, { query: true });
  return schema;
}

/** A comma list of known words, at least one of them; unknown words beside them are ignored (contract §2.8). */
export function words<const Word extends string>(...known: Word[]) {
  return z
    .string('missing')
    .transform((value) => new Set(value.split(',').map((word) => word.trim())))
    .transform((given) => new Set(known.filter((word) => given.has(word))))
    .refine((chosen) => chosen.size > 0, 'missing');
}

/** An optional word of a few, each with its value; any other word counts as not sent. */
export function wordMap<const Value>(...pairs: readonly (readonly [word: string, value: Value])[]) {
  const values = new Map(pairs);
  return z
    .string()
    .transform((word) => values.get(word.trim()))
    .optional();
}

/** A whole number, clamped to its bounds; never fails. Absent, blank, 0 and words give the default. */
export function clamped(fallback: number, max: number) {
  return z
    .string()
    .catch('')
    .transform((digits) => (/^\d{1,9}$/.test(digits) && Number(digits) > 0 ? Math.min(Number(digits), max) : fallback))
    .prefault('');
}

/** The id of the last item seen, exclusive; absent, blank, 0 and words start from the beginning. */
export function offset() {
  return z
    .string()
    .catch('')
    .transform((digits) => (/^\d{1,40}$/.test(digits) && Number(digits) > 0 ? Math.min(Number(digits), MAX_ID) : undefined))
    .optional();
}

/** `limit` and `offset` of a list (contract §4: limits clamp to 1..100). */
export function page({ limit, max = 100 }: { limit: number; max?: number }) {
  return { limit: clamped(limit, max), offset: offset() };
}

/** A list field: `name[]`, or `name` several times. */
export function textList(maxItems: number, maxLength: number) {
  const schema = z.array(text(maxLength)).max(maxItems, 'tooMany');
  kinds.add(schema, { repeated: true });
  return schema;
}

/** A list field whose order counts: keeps a blank item among others as `''`. */
export function orderedTexts(maxItems: number, maxLength: number) {
  const schema = z.array(text(maxLength)).max(maxItems, 'tooMany');
  kinds.add(schema, { repeated: true, blank: 'keep' });
  return schema;
}

const binary = { type: 'string', format: 'binary' } as const;

/** One file; `field` and `field[]` both work. */
export function file() {
  const schema = z
    .custom<Upload>((value) => typeof value === 'object' && value !== null && 'path' in value, 'missing')
    .meta(binary);
  kinds.add(schema, { upload: true });
  return schema;
}

/** Several files under `field` or `field[]`. */
export function files(max: number) {
  const schema = z.array(z.custom<Upload>().meta(binary), 'missing').min(1, 'missing').max(max, 'tooMany');
  kinds.add(schema, { upload: true, repeated: true });
  return schema;
}

export type Field = FieldKind & { schema: z.core.$ZodType };

/** The fields of a form by name, through intersections and unions. */
export function fieldsOf(schema: z.core.$ZodType): Map<string, Field> {
  const fields = new Map<string, Field>();
  if (schema instanceof z.ZodObject) {
    for (const [name, field] of Object.entries<z.core.$ZodType>(schema.shape))
      fields.set(name, { schema: field, ...kindOf(field) });
  } else if (schema instanceof z.ZodIntersection) {
    for (const side of [schema.def.left, schema.def.right]) for (const [name, field] of fieldsOf(side)) fields.set(name, field);
  } else if (schema instanceof z.ZodUnion) {
    for (const option of schema.options) for (const [name, field] of fieldsOf(option)) fields.set(name, field);
  }
  return fields;
}

function kindOf(schema: z.core.$ZodType): FieldKind {
  const own = kinds.get(schema);
  if (own) return own;
  if (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodCatch
  )
    return kindOf(schema.def.innerType);
  if (schema instanceof z.ZodPipe) return { ...kindOf(schema.def.in), ...kindOf(schema.def.out) };
  return {};
}

/** The content of a body: texts by name as the parser gave them, and files. */
export type RawForm = { fields: Record<string, unknown>; uploads: readonly Upload[] };

/** A wrong field and the reason: a row of the endpoint's table. */
export type FormIssue = { field: string; reason: string };

export type ParsedForm<Input> = { ok: true; input: Input } | { ok: false; issues: FormIssue[]; valid: Record<string, unknown> };

/**
 * Parses a form. The only place that decides what is blank: a field without a visible character is absent, unless blank means
 * *clear* or the field is exact. Drops unknown fields; of a scalar sent several times the last counts, as in PHP. On failure
 * `valid` holds the valid fields.
 */
export function parseForm<Schema extends z.ZodType>(schema: Schema, raw: RawForm): ParsedForm<z.output<Schema>> {
  const fields = fieldsOf(schema);
  const given: Record<string, unknown> = {};
  for (const [name, field] of fields) {
    const value = field.upload ? uploadsOf(raw, name, field) : textOf(raw, name, field);
    if (value !== undefined) given[name] = value;
  }
  const parsed = schema.safeParse(given);
  if (parsed.success) return { ok: true, input: parsed.data };
  const issues = parsed.error.issues.map((issue) => ({ field: String(issue.path[0] ?? ''), reason: reasonOf(issue) }));
  const wrong = new Set(issues.map((issue) => issue.field));
  const valid: Record<string, unknown> = {};
  for (const [name, field] of fields) {
    if (wrong.has(name)) continue;
    const single = z.safeParse(field.schema, given[name]);
    if (single.success) valid[name] = single.data;
  }
  return { ok: false, issues, valid };
}

/** A field's text as `parseForm` reads it: the last of several, blank as absent. Undefined for anything but text. */
export function fieldText(raw: RawForm, name: string): string | undefined {
  const value = textOf(raw, name, {});
  return typeof value === 'string' ? value : undefined;
}

function uploadsOf(raw: RawForm, name: string, field: FieldKind): unknown {
  const found = raw.uploads.filter((upload) => upload.size > 0 && plainName(upload.fieldname) === name);
  if (found.length === 0) return undefined;
  return field.repeated ? found : found.at(-1);
}

function textOf(raw: RawForm, name: string, field: FieldKind): unknown {
  const value = raw.fields[name] ?? raw.fields[`${name}[]`];
  const values = (Array.isArray(value) ? value : [value]).map((item) => seen(scalar(item), field));
  if (field.repeated) {
    const items = values.filter((item) => item !== undefined && (item !== '' || field.blank === 'keep'));
    return items.some((item) => item !== '') ? items : undefined;
  }
  const last = values.at(-1);
  return last === '' && field.blank !== 'clear' ? undefined : last;
}

/** A text as the form reads it: `''` when nothing is visible, undefined for JavaScript's words for no value. */
function seen(value: unknown, { exact = false, wordless = false }: FieldKind): unknown {
  if (typeof value !== 'string' || exact) return value;
  if (wordless && (value === 'undefined' || value === 'null')) return undefined;
  return isBlank(value) ? '' : value;
}

/** JSON's numbers and booleans as the text a form would contain. */
function scalar(value: unknown): unknown {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return value === null ? undefined : value;
}

/** `images[]` and `images[0]` are `images`. */
function plainName(name: string): string {
  return name.replace(/\[\d*\]$/, '');
}

/** A zod message of ours is a reason; one of zod's own (it contains a space) means a wrong type. */
function reasonOf(issue: z.core.$ZodIssue): string {
  return issue.message.includes(' ') ? 'missing' : issue.message;
}
