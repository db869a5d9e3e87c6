import { z } from 'zod';

/** Something to bring, and where it stands: `movies.csv:12`, `on-engines.md`. */
export type Item = {
  place: string;
  /**
   * Checks all there is to check without writing, and gives what brings it in; a dry run decodes pictures too, which bringing
   * them in does otherwise. Throws `ContentError` and refusals.
   */
  prepare(run: { dryRun: boolean }): Promise<() => Promise<void>>;
};

/** What is wrong with a line or a file, said to whoever wrote it. */
export class ContentError extends Error {}

/** What a schema says of a value, or a `ContentError` that names each wrong member. */
export function checked<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new ContentError(parsed.error.issues.map(({ path, message }) => [...path.slice(0, 1), message].join(': ')).join('; '));
}

/** A value that stands for one item only: the second one with it is wrong. */
export function once(taken: Map<string, string>, key: string, place: string): void {
  const other = taken.get(key);
  if (other !== undefined) throw new ContentError(`the key ${key} is taken by ${other}`);
  taken.set(key, place);
}

/** By what an import finds its own again. */
export const sourceKey = z.string().regex(/^[\x21-\x7e]{1,191}$/, '1 to 191 ASCII characters, no blanks');
