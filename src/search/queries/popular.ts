import type { Knex } from 'knex';
import { type PeopleList, type Wanted, walk } from './lists.ts';
import { whereMatching } from './people.ts';

/** A position in the order of popularity: the number of followers, then the id. */
export type Popularity = { followers: number; id: number };

/** The order of popularity from below one position down to another, inclusive. */
export type PopularityRange = { below: Popularity | undefined; floor: Popularity | undefined };

export async function popularityOf(db: Knex, id: number): Promise<Popularity | undefined> {
  const row = await db('users').where({ id }).first('followers_count');
  return row && { followers: row.followers_count, id };
}

/** The position `max` people further down; undefined at the end. 1 statement, of index entries alone. */
export async function popularityFloor(db: Knex, below: Popularity | undefined, most: number): Promise<Popularity | undefined> {
  const walked = byPopularity(db, { below, floor: undefined }).select('users.followers_count as followers', 'users.id');
  return db
    .from(walked.limit(most).as('walked'))
    .orderBy([{ column: 'followers' }, { column: 'id' }])
    .first<Popularity | undefined>('followers', 'id');
}

/** The most popular people in a range of positions that pass the filter. 1 statement. */
export async function mostPopular(db: Knex, stretch: PopularityRange, wanted: Wanted): Promise<number[]> {
  return whereMatching(byPopularity(db, stretch), wanted.filter, wanted.asker).limit(wanted.limit).pluck('users.id');
}

/** The most popular people of a short list that pass the filter. 1 statement. */
export async function mostPopularOf(
  db: Knex,
  list: PeopleList,
  below: Popularity | undefined,
  wanted: Wanted,
): Promise<number[]> {
  const query = whereMatching(walk(db, list, wanted.terms), wanted.filter, wanted.asker);
  return inPopularOrder(query, { below, floor: undefined }).limit(wanted.limit).pluck('users.id');
}

function byPopularity(db: Knex, stretch: PopularityRange): Knex.QueryBuilder {
  const query = db
    .from(db.raw('users FORCE INDEX (users_popularity_index)'))
    .where({ 'users.state': 'active', 'users.banned': 0 });
  return inPopularOrder(query, stretch);
}

// Written as ranges of the index: with `followers_count <= ?` around them, or as a row comparison, everyone with equally many
// followers is read and skipped (2 s for one page in the middle of a million, measured; 1 ms like this).
function inPopularOrder(query: Knex.QueryBuilder, { below, floor }: PopularityRange): Knex.QueryBuilder {
  if (below) {
    query.where((either) => {
      either.where('users.followers_count', '<', below.followers).orWhere((tied) => {
        tied.where('users.followers_count', below.followers).where('users.id', '<', below.id);
      });
    });
  }
  if (floor) {
    query.where((either) => {
      either.where('users.followers_count', '>', floor.followers).orWhere((tied) => {
        tied.where('users.followers_count', floor.followers).where('users.id', '>=', floor.id);
      });
    });
  }
  return query.orderBy([
    { column: 'users.followers_count', order: 'desc' },
    { column: 'users.id', order: 'desc' },
  ]);
}
