import type { z } from 'zod';
import { Refusal } from '../http/errors.ts';
import { id, parseForm } from '../http/form.ts';
import type { Visit } from './session.ts';

/** What a form holds. Refuses by the reason of its first wrong field. */
export function inputOf<Schema extends z.ZodType>({ req }: Pick<Visit, 'req'>, schema: Schema): z.output<Schema> {
  const parsed = parseForm(schema, { fields: { ...req.body }, uploads: [] });
  if (parsed.ok) return parsed.input;
  const [first] = parsed.issues;
  throw new Refusal(first?.reason ?? 'missing', { field: first?.field ?? '' });
}

/** The id in a path such as `/posts/:id/save`. Refuses what the caller says for what is none. */
export function pathId({ req }: Pick<Visit, 'req'>, reason: string, name = 'id'): number {
  const parsed = id().safeParse(req.params[name]);
  if (!parsed.success) throw new Refusal(reason);
  return parsed.data;
}

/** What is wrong with a form, in the words of the place it stands in, by `field.reason` or `reason`; undefined for anything else. */
export function problemIn(problems: Readonly<Record<string, string>>, error: unknown): string | undefined {
  if (!(error instanceof Refusal)) return undefined;
  const { field = '', reason } = error;
  return problems[`${field}.${reason}`] ?? problems[reason];
}
