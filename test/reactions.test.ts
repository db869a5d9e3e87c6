import { expect, test } from 'vitest';
import { checkCounters } from '../src/cli/doctor.ts';
import { REACTIONS_TO } from '../src/reactions/catalogue.ts';
import { reactionCounters } from '../src/reactions/counters.ts';
import { choose, type Exclusion, toggle, WONDER } from '../src/reactions/rules.ts';
import { purgeReactionsOf } from '../src/reactions/service/purge.ts';
import { factory } from './support/people.ts';
import { openSite } from './support/site.ts';

const site = await openSite();
const a = factory(site);
const { db } = site.services;

test('of a person there is one reaction and one wonder on a subject: the unique key decides', async () => {
  const ada = await a.user();
  const row = { subject_id: 987_654, user_id: ada.id, created_at: new Date() };
  for (const table of ['post_reactions', 'comment_reactions'] as const) {
    await db(table).insert({ ...row, reaction: 2 });
    await db(table).insert({ ...row, reaction: WONDER });
    for (const reaction of [1, 2, WONDER])
      await expect(db(table).insert({ ...row, reaction })).rejects.toMatchObject({ code: 'ER_DUP_ENTRY' });
    await db(table).where(row).delete();
  }
});

test.each<[Exclusion, before: string, pressed: number, after: string]>([
  ['none', '0', WONDER, '0w'],
  ['none', '0w', WONDER, '0'],
  ['none', '1', WONDER, '1w'],
  ['none', '1w', 1, '0w'],
  ['none', '2w', 1, '1w'],
  ['like', '1', WONDER, '0w'],
  ['like', '2', WONDER, '2w'],
  ['like', '2w', 1, '1'],
  ['like', '0w', 2, '2w'],
  ['like', '2w', 2, '0w'],
  ['any', '2', WONDER, '0w'],
  ['any', '0w', 2, '2'],
  ['any', '2', 2, '0'],
  ['any', '2', 3, '3'],
])('where a wonder excludes %s, %s becomes by %i %s', (exclusion, before, pressed, after) => {
  const own = (name: string) => ({ reaction: Number(name[0]), wondered: name.endsWith('w') });
  expect(toggle(pressed, exclusion)(own(before))).toEqual(own(after));
});

test('a chosen reaction stays when it is chosen again', () => {
  expect(choose(3)({ reaction: 3, wondered: true })).toEqual({ reaction: 3, wondered: true });
});

test('what a deleted person left on more subjects than a batch holds is deleted, and counted no more', async () => {
  const [ada, bo] = [await a.user(), await a.user()];
  const subjects = Array.from({ length: 130 }, () => ({ author_id: ada.id, text: 'a', created_at: new Date() }));
  for (const row of subjects) await db('posts').insert({ ...row, likes_count: 2, reactions_count: 2, wonders_count: 1 });
  const ids: number[] = await db('posts').where({ author_id: ada.id }).pluck('id');
  const left = (user_id: number, reaction: number) =>
    ids.map((subject_id) => ({ subject_id, user_id, reaction, created_at: new Date() }));
  for (const rows of [left(ada.id, 1), left(bo.id, 1), left(bo.id, WONDER)]) await db('post_reactions').insert(rows);
  await purgeReactionsOf(site.services, REACTIONS_TO.post, bo.id);
  expect(await db('post_reactions').where({ user_id: bo.id })).toEqual([]);
  expect(await db('post_reactions').where({ user_id: ada.id })).toHaveLength(130);
  const reports = await checkCounters(site.services, { repair: false, checks: reactionCounters(REACTIONS_TO.post) });
  expect(reports.flatMap(({ drifted }) => drifted)).toEqual([]);
});
