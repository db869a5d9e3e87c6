import { Refusal } from '../http/errors.ts';

// ER_DUP_ENTRY, ER_DUP_ENTRY_WITH_KEY_NAME
const DUPLICATE_ERRORS = new Set([1062, 1586]);

/** The name of the unique key a statement violated, or undefined. MySQL 8 writes `table.key`, MariaDB `key`. */
export function duplicateKey(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('errno' in error) || !DUPLICATE_ERRORS.has(Number(error.errno))) return undefined;
  const message = 'sqlMessage' in error ? String(error.sqlMessage) : error.message;
  const name = /for key '([^']+)'\s*$/.exec(message)?.[1];
  return name?.split('.').at(-1);
}

/**
 * Runs an insert or update and turns a violated unique key into a refusal: `{ users_email_unique: 'emailTaken' }`. Rethrows any
 * other error.
 */
export async function refuseDuplicates<Result>(reasons: Record<string, string>, statement: PromiseLike<Result>): Promise<Result> {
  try {
    return await statement;
  } catch (error) {
    const reason = reasons[duplicateKey(error) ?? ''];
    if (reason) throw new Refusal(reason, { cause: error });
    throw error;
  }
}
