import type { Services } from '../../context.ts';
import { changeInBatches } from '../../database/batches.ts';
import { clearCountry } from '../queries.ts';

/** Takes a removed country from who chose it, in bounded batches; gives how many. May be run again. */
export function clearCountryOfUsers({ write }: Pick<Services, 'write'>, countryId: number): Promise<number> {
  return changeInBatches(write, (tx, limit) => clearCountry(tx, countryId, limit));
}
