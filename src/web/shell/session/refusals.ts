import type { RequestHandler } from 'express';
import type { ErrorTable } from '../../../http/errors.ts';
import { type Strings, stringsFor } from '../strings.ts';

const STATUS: ReadonlyMap<string, number> = new Map(
  Object.entries({
    staleForm: 403,
    notAllowed: 403,
    notOwner: 403,
    alreadyVoted: 409,
  }),
);

const tables = new Map<Strings, ErrorTable>();

/** Gives the error handler the pages' table of refusals, in the visitor's language. */
export const explainRefusals: RequestHandler = (req, res, next) => {
  res.locals.refusals = tableOf(stringsFor(req));
  next();
};

function tableOf(text: Strings): ErrorTable {
  const known = tables.get(text);
  if (known) return known;
  const rows = Object.entries(text.refusals).map(([reason, words]) => {
    const status = STATUS.get(reason) ?? (reason.endsWith('NotFound') ? 404 : 400);
    return [reason, [status, words, status]] as const;
  });
  const table = Object.fromEntries(rows);
  tables.set(text, table);
  return table;
}
