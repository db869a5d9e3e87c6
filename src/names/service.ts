import type { Ctx } from '../context.ts';
import { refuseDuplicates } from '../database/duplicate-key.ts';
import type { Tx } from '../database/write.ts';
import { Refusal } from '../http/errors.ts';
import { deleteName, insertName, kindOfName, type NameRow, updateName } from './queries.ts';

// Users, pages and groups share one namespace: `/name` leads to one of them. One unique key decides, in any letter case.

const VERDICTS = { names_name_unique: 'nameTaken' };

/** The kind of the holder of a name, in any letter case, or that it is reserved; undefined for a free one. 1 statement. */
export function holderOf({ db }: Pick<Ctx, 'db'>, name: string): Promise<NameRow['kind'] | undefined> {
  return kindOfName(db, name);
}

/** Why a name is not available, as far as can be told before trying: `nameReserved`, `nameTaken`. 1 statement. */
export async function nameProblem({ db }: Pick<Ctx, 'db'>, name: string): Promise<'nameReserved' | 'nameTaken' | undefined> {
  const kind = await kindOfName(db, name);
  if (kind === undefined) return undefined;
  return kind === 'reserved' ? 'nameReserved' : 'nameTaken';
}

/** Refuses `nameReserved`: first segments of the site's own addresses, and words that look like the operator. */
export async function refuseReservedName(ctx: Ctx, name: string): Promise<void> {
  if ((await nameProblem(ctx, name)) === 'nameReserved') throw new Refusal('nameReserved');
}

/** Claims a free name. Refuses `nameTaken`. */
export function takeName(tx: Tx, name: string, kind: NameRow['kind']): Promise<void> {
  return refuseDuplicates(VERDICTS, insertName(tx, { name, kind }));
}

/** Replaces a name by a free one, or by another spelling of itself. Refuses `nameTaken`. */
export function changeName(tx: Tx, { from, to, kind }: { from: string; to: string; kind: NameRow['kind'] }): Promise<void> {
  return refuseDuplicates(VERDICTS, updateName(tx, { name: from, kind }, to));
}

/** Frees a name. */
export function releaseName(tx: Tx, name: string): Promise<void> {
  return deleteName(tx, name);
}
