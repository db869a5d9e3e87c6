import type { PeopleFilter } from '../src/search/queries/people.ts';
import { searchPeople } from '../src/search/service/people.ts';
import { explain, measure, openPeople } from './people.ts';
import { table } from './report.ts';

// docs/decisions/0003: how long does a search take among a million people, for any query?

const { ctx, close } = await openPeople(Number(process.argv[3] ?? 1_000_000));

type Case = { label: string; keys: (string | undefined)[]; filter?: PeopleFilter; after?: number };

const letters = Array.from('abcdefghijklmnoprstuvz');
const usernames = await ctx.db('users').whereIn('id', [5, 50_000, 123_456, 500_000, 999_999]).pluck('username');
const cases: Case[] = [
  { label: 'one letter', keys: letters },
  { label: 'two letters', keys: letters.map((letter) => `${letter}a`) },
  { label: 'the name of a tenth', keys: ['mohamed', 'moham', 'maria'] },
  { label: 'a username', keys: usernames },
  { label: 'a common and a beginning', keys: letters.map((letter) => `mohamed ${letter}`) },
  { label: 'two common beginnings', keys: letters.map((letter) => `${letter} m`) },
  { label: 'nobody', keys: ['qqqq', 'xyzzy', 'mohamed qx'] },
  { label: 'a letter, women online', keys: letters, filter: { gender: 'female', online: true } },
  { label: 'a letter, a big country', keys: letters, filter: { countryId: 1 } },
  { label: 'a letter, a small country', keys: letters, filter: { countryId: 190 } },
  { label: 'a letter, verified', keys: letters, filter: { verified: true, hasAvatar: true } },
  { label: 'a letter, aged 70', keys: letters, filter: { bornBy: '1956-11-24', bornAfter: '1955-11-24' } },
  { label: 'a letter, no such gender', keys: letters, filter: { gender: 'nobody' } },
  { label: 'everybody', keys: [undefined] },
  { label: 'everybody, far down', keys: [undefined], after: 500_000 },
  { label: 'everybody, women far down', keys: [undefined], filter: { gender: 'female' }, after: 500_000 },
  { label: 'a letter, far down', keys: letters, after: 10_000 },
  { label: 'everybody, women', keys: [undefined], filter: { gender: 'female' } },
  { label: 'everybody, a small country', keys: [undefined], filter: { countryId: 190 } },
  { label: 'everybody online', keys: [undefined], filter: { online: true } },
  { label: 'everybody, no such gender', keys: [undefined], filter: { gender: 'nobody' } },
];

const rows: (string | number)[][] = [];
for (const { label, keys, filter = {}, after } of cases) {
  const ask = async (round: number, before = after) => {
    const question = { key: keys[round % keys.length], filter, limit: 35, before };
    return (await searchPeople(ctx, question)).ids;
  };
  await ask(0);
  rows.push(await measure(label, 100, ask));
  rows.push(
    await measure('  five pages of it', 20, async (round) => {
      let ids = await ask(round);
      for (let page = 2; page <= 5; page += 1) ids = await ask(round, ids.at(-1));
      return ids;
    }),
  );
}
console.log('\nA search with its people, ms; last column: people found in all');
console.log(table(rows));

await explain(ctx, 'one letter', () => searchPeople(ctx, { key: 'm', filter: {}, limit: 35, before: undefined }));
await explain(ctx, 'a common and a beginning', () =>
  searchPeople(ctx, { key: 'mohamed s', filter: {}, limit: 35, before: 900_000 }),
);
await explain(ctx, 'a letter, a small country', () =>
  searchPeople(ctx, { key: 'm', filter: { countryId: 190 }, limit: 35, before: undefined }),
);
await explain(ctx, 'a letter, women online', () =>
  searchPeople(ctx, { key: 'm', filter: { online: true, gender: 'female' }, limit: 35, before: undefined }),
);
await explain(ctx, 'everybody', () =>
  searchPeople(ctx, { key: undefined, filter: { gender: 'female' }, limit: 35, before: 500_000 }),
);
await close();
