import type { Knex } from 'knex';

/** The position after the last page in an order by (rank, id), both descending. */
export type Place = { rank: number; id: number };

/**
 * Restricts a list ordered by (rank, id) descending to what follows a position. Written as ranges: with a row comparison, MySQL
 * and MariaDB read all rows of the same rank (2 s for one page in the middle of a million, measured; 1 ms like this).
 */
export function afterPlace(query: Knex.QueryBuilder, columns: { rank: string; id: string }, place: Place): void {
  query.where((either) => {
    either.where(columns.rank, '<', place.rank).orWhere((tied) => {
      tied.where(columns.rank, place.rank).where(columns.id, '<', place.id);
    });
  });
}
