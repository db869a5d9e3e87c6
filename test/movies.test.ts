import { expect, test } from 'vitest';
import { checkCounters } from '../src/cli/doctor.ts';
import { commentCounters } from '../src/comments/counters.ts';
import { purgeCommentsOfUser, purgeDeletedComments } from '../src/comments/service/purge.ts';
import { importMovie, type NewMovie } from '../src/movies/service.ts';
import type { Fields } from './support/call.ts';
import { factory, type Person } from './support/people.ts';
import { type Answer, openSite } from './support/site.ts';
import { countStatements } from './support/statements.ts';

const site = await openSite();
const a = factory(site);
const { db } = site.services;

const refusal = (id: number, text: string) => ({ api_status: '400', errors: { error_id: id, error_text: text } });
const NO_COMMENT = refusal(7, 'Comment not found');
const DETAILS = refusal(7, 'Please check your details');

let movies = 0;
async function movie(more: Partial<NewMovie> = {}): Promise<number> {
  const source_key = `test-${process.pid}-${++movies}`;
  await importMovie(site.services, {
    source_key,
    name: 'Metropolis',
    genre: 'drama',
    description: 'a',
    created_at: new Date(),
    ...more,
  });
  const row = await db('movies')
    .where({ source_key: more.source_key ?? source_key })
    .first('id');
  return Number(row?.id);
}

const say = async (person: Person, movie_id: number, text = 'well said'): Promise<number> =>
  Number((await person.call('movies_comments', { type: 'add_comment', movie_id, text })).data.id);
const answerTo = async (person: Person, movie_id: number, comment_id: number): Promise<number> =>
  Number((await person.call('movies_comments', { type: 'add_reply', movie_id, comment_id, text: 'indeed' })).data.id);
const idsOf = (list: Answer[]): number[] => list.map((item) => Number(item.id));

async function expectCountersRight() {
  await site.settled();
  const reports = await checkCounters(site.services, { repair: false, checks: commentCounters });
  expect(reports.flatMap((report) => report.drifted.map((drift) => ({ counter: report.counter, ...drift })))).toEqual([]);
}

test('a movie is returned whole, and opening it by its id counts a view', async () => {
  const ada = await a.user();
  const id = await movie({
    stars: 'Brigitte Helm',
    producer: 'Erich Pommer',
    country: 'Germany',
    release_year: 1927,
    quality: 'HD',
    duration_minutes: 153,
    description: 'A city <b>above</b>',
    cover_url: 'https://a.example/c.jpg',
    source_url: 'https://a.example/',
    iframe_url: 'https://a.example/i',
    video_url: 'https://a.example/v.mp4',
    rating: '8.3',
  });
  const whole = {
    id: String(id),
    name: 'Metropolis',
    genre: 'drama',
    stars: 'Brigitte Helm',
    producer: 'Erich Pommer',
    country: 'Germany',
    release: '1927',
    quality: 'HD',
    duration: '153',
    description: 'A city <b>above</b>',
    cover: 'https://a.example/c.jpg',
    source: 'https://a.example/',
    iframe: 'https://a.example/i',
    video: 'https://a.example/v.mp4',
    views: '0',
    rating: '8.3',
    url: `${site.services.config.baseUrl}/movies/${id}`,
  };
  expect(await ada.call('get-movies', { id })).toEqual({ api_status: 200, movies: [whole] });
  await site.settled();
  expect(await ada.call('get-movies', { id })).toMatchObject({ movies: [{ views: '1' }] });
  const bare = await ada.call('get-movies', { id: await movie() });
  expect(bare.movies[0]).toMatchObject({
    cover: `${site.services.config.baseUrl}/assets/cover.png`,
    release: '',
    duration: '',
    rating: '',
    source: '',
  });
});

test('get-movies returns 35, newest first, pages by id and filters; blank fields are ignored', async () => {
  const ada = await a.user();
  const country = `Land ${process.pid}`;
  const ids: number[] = [];
  for (let n = 0; n < 37; n += 1) ids.unshift(await movie({ country, ...(n === 5 ? { genre: 'war' } : {}) }));
  const list = async (fields: Fields) => idsOf((await ada.call('get-movies', { country, ...fields })).movies);
  expect(await list({})).toEqual(ids.slice(0, 35));
  expect(await list({ id: '', genre: '', offset: '', limit: '' })).toEqual(ids.slice(0, 35));
  expect(await list({ limit: 2, offset: Number(ids[1]) })).toEqual(ids.slice(2, 4));
  expect(await list({ genre: 'war' })).toEqual([ids[31]]);
  expect(await list({ genre: 'nonsense' })).toEqual([]);
  expect(idsOf((await ada.call('get-movies', { id: '', genre: '', country: '', limit: 2 })).movies)).toEqual(ids.slice(0, 2));
  const one = await countStatements(site, () => list({ limit: 1 }));
  expect(await countStatements(site, () => list({ limit: 100 }))).toBe(one);
});

test('importing a movie again replaces the earlier import', async () => {
  const source_key = `again-${process.pid}`;
  const first = await movie({ source_key, name: 'Metropoli' });
  expect(await movie({ source_key, name: 'Metropolis' })).toBe(first);
  expect(await db('movies').where({ source_key }).pluck('name')).toEqual(['Metropolis']);
});

test('movies_comments names what is missing for each type', async () => {
  const ada = await a.user();
  const movie_id = await movie();
  const call = (fields: Fields) => ada.call('movies_comments', fields);
  expect(await call({})).toEqual(refusal(4, 'type can not be empty'));
  expect(await call({ type: 'create' })).toEqual(refusal(4, 'type can not be empty'));
  expect(await call({ type: 'get_comments' })).toEqual(refusal(5, 'movie_id can not be empty'));
  expect(await call({ type: 'add_comment', movie_id })).toEqual(refusal(6, 'Please check your details'));
  expect(await call({ type: 'add_comment', movie_id, text: 'x'.repeat(641) })).toEqual(refusal(6, 'The text is too long'));
  for (const type of ['like', 'delete', 'add_reply', 'reply_like', 'reply_delete'])
    expect(await call({ type, movie_id })).toEqual(DETAILS);
  expect(await call({ type: 'reply_fetch' })).toEqual(refusal(8, 'comment_id can not be empty'));
  for (const type of ['get_comments', 'add_comment'])
    expect(await call({ type, movie_id: 999_999_999, text: 'a' })).toEqual(refusal(7, 'movie not found'));
  const elsewhere = await say(ada, await movie());
  for (const comment_id of [999_999_999, elsewhere])
    for (const type of ['like', 'delete', 'add_reply', 'reply_like', 'reply_delete'])
      expect(await call({ type, movie_id, comment_id, text: 'a', reaction_type: 'like' })).toEqual(NO_COMMENT);
});

test('comments on movies include their replies and reactions, and leave out blocked people', async () => {
  const [ada, cy, dee] = [await a.user(), await a.user(), await a.user()];
  const movie_id = await movie();
  const theirs = await say(dee, movie_id);
  const comment_id = await say(cy, movie_id);
  const replyId = await answerTo(ada, movie_id, comment_id);
  await a.block(ada, dee);
  const like = { movie_id, reaction_type: 'dislike' };
  expect(await ada.call('movies_comments', { type: 'like', comment_id, ...like })).toEqual({
    api_status: 200,
    code: 1,
    type: 'dislike',
  });
  expect(await cy.call('movies_comments', { type: 'reply_like', comment_id: replyId, ...like })).toMatchObject({ code: 1 });
  const { data } = await ada.call('movies_comments', { type: 'get_comments', movie_id });
  expect(data).toMatchObject([
    {
      id: String(comment_id),
      movie_id: String(movie_id),
      user_id: String(cy.id),
      text: 'well said',
      dislikes: '1',
      is_comment_wondered: true,
      is_owner: false,
      replies_count: '1',
      replies: [{ id: String(replyId), comm_id: String(comment_id), dislikes: '1', is_owner: true }],
    },
  ]);
  expect(data[0]).not.toHaveProperty('blog_id');
  const fetched = await ada.call('movies_comments', { type: 'reply_fetch', comment_id });
  expect(fetched.data).toEqual(data[0].replies);
  for (const type of ['like', 'delete', 'add_reply'])
    expect(await ada.call('movies_comments', { type, ...like, comment_id: theirs, text: 'a' })).toEqual(NO_COMMENT);
  await expectCountersRight();
});

test('a comment on a movie is deleted only by its author and the staff', async () => {
  const [ada, cy, mod] = [await a.user(), await a.user(), await a.user()];
  await db('users').where({ id: mod.id }).update({ role: 'moderator' });
  const movie_id = await movie();
  for (const deleter of [ada, mod]) {
    const comment_id = await say(ada, movie_id);
    const replyId = await answerTo(cy, movie_id, comment_id);
    const gone = { type: 'delete', movie_id, comment_id };
    expect(await cy.call('movies_comments', gone)).toEqual(refusal(7, 'You can not delete this comment'));
    expect(await deleter.call('movies_comments', gone)).toEqual({ api_status: 200, message: 'comment deleted' });
    await site.settled();
    expect(await db('comments').whereIn('id', [comment_id, replyId])).toEqual([]);
  }
  const comment_id = await say(ada, movie_id);
  const reply = { type: 'reply_delete', movie_id, comment_id: await answerTo(cy, movie_id, comment_id) };
  expect(await ada.call('movies_comments', reply)).toEqual(refusal(7, 'You can not delete this comment'));
  expect(await cy.call('movies_comments', reply)).toEqual({ api_status: 200, message: 'reply deleted' });
  await expectCountersRight();
});

test('the leftovers of a deleted comment are purged later when a process ended too early', async () => {
  const ada = await a.user();
  const movie_id = await movie();
  const comment_id = await say(ada, movie_id);
  await answerTo(ada, movie_id, comment_id);
  await db('comments').where({ id: comment_id }).update({ state: 'deleted', deleted_at: new Date() });
  await purgeDeletedComments(site.services);
  expect(await db('comments').where({ subject_kind: 'movie', subject_id: movie_id })).toEqual([]);
});

test('the counters of fifty replies and fifty likes at once equal the rows', async () => {
  const people = await Promise.all(Array.from({ length: 10 }, () => a.user()));
  const [ada] = people;
  if (!ada) throw new Error('nobody there');
  const movie_id = await movie();
  const comment_id = await say(ada, movie_id);
  const types = [
    { type: 'add_reply', text: 'a' },
    { type: 'like', reaction_type: 'like' },
  ];
  await Promise.all(
    Array.from({ length: 100 }, (_, n) =>
      people[n % 10]?.call('movies_comments', { movie_id, comment_id, ...types[Math.floor(n / 50)] }),
    ),
  );
  const [row] = await db('comments').where({ id: comment_id });
  expect(row).toMatchObject({ replies_count: 50, likes_count: 10 });
  await expectCountersRight();
}, 40_000);

test('deleting a person deletes their comments and reactions on movies, and corrects the counters of others', async () => {
  const [ada, cy] = [await a.user(), await a.user()];
  const movie_id = await movie();
  const [hers, his] = [await say(ada, movie_id), await say(cy, movie_id)];
  await answerTo(cy, movie_id, hers);
  await answerTo(ada, movie_id, his);
  await ada.call('movies_comments', { type: 'like', movie_id, comment_id: his, reaction_type: '3' });
  for (let run = 0; run < 2; run += 1) await purgeCommentsOfUser(site.services, { userId: ada.id });
  expect(await db('comments').where({ subject_kind: 'movie', subject_id: movie_id }).pluck('id')).toEqual([his]);
  expect(await db('comment_reactions').where({ user_id: ada.id })).toEqual([]);
  await expectCountersRight();
});
