import type { Knex } from 'knex';
import type { UserRow } from '../src/users/queries.ts';

const FIRST_NAMES = ['Mohamed', 'Maria', 'Ali', 'Anna', 'Ahmed', 'Sofia', 'Jean-Pierre', 'Zoë', 'Ñandú', 'Ada'];
const SYLLABLES = 'ka lo mi ra ten sha vi do na el br fi gu to ma ja ri se ni ba ve ul sto ko pa li ze mar an dr'.split(' ');
const CITIES = 200;
const ROWS_PER_STATEMENT = 1000;

/** The same numbers for the same seed: benches can be compared. */
export function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

type Random = () => number;

/** Picks by Zipf's law: the second is half as common as the first. */
function zipf<Item>(items: readonly Item[], random: Random): () => Item {
  let sum = 0;
  const sums = items.map((_, rank) => {
    sum += 1 / (rank + 1);
    return sum;
  });
  return () => {
    const at = random() * sum;
    const index = sums.findIndex((upTo) => upTo > at);
    return items[index] as Item; // `at` is below the last sum
  };
}

function inventNames(count: number, random: Random): string[] {
  const names = new Set<string>();
  while (names.size < count) {
    const length = 2 + Math.floor(random() * 3);
    const name = Array.from({ length }, () => SYLLABLES[Math.floor(random() * SYLLABLES.length)]).join('');
    names.add(name.charAt(0).toUpperCase() + name.slice(1));
  }
  return [...names];
}

function bell(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/**
 * Fills the empty table `users`: names and cities by Zipf's law (a tenth of all share a first name, a sixth a city of a few
 * kilometres), places shared by two thirds, one in a thousand online, followers of few. About 10 000 a second.
 */
export async function insertPeople(db: Knex, count: number, progress: (done: number) => void): Promise<void> {
  const random = createRandom(1);
  const firstName = zipf([...FIRST_NAMES, ...inventNames(2000, random)], random);
  const lastName = zipf(inventNames(8000, random), random);
  const city = zipf(
    Array.from({ length: CITIES }, () => ({ lat: random() * 120 - 55, lng: random() * 360 - 180 })),
    random,
  );
  const countryId = zipf(
    Array.from({ length: 200 }, (_, index) => index + 1),
    random,
  );
  const now = Date.now();

  function person(id: number): Partial<UserRow> {
    const first = firstName();
    const last = lastName();
    const middle = city();
    const spread = 0.04; // degrees: about 4.5 km
    const username = `${first}${random() < 0.5 ? '_' : ''}${last}`.normalize('NFKD').replace(/[^A-Za-z_]/g, '');
    return {
      id,
      username: `${username.slice(0, 24)}${id.toString(36)}`,
      email: `${id}@example.org`,
      first_name: first,
      last_name: last,
      gender: random() < 0.5 ? 'female' : 'male',
      country_id: countryId(),
      verified: Number(random() < 0.002),
      avatar: random() < 0.7 ? `upload/photos/2026/11/${id}_avatar.jpg` : '',
      birthday: `${1950 + Math.floor(random() * 58)}-0${1 + Math.floor(random() * 9)}-1${Math.floor(random() * 10)}`,
      relationship_id: Math.floor(random() * 5),
      phone_number: random() < 0.3 ? `+4915${String(id).padStart(9, '0')}` : '',
      lat: random() < 0.7 ? middle.lat + bell(random) * spread : null,
      lng: middle.lng + bell(random) * spread,
      share_my_location: Number(random() < 0.95),
      followers_count: Math.floor(random() ** -0.8 - 1),
      last_seen_at: new Date(now - (random() < 0.001 ? 0 : 3_600_000)),
      created_at: new Date(now - random() * 100_000_000_000),
    };
  }

  for (let from = 1; from <= count; from += ROWS_PER_STATEMENT) {
    const rows = Array.from({ length: Math.min(ROWS_PER_STATEMENT, count - from + 1) }, (_, index) => person(from + index));
    await db('users').insert(rows);
    progress(from + rows.length - 1);
  }
}
