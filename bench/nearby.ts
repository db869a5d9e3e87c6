import type { PeopleFilter } from '../src/search/queries/people.ts';
import { nearbyPeople, updateLocation } from '../src/search/service/nearby.ts';
import { suggestPeople } from '../src/search/service/suggestions.ts';
import { explain, measure, openPeople } from './people.ts';
import { table } from './report.ts';

// docs/decisions/0004: how long does it take to find people nearby among a million people, in a dense city and in an empty area?

const { ctx, close } = await openPeople(Number(process.argv[3] ?? 1_000_000));

/** A location in the middle of the largest city, one at its edge, one in a small town and one with nobody around. */
type City = { lat: number; lng: number; people: number };
const cell = ctx.db.raw('ROUND(lat, 1) as lat, ROUND(lng, 1) as lng, COUNT(*) as people');
const places = ctx.db('search_entries').whereNotNull('cell').groupByRaw('1, 2').orderBy('people', 'desc');
const cities = await places.select<City[]>(cell);
const [largest] = cities;
const town = cities.find((city) => city.people < 300);
if (!largest || !town) throw new Error('there are no cities');
console.log(`largest city: ${largest.people} people in a tenth of a degree; town: ${town.people}`);

type Case = { label: string; at: { lat: number; lng: number }; keyword?: string; filter?: PeopleFilter; distanceKm?: number };

const sea = { lat: -60.5, lng: 10 };
const edge = { lat: largest.lat + 0.12, lng: largest.lng };
const cases: Case[] = [
  { label: 'middle of a city', at: largest },
  { label: 'middle of a city, 500 km', at: largest, distanceKm: 500 },
  { label: 'middle of a city, everywhere', at: largest, distanceKm: 20_016 },
  { label: 'edge of a city', at: edge },
  { label: 'town', at: town },
  { label: 'sea', at: sea },
  { label: 'sea, everywhere', at: sea, distanceKm: 20_016 },
  { label: 'city, women, married', at: largest, filter: { gender: 'female', relationshipId: 3 } },
  { label: 'city, online', at: largest, filter: { online: true } },
  { label: 'city, a common name', at: largest, keyword: 'mohamed' },
  { label: 'city, a letter', at: largest, keyword: 'k' },
  { label: 'city, a rare name', at: largest, keyword: 'mohamed kalo' },
  { label: 'city, nobody', at: largest, filter: { gender: 'nobody' } },
];

const rows: (string | number)[][] = [];
for (const { label, at, keyword, filter = {}, distanceKm = 25 } of cases) {
  await updateLocation(ctx, at);
  const ask = async (after?: number) =>
    (await nearbyPeople(ctx, { keyword, filter, distanceKm, limit: 25, after })).found.map((row) => row.id);
  await ask();
  rows.push(await measure(label, 50, () => ask()));
  rows.push(
    await measure('  20 pages of it', 1, async () => {
      const seen = await ask();
      for (let page = 2; page <= 20; page += 1) seen.push(...(await ask(seen.at(-1))));
      return seen;
    }),
  );
}
console.log('\nPeople nearby, ms; last column: people found in all');
console.log(table(rows));

const contacts = JSON.stringify(Array.from({ length: 1000 }, (_, index) => `+4915${String(index * 700).padStart(9, '0')}`));
console.log('\nSuggestions, ms');
console.log(
  table([
    await measure('12 strangers', 50, async () => (await suggestPeople(ctx, { limit: 12 })).people),
    await measure('100 strangers', 50, async () => (await suggestPeople(ctx, { limit: 100 })).people),
    await measure('with 1000 contacts', 50, async () => (await suggestPeople(ctx, { limit: 12, contacts })).contacts),
  ]),
);

const question = { keyword: undefined, filter: {}, limit: 25, after: undefined };
await updateLocation(ctx, largest);
await explain(ctx, 'middle of a city', () => nearbyPeople(ctx, { ...question, distanceKm: 25 }));
await explain(ctx, 'city, a rare name', () => nearbyPeople(ctx, { ...question, keyword: 'mohamed kalo', distanceKm: 25 }));
await explain(ctx, 'suggestions', () => suggestPeople(ctx, { limit: 12, contacts: '["+4915000000700"]' }));
await close();
