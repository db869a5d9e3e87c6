import type { Knex } from 'knex';

/** Where the last page ended in an order by (rank, id), both descending. */
export type Place = { rank: number; id: number };

/**
 * Narrows a list ordered by (rank, id) descending to what comes after a place. Written as ranges: compared as a row, MySQL and
 * MariaDB read all that share the rank (2 s for one page in the middle of a million, measured; so 1 ms).
 */
export function afterPlace(query: Knex.QueryBuilder, columns: { rank: string; id: string }, place: Place): void {
  query.where((either) => {
    either.where(columns.rank, '<', place.rank).orWhere((tied) => {
      tied.where(columns.rank, place.rank).where(columns.id, '<', place.id);
    });
  });
}
