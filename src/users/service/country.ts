import type { Services } from '../../context.ts';
import { changeInBatches } from '../../database/batches.ts';
import { clearCountry } from '../queries.ts';

/** Removes a deleted country from users, in bounded batches; gives how many. Can be run again. */
export function clearCountryOfUsers({ write }: Pick<Services, 'write'>, countryId: number): Promise<number> {
  return changeInBatches(write, (tx, limit) => clearCountry(tx, countryId, limit));
}
