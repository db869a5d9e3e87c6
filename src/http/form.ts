import { z } from 'zod';

/** A file as multer left it on disk. The declared type and name are the client's words and prove nothing. */
export type Upload = { fieldname: string; originalname: string; mimetype: string; path: string; size: number };

type FieldKind = { repeated?: boolean; upload?: boolean; query?: boolean; blank?: 'clear' | 'keep' };

/** What `parseForm` must know of a field beside its schema: lists keep repeats, files come from disk, blank may mean clear. */
const kinds = z.registry<FieldKind>();

const MAX_ID = Number.MAX_SAFE_INTEGER;

/** The fields of a form. Messages of the schemas inside are reason names: words of the endpoint's `errors` table. */
export const form = z.object;

/**
 * An id: digits only, a number inside. 0 is *missing* (contract §0); one above every column is an id that nothing has.
 */
export function id() {
  return z
    .string('missing')
    .regex(/^\d{1,40}$/, 'invalid')
    .transform((digits) => Math.min(Number(digits), MAX_ID))
    .refine((value) => value > 0, 'missing');
}

/** A comma list of ids, the pieces that are no id skipped, at most `max` of them, each once. */
export function idList(max: number) {
  return z
    .string('missing')
    .transform((text) => [...new Set(text.split(',').flatMap((piece) => (/^\s*\d{1,15}\s*$/.test(piece) ? Number(piece) : [])))])
    .transform((ids) => ids.filter((value) => value > 0).slice(0, max));
}

/** Text as typed, at most `max` characters. NUL and broken UTF-16 are refused, since no column can give them back. */
export function text(max = 65_535) {
  return z
    .string('missing')
    .refine((value) => !value.includes('\0') && value.isWellFormed(), 'invalid')
    .refine((value) => value.length <= max, 'tooLong');
}

/** An optional text where blank means: clear it. */
export function clearableText(max: number) {
  const schema = text(max).optional();
  kinds.add(schema, { blank: 'clear' });
  return schema;
}

/** An optional address of the web, or what apps put behind a site's name (`ada.lovelace`); blank means clear. */
export function clearableAddress(max: number) {
  const schema = text(max).refine(isOfTheWeb, 'invalid').optional();
  kinds.add(schema, { blank: 'clear' });
  return schema;
}

/**
 * Whether a text may stand in a link: any scheme but http and https would run, or lead, elsewhere. Browsers read over white
 * space and control characters in one (`java\tscript:`).
 */
export function isOfTheWeb(address: string): boolean {
  const read = address.replace(/[\s\p{C}]+/gu, '');
  return !/^[a-z][a-z0-9+.-]*:/i.test(read) || /^https?:\/\//i.test(read);
}

/** A field that apps send in the query of their POST; the body may hold it too. */
export function inQuery<Schema extends z.core.$ZodType>(schema: Schema): Schema {
  kinds.add(schema, { query: true });
  return schema;
}

/** One of a comma list's known words; unknown words are ignored, none left is fine (contract §2.8). */
export function words<const Word extends string>(...known: Word[]) {
  return z
    .string('missing')
    .transform((value) => new Set(value.split(',').map((word) => word.trim())))
    .transform((given) => new Set(known.filter((word) => given.has(word))));
}

/** An optional word of a few, each with the value it stands for; any other word leaves the field out. */
export function wordMap<const Value>(...pairs: readonly (readonly [word: string, value: Value])[]) {
  const values = new Map(pairs);
  return z
    .string()
    .transform((word) => values.get(word.trim()))
    .optional();
}

/** A whole number that clamps into its bounds and never fails; absent, blank, 0 and words mean the default. */
export function clamped(fallback: number, max: number) {
  return z
    .string()
    .catch('')
    .transform((digits) => (/^\d{1,9}$/.test(digits) && Number(digits) > 0 ? Math.min(Number(digits), max) : fallback))
    .prefault('');
}

/** The id of the last item seen, exclusive; absent, blank, 0 and words mean: from the start. */
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

/** A list field whose order counts: a blank item among others stays, as `''`. */
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
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault)
    return kindOf(schema.def.innerType);
  return {};
}

/** What a body held: texts by name as the parser gave them, and files. */
export type RawForm = { fields: Record<string, unknown>; uploads: readonly Upload[] };

/** A wrong field and why: a row of the endpoint's table. */
export type FormIssue = { field: string; reason: string };

export type ParsedForm<Input> = { ok: true; input: Input } | { ok: false; issues: FormIssue[]; valid: Record<string, unknown> };

/**
 * Parses a form. Here alone is decided what blank is: an empty field is absent, unless blank means *clear*. Unknown fields
 * are dropped, a scalar sent several times counts once (the last, as PHP has it). On failure `valid` holds the fields that
 * are right by themselves.
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

/** A field's text as `parseForm` reads it: the last of several, blank as absent. Undefined also for what is no text. */
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
  const values = (Array.isArray(value) ? value : [value]).map(scalar);
  if (field.repeated) {
    const items = values.filter((item) => item !== undefined && (item !== '' || field.blank === 'keep'));
    return items.some((item) => item !== '') ? items : undefined;
  }
  const last = values.at(-1);
  return last === '' && field.blank !== 'clear' ? undefined : last;
}

/** JSON's numbers and booleans as the text a form would carry. */
function scalar(value: unknown): unknown {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return value === null ? undefined : value;
}

/** `images[]` and `images[0]` are `images`. */
function plainName(name: string): string {
  return name.replace(/\[\d*\]$/, '');
}

/** A zod message of ours is a reason; one of zod's own (it holds a space) means the field is not of its kind. */
function reasonOf(issue: z.core.$ZodIssue): string {
  return issue.message.includes(' ') ? 'missing' : issue.message;
}
