import type { Knex } from 'knex';
import { type Searcher, whereMatching, withoutFollows } from './people.ts';

/** How much of the graph, or of the table, one query reads. */
const FOLLOWEES_READ = 50;
const FOLLOWS_READ = 2000;
const ROWS_READ = 300;

const anyone = {};

/** People followed by the people the searcher follows, most often followed first. 1 bounded statement. */
export async function friendsOfFriends(db: Knex, asker: Searcher, limit: number): Promise<number[]> {
  const mine = db('follows')
    .where({ follower_id: asker.viewerId, state: 'active' })
    .orderBy('id', 'desc')
    .limit(FOLLOWEES_READ)
    .select('followee_id')
    .as('mine');
  const theirs = db
    .from(mine)
    .joinRaw('STRAIGHT_JOIN follows AS theirs ON theirs.follower_id = mine.followee_id AND theirs.state = ?', ['active'])
    .limit(FOLLOWS_READ)
    .select('theirs.followee_id as id')
    .as('found');
  const strangers = db.from(theirs).joinRaw('STRAIGHT_JOIN users ON users.id = found.id').whereNot('users.id', asker.viewerId);
  return withoutFollows(whereMatching(strangers, anyone, asker), asker.viewerId, 'users.id')
    .groupBy('users.id')
    .orderByRaw('COUNT(*) DESC, users.id DESC')
    .limit(limit)
    .pluck('users.id');
}

/**
 * People from several positions of the table: from each start some upward, and from the first downward too, so that a small site
 * does not run out early. 1 bounded statement.
 */
export async function strangersFrom(
  db: Knex,
  asker: Searcher,
  { starts, limit }: { starts: readonly number[]; limit: number },
): Promise<number[]> {
  const stretches = starts.map((start) => db('users').where('id', '>=', start).orderBy('id').limit(ROWS_READ).select('id'));
  const [first = 0] = starts;
  stretches.push(db('users').where('id', '<', first).orderBy('id', 'desc').limit(ROWS_READ).select('id'));
  const branches = stretches.map((stretch) => {
    const strangers = db
      .from(stretch.as('near'))
      .joinRaw('STRAIGHT_JOIN users ON users.id = near.id')
      .whereNot('users.id', asker.viewerId);
    return withoutFollows(whereMatching(strangers, anyone, asker), asker.viewerId, 'users.id')
      .limit(limit)
      .select('users.id');
  });
  const rows: { id: number }[] = await db.unionAll(branches, true);
  return [...new Set(rows.map((row) => row.id))];
}

/** People with one of the numbers, in the form of `phoneDigits`. 1 statement. */
export async function strangersByPhone(
  db: Knex,
  asker: Searcher,
  { phones, limit }: { phones: readonly string[]; limit: number },
): Promise<number[]> {
  if (phones.length === 0) return [];
  const people = db('search_entries as entries')
    .whereIn('entries.phone', [...phones])
    .where('entries.kind', 'user')
    .joinRaw('STRAIGHT_JOIN users ON users.id = entries.entity_id')
    .whereNot('users.id', asker.viewerId);
  return withoutFollows(whereMatching(people, anyone, asker), asker.viewerId, 'users.id')
    .orderBy('users.id', 'desc')
    .limit(limit)
    .pluck('users.id');
}
