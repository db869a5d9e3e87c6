import { describe, expect, test } from 'vitest';
import { checkCounters } from '../src/cli/doctor.ts';
import { postCounters } from '../src/posts/counters.ts';
import { factory, type Person } from './support/people.ts';
import { openSite } from './support/site.ts';

const site = await openSite();
const a = factory(site);
const { db } = site.services;

async function post(author: Person, fields = {}): Promise<string> {
  const answer = await author.call('new_post', { postText: 'a post', ...fields });
  expect(answer).toMatchObject({ api_status: 200 });
  return answer.post_data.id;
}

const act = (person: Person, post_id: string, action: string, more = {}) =>
  person.call('post-actions', { post_id, action, ...more });
const dataOf = async (person: Person, post_id: string) =>
  (await person.call('get-post-data', { post_id, fetch: 'post_data' })).post_data;

const error = (error_id: number, error_text: string) => ({ api_status: '400', errors: { error_id, error_text } });
const notOwner = error(7, 'You are not the post owner');
const notFound = error(9, 'Post not found');

describe('post-actions', () => {
  const twice: readonly (readonly [action: string, more: object, first: object, second: object])[] = [
    ['like', {}, { action: 'liked', likes_data: { count: '1' } }, { action: 'unliked', likes_data: { count: '0' } }],
    ['dislike', {}, { action: 'disliked', dislike_data: { dislikes: '1' } }, { action: 'like', dislike_data: { dislikes: '0' } }],
    [
      'wonder',
      {},
      { action: 'wondered', wonder_data: { wonders: '1' } },
      { action: 'unwondered', wonder_data: { wonders: '0' } },
    ],
    ['report', {}, { action: 'report post', code: 1 }, { action: 'unreport post', code: 0 }],
    ['save', {}, { action: 'saved post', code: 1 }, { action: 'unsaved post', code: 0 }],
    ['reaction', { reaction: '2' }, { action: 'reaction Added', code: 1 }, { action: 'reaction Added', code: 1 }],
  ];
  test.each(twice)(
    '%s answers the owner and a stranger the same, the first time and the second',
    async (action, more, first, second) => {
      const [ada, cy] = [await a.user(), await a.user()];
      for (const person of [ada, cy]) {
        const id = await post(ada);
        expect(await act(person, id, action, more)).toEqual({ api_status: 200, ...first });
        expect(await act(person, id, action, more)).toEqual({ api_status: 200, ...second });
      }
    },
  );

  const owners: readonly (readonly [action: string, more: object, first: object, second: object, refused: object])[] = [
    ['edit', { text: 'new' }, { action: 'edited' }, { action: 'edited' }, notFound],
    ['boost', {}, { action: 'post boosted', code: 1 }, { action: 'post unboosted', code: 0 }, notOwner],
    [
      'disable_comments',
      {},
      { action: 'post comments disabled', code: 0 },
      { action: 'post comments enabled', code: 1 },
      notOwner,
    ],
  ];
  test.each(owners)('%s is for the owner only', async (action, more, first, second, refused) => {
    const [ada, cy] = [await a.user(), await a.user()];
    const id = await post(ada);
    expect(await act(cy, id, action, more)).toEqual(refused);
    expect(await act(ada, id, action, more)).toEqual({ api_status: 200, ...first });
    expect(await act(ada, id, action, more)).toEqual({ api_status: 200, ...second });
  });

  test('delete is for the owner, once', async () => {
    const [ada, cy] = [await a.user(), await a.user()];
    const id = await post(ada);
    expect(await act(cy, id, 'delete')).toEqual(notFound);
    expect(await act(ada, id, 'delete')).toEqual({ api_status: 200, action: 'deleted' });
    expect(await act(ada, id, 'delete')).toEqual(notFound);
  });

  test.each([
    [{}, error(4, 'post_id (POST) is missing')],
    [{ post_id: '1' }, error(5, 'action (POST) is missing')],
    [{ post_id: '1', action: 'explode' }, error(6, 'Undefined action value')],
    [{ post_id: 'x', action: 'like' }, notFound],
  ])('refuses %j', async (form, refusal) => {
    const ada = await a.user();
    expect(await ada.call('post-actions', form)).toEqual(refusal);
  });

  test('requires the text of an edit or comment, and a reaction when there is none to remove', async () => {
    const ada = await a.user();
    const id = await post(ada);
    for (const action of ['edit', 'comment', 'commet'])
      for (const text of ['', ' \n']) expect(await act(ada, id, action, { text })).toEqual(error(7, 'text (POST) is empty'));
    expect(await act(ada, id, 'reaction')).toEqual(error(8, 'reaction (POST) is missing'));
    await act(ada, id, 'reaction', { reaction: '3' });
    expect(await act(ada, id, 'reaction', { reaction: '9' })).toEqual({ api_status: 200, action: 'reaction deleted', code: 0 });
  });

  test('comment counts, and a post with closed comments refuses it', async () => {
    const [ada, cy] = [await a.user(), await a.user()];
    const id = await post(ada);
    const said = await act(cy, id, 'commet', { text: 'Nice & <b>warm</b>' });
    expect(said).toEqual({
      api_status: 200,
      action: 'commented',
      comment_data: { text: 'Nice & <b>warm</b>', post_comments_count: '1' },
    });
    expect(await dataOf(ada, id)).toMatchObject({ post_comments: '1' });
    await act(ada, id, 'disable_comments');
    expect((await act(cy, id, 'comment', { text: 'more' })).errors.error_id).toBe(7);
  });
});

test('a reaction replaces another, and the post shows which kinds it has', async () => {
  const [ada, bo, cy] = [await a.user(), await a.user(), await a.user()];
  const id = await post(ada);
  await act(bo, id, 'reaction', { reaction: '2' });
  await act(bo, id, 'reaction', { reaction: '6' });
  await act(cy, id, 'like');
  const { reaction } = await dataOf(bo, id);
  expect(reaction).toEqual({
    is_reacted: true,
    type: '6',
    count: 2,
    '1': 1,
    '6': 1,
    Like: 1,
    Love: 0,
    HaHa: 0,
    Wow: 0,
    Sad: 0,
    Angry: 1,
  });
  const { data } = await ada.call('get-reactions', { type: 'post', id, reaction: '1,2,6' });
  expect(Object.keys(data)).toEqual(['1', '2', '6']);
  expect([data['1'][0].user_id, data['2'], data['6'][0].user_id]).toEqual([String(cy.id), [], String(bo.id)]);
  const next = await ada.call('get-reactions', { type: 'post', id, reaction: '1', '1_offset': data['1'][0].row_id });
  expect(next.data).toEqual({ '1': [] });
});

test('300 parallel likes, reactions and wonders of 50 people leave counters that equal their rows', async () => {
  const ada = await a.user();
  const id = await post(ada);
  const people = await Promise.all(Array.from({ length: 50 }, () => a.user()));
  const deeds = people.flatMap((person, index) => [
    () => act(person, id, 'like'),
    () => act(person, id, 'reaction', { reaction: String((index % 6) + 1) }),
    () => act(person, id, 'wonder'),
    () => act(person, id, 'like'),
    () => act(person, id, 'save'),
    () => act(person, id, 'wonder'),
  ]);
  const answers = [];
  // all six of a person at the same time, a quarter of the people at once: the pool has few connections
  for (let first = 0; first < deeds.length; first += 75) {
    answers.push(...(await Promise.all(deeds.slice(first, first + 75).map((deed) => deed()))));
  }
  expect(answers.filter((answer) => answer.api_status !== 200)).toEqual([]);
  const reports = await checkCounters(site.services, { repair: false, checks: postCounters });
  expect(reports.filter((report) => report.drifted.length > 0)).toEqual([]);
  const rows = await db('post_reactions').where({ subject_id: Number(id) });
  expect((await dataOf(ada, id)).reaction.count).toBe(rows.length);
}, 120_000);

describe('the owner', () => {
  test('is notified of a like once, and no longer when it is removed', async () => {
    const [ada, bo] = [await a.user(), await a.user()];
    const id = await post(ada);
    const heard = () => db('notifications').where({ recipient_id: ada.id }).pluck('type');
    const noted = () => db('activities').where({ user_id: bo.id }).pluck('type');
    await act(bo, id, 'like');
    expect([await heard(), await noted()]).toEqual([['liked_post'], ['liked_post']]);
    await act(bo, id, 'reaction', { reaction: '2' });
    expect([await heard(), await noted()]).toEqual([['reaction'], ['reaction|post|2']]);
    await act(bo, id, 'reaction');
    expect([await heard(), await noted()]).toEqual([[], []]);
    await act(bo, id, 'wonder');
    expect([await heard(), await noted()]).toEqual([['wondered_post'], ['wondered_post']]);
    await act(bo, id, 'wonder');
    await act(ada, id, 'like');
    expect(await heard()).toEqual([]);
    await bo.call('posts', { type: 'share_post_on_timeline', id, user_id: bo.id });
    expect([await heard(), await noted()]).toEqual([['shared_your_post'], ['shared_post']]);
  });

  test('is not named by an activity on an anonymous post', async () => {
    const [ada, bo] = [await a.user(), await a.user()];
    const id = await post(ada, { postPrivacy: 4 });
    await act(bo, id, 'like');
    expect(await db('activities').where({ user_id: bo.id })).toEqual([]);
    expect(await db('notifications').where({ recipient_id: ada.id }).pluck('type')).toEqual(['liked_post']);
  });
});

test('mentioned people are notified where they may read the post, and not of the author of an anonymous one', async () => {
  const [ada, bo, cy] = [await a.user(), await a.user(), await a.user()];
  await a.follow(bo, ada);
  await post(ada, { postText: `@${bo.username} and @${cy.username}`, postPrivacy: 2 });
  await post(ada, { postText: `@${cy.username} guess`, postPrivacy: 4 });
  await post(ada, { postText: `@${cy.username} nobody reads this`, postPrivacy: 3 });
  const heard = (person: Person) => db('notifications').where({ recipient_id: person.id }).select('type', 'type2');
  expect(await heard(bo)).toEqual([{ type: 'post_mention', type2: '' }]);
  expect(await heard(cy)).toEqual([{ type: 'post_mention', type2: 'anonymous' }]);
});

test('like and dislike exclude each other where the second button is dislike', async () => {
  const [ada, cy] = [await a.user(), await a.user()];
  const id = await post(ada);
  await db('settings').where({ name: 'second_post_button' }).update({ value: 'dislike' });
  await site.services.settings.refresh();
  try {
    await act(cy, id, 'like');
    await act(cy, id, 'dislike');
    expect(await dataOf(cy, id)).toMatchObject({ is_liked: false, is_wondered: true, post_likes: '0', post_wonders: '1' });
    expect(await act(cy, id, 'like')).toMatchObject({ action: 'liked' });
    expect(await dataOf(cy, id)).toMatchObject({ is_liked: true, is_wondered: false, post_likes: '1', post_wonders: '0' });
    await act(cy, id, 'dislike');
    await act(cy, id, 'reaction', { reaction: '1' });
    expect(await dataOf(cy, id)).toMatchObject({ is_liked: true, is_wondered: false, post_likes: '1', post_wonders: '0' });
    const { data: comment } = await ada.call('comments', { type: 'create', post_id: id, text: 'what now?' });
    await cy.call('comments', { type: 'comment_dislike', comment_id: comment.id });
    await cy.call('comments', { type: 'reaction_comment', comment_id: comment.id, reaction: '1' });
    const [seen] = (await cy.call('comments', { type: 'fetch_comments', post_id: id })).data;
    expect(seen).toMatchObject({ is_comment_liked: true, is_comment_wondered: false, comment_likes: '1', comment_wonders: '0' });
  } finally {
    await db('settings').where({ name: 'second_post_button' }).update({ value: 'reaction' });
    await site.services.settings.refresh();
  }
});

describe('deleting', () => {
  const TABLES = ['post_saves', 'post_reports', 'poll_options', 'poll_votes', 'post_hashtags'];

  test('leaves nothing of the post, its reactions, comments and hashtags', async () => {
    const [ada, cy, eve] = [await a.user(), await a.user(), await a.user()];
    const tag = `tag${ada.id}x`;
    const id = await post(ada, { postText: `which? #${tag}`, answer: ['this', 'that'] });
    const option = (await dataOf(cy, id)).options[0].id;
    for (const action of ['like', 'wonder', 'save', 'report']) await act(cy, id, action);
    await act(cy, id, 'comment', { text: 'this one' });
    await cy.call('vote_up', { id: option });
    await eve.call('hide_post', { post_id: id });
    expect(await db('hashtags').where({ tag }).pluck('uses_count')).toEqual([1]);
    await act(ada, id, 'delete');
    await site.settled();
    for (const table of TABLES) expect(await db(table).where({ post_id: Number(id) })).toEqual([]);
    for (const table of ['post_reactions', 'comments']) expect(await db(table).where({ subject_id: Number(id) })).toEqual([]);
    expect(await db('posts').where({ id: Number(id) })).toEqual([]);
    expect(await db('hashtags').where({ tag }).pluck('uses_count')).toEqual([0]);
    expect(await db('notifications').where({ post_id: Number(id) })).toEqual([]);
    expect(await db('activities').where({ post_id: Number(id) })).toEqual([]);
  });

  test('a person deletes their posts and their reactions and comments on those of others', async () => {
    const [ada, bo] = [await a.user(), await a.user()];
    const [own, other] = [await post(ada), await post(bo, { postText: 'q', answer: ['yes', 'no'] })];
    await act(bo, own, 'like');
    await act(ada, other, 'reaction', { reaction: '5' });
    await act(ada, other, 'wonder');
    await ada.call('get-post-data', { post_id: other, fetch: 'post_data', add_view: '1' });
    await ada.call('vote_up', { id: (await dataOf(ada, other)).options[1].id });
    expect(await dataOf(bo, other)).toMatchObject({ post_wonders: '1', videoViews: '1', reaction: { count: 1 } });
    expect(await ada.call('delete-user', { password: ada.password })).toMatchObject({ api_status: 200 });
    await site.settled();
    expect(await db('posts').where({ id: Number(own) })).toEqual([]);
    const left = await dataOf(bo, other);
    expect(left).toMatchObject({ post_wonders: '0', videoViews: '0', reaction: { count: 0 } });
    expect(left.options.map((option: { option_votes: string }) => option.option_votes)).toEqual(['0', '0']);
    expect(left.reaction).not.toHaveProperty('5');
  });
});

describe('a poll', () => {
  test('counts one vote of each person, and shows them theirs', async () => {
    const [ada, cy] = [await a.user(), await a.user()];
    const id = await post(ada, { postText: 'tea?', answer: ['yes', 'no', 'coffee'] });
    const { options } = await dataOf(cy, id);
    const first = await cy.call('vote_up', { id: options[0].id });
    expect(first.votes.map((vote: { percentage: string }) => vote.percentage)).toEqual(['100%', '0%', '0%']);
    expect(await cy.call('vote_up', { id: options[1].id })).toEqual(error(4, 'you have already voted'));
    expect(await cy.call('vote_up', { id: '4294967295' })).toEqual(error(5, 'Poll not found'));
    expect(await dataOf(cy, id)).toMatchObject({ voted_id: options[0].id });
    expect(await dataOf(ada, id)).toMatchObject({ voted_id: 0 });
  });
});

test('a video counts one view of each viewer', async () => {
  const [ada, cy] = [await a.user(), await a.user()];
  const id = await post(ada);
  const watch = async (person: Person, post_id = id) =>
    (await person.call('get-post-data', { post_id, fetch: 'post_data', add_view: '1' })).post_data?.videoViews;
  expect([await watch(cy), await watch(cy), await watch(ada)]).toEqual(['1', '1', '2']);
  expect(await watch(cy, await post(ada, { postPrivacy: 3 }))).toBeUndefined();
  expect((await dataOf(ada, id)).videoViews).toBe('2');
  const watched = await cy.call('most_watched', { limit: 50 });
  expect(watched.data.map((item: { id: string }) => item.id)).toContain(id);
});

test('the people who liked or wondered at a post are listed with it', async () => {
  const [ada, bo, cy, dee] = [await a.user(), await a.user(), await a.user(), await a.user()];
  const id = await post(ada);
  await act(bo, id, 'like');
  await act(dee, id, 'like');
  await act(cy, id, 'wonder');
  await a.block(cy, dee);
  const answer = await cy.call('get-post-data', { post_id: id, fetch: 'post_liked_users,post_wondered_users' });
  expect(answer.post_liked_users.map((user: { user_id: string }) => user.user_id)).toEqual([String(bo.id)]);
  expect(answer.post_wondered_users.map((user: { user_id: string }) => user.user_id)).toEqual([String(cy.id)]);
});
