import type { z } from 'zod';
import { Refusal } from '../../../http/errors.ts';
import { id, parseForm } from '../../../http/form.ts';
import { fragment } from '../layout/page.ts';
import type { Visit } from '../session/session.ts';
import { fileProblemOf, uploadsOf } from './uploads.ts';

/** What is wrong with a form, for htmx to show in it. */
export const sendProblem = fragment<{ problem: string }>('shell/forms/problem');

/** The input of a form, with its files. Refuses `tooLarge` or `tooMany` files, or by the reason of its first wrong field. */
export function inputOf<Schema extends z.ZodType>({ req, res }: Pick<Visit, 'req' | 'res'>, schema: Schema): z.output<Schema> {
  const fileProblem = fileProblemOf(res);
  if (fileProblem) throw new Refusal(fileProblem);
  const parsed = parseForm(schema, { fields: { ...req.body }, uploads: uploadsOf(req) });
  if (parsed.ok) return parsed.input;
  const [first] = parsed.issues;
  throw new Refusal(first?.reason ?? 'missing', { field: first?.field ?? '' });
}

/** The id in a path such as `/posts/:id/save`. Refuses `reason` if it is none. */
export function pathId({ req }: Pick<Visit, 'req'>, reason: string, name = 'id'): number {
  const parsed = id().safeParse(req.params[name]);
  if (!parsed.success) throw new Refusal(reason);
  return parsed.data;
}

/** What is wrong with a form, from its own texts by `field.reason` or `reason`; undefined for other errors. */
export function problemIn(problems: Readonly<Record<string, string>>, error: unknown): string | undefined {
  if (!(error instanceof Refusal)) return undefined;
  const { field = '', reason } = error;
  return problems[`${field}.${reason}`] ?? problems[reason];
}

type Answering = {
  /** The texts that `problemIn` reads, and the id of the element that shows them. */
  problems: Readonly<Record<string, string>>;
  problemId: string;
  /** Does what the form asks for; returns the address to lead to. */
  act(): Promise<string>;
  /** Shows the page of the form again, with its input. */
  showAgain(problem: string): Promise<void>;
};

/** Answers a form that leads to another page. A problem is shown in the form, which keeps its input. */
export async function answerForm(visit: Visit, { problems, problemId, act, showAgain: again }: Answering): Promise<void> {
  const { ctx, res, isFragment } = visit;
  try {
    const address = await act();
    if (isFragment) res.set('HX-Redirect', address).end();
    else res.redirect(303, address);
  } catch (error) {
    const problem = problemIn(problems, error);
    if (problem === undefined) throw error;
    res.status(400);
    if (!isFragment) return again(problem);
    res.set({ 'HX-Retarget': `#${problemId}`, 'HX-Reswap': 'innerHTML' });
    sendProblem(ctx, res, { problem });
  }
}
