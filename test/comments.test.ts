import sharp from 'sharp';
import { expect, test } from 'vitest';
import { checkCounters } from '../src/cli/doctor.ts';
import { commentCounters } from '../src/comments/counters.ts';
import { latestComments } from '../src/comments/hydrate.ts';
import { purgeCommentsOfUser } from '../src/comments/service/purge.ts';
import { commentReactors } from '../src/comments/service/reactors.ts';
import type { ViewerContext } from '../src/context.ts';
import { purgePost, removePost } from '../src/posts/service/delete.ts';
import type { Fields } from './support/call.ts';
import { factory, type Person } from './support/people.ts';
import { type Answer, openSite } from './support/site.ts';
import { countStatements, statementsOf } from './support/statements.ts';

const site = await openSite();
const a = factory(site);
const { db } = site.services;

let words = 0;
/** A text that is new on the site: a repeated one is refused. */
const fresh = () => `words ${++words} of ${process.pid}`;

async function postBy(person: Person, more: { privacy?: number; recipient_id?: number; comments_enabled?: boolean } = {}) {
  const { comments_enabled = true, ...columns } = more;
  const [id] = await db('posts').insert({
    author_id: person.id,
    text: 'a post',
    created_at: new Date(),
    comments_enabled: comments_enabled ? 1 : 0,
    ...columns,
  });
  return Number(id);
}

const say = async (person: Person, postId: number, text = fresh()): Promise<number> =>
  Number((await person.call('comments', { type: 'create', post_id: postId, text })).data.id);
const reply = async (person: Person, commentId: number, text = fresh()): Promise<number> =>
  Number((await person.call('comments', { type: 'create_reply', comment_id: commentId, text })).data.id);
const fetchOf = (person: Person, postId: number, more: Fields = {}) =>
  person.call('comments', { type: 'fetch_comments', post_id: postId, ...more });
const idsOf = (answer: Answer): number[] => answer.data.map((item: { id: string }) => Number(item.id));
const refusal = (id: number, text: string) => ({ api_status: '400', errors: { error_id: id, error_text: text } });

const ctxOf = (person: Person): ViewerContext => ({
  ...site.services,
  now: new Date(),
  client: { address: '', userAgent: '' },
  viewer: { id: person.id, sessionId: 0, username: person.username, role: 'member', timezone: 'UTC' },
});

const told = async (person: Person) => {
  await site.settled();
  const rows = await db('notifications').where({ recipient_id: person.id }).orderBy('id');
  return rows.map((row) => `${row.type} by ${row.notifier_id}`);
};

async function expectCountersRight() {
  await site.settled();
  const reports = await checkCounters(site.services, { repair: false, checks: commentCounters });
  expect(reports.flatMap((report) => report.drifted.map((drift) => ({ counter: report.counter, ...drift })))).toEqual([]);
}

test('a comment is returned whole, to its author and to others', async () => {
  const [ada, bo] = [await a.user(), await a.user()];
  const postId = await postBy(bo);
  const text = `<b>hi</b> @${bo.username}\n@nobody_of_this_name ${fresh()}`;
  const { data } = await ada.call('comments', { type: 'create', post_id: postId, text });
  expect(data).toMatchObject({
    user_id: String(ada.id),
    page_id: '0',
    post_id: String(postId),
    record: '',
    c_file: '',
    Orginaltext: text,
    onwer: true,
    post_onwer: false,
    comment_likes: '0',
    comment_wonders: '0',
    is_comment_liked: false,
    is_comment_wondered: false,
    replies_count: '0',
    reaction: { is_reacted: false, type: '', count: 0 },
    publisher: { user_id: String(ada.id), email: ada.email },
  });
  expect(data.text).toContain('&lt;b&gt;hi&lt;/b&gt; <a href=');
  expect(data.text).toContain('@nobody_of_this_name');
  const [theirs] = (await fetchOf(bo, postId)).data;
  expect(theirs).toMatchObject({ id: data.id, onwer: false, post_onwer: true, publisher: { email: '' } });
  expect(await db('posts').where({ id: postId }).first('comments_count')).toEqual({ comments_count: 1 });
});

test('each type names what is missing', async () => {
  const ada = await a.user();
  const call = (fields: Fields) => ada.call('comments', fields);
  expect(await call({})).toEqual(refusal(4, 'type can not be empty'));
  expect(await call({ type: 'nonsense' })).toEqual(refusal(4, 'type can not be empty'));
  for (const type of ['fetch_comments', 'create']) expect(await call({ type })).toEqual(refusal(6, 'post_id can not be empty'));
  const ofComment =
    'delete fetch_comments_reply create_reply comment_like comment_dislike reaction_comment get_comment_likes get_comment_dislikes';
  for (const type of ofComment.split(' ')) expect(await call({ type })).toEqual(refusal(7, 'comment_id can not be empty'));
  for (const type of ['delete_reply', 'reply_like', 'reply_dislike', 'reaction_reply'])
    expect(await call({ type })).toEqual(refusal(11, 'reply_id can not be empty'));
  const both = refusal(9, 'comment_id and text can not be empty');
  expect(await call({ type: 'edit' })).toEqual(both);
  expect(await call({ type: 'edit', comment_id: 1 })).toEqual(both);
  expect(await call({ type: 'edit_reply', reply_id: 1 })).toEqual(refusal(10, 'reply_id and text can not be empty'));
  expect(await ada.call('report_comment')).toEqual(refusal(5, 'comment_id can not be empty'));
  const postId = await postBy(ada);
  const empty = refusal(5, 'Please check your details');
  expect(await call({ type: 'create', post_id: postId })).toEqual(empty);
  // what apps send without a picture
  expect(await call({ type: 'create', post_id: postId, text: ' ', image: 'null', image_url: 'undefined' })).toEqual(empty);
  expect(await call({ type: 'create', post_id: postId, text: fresh(), page_id: 7 })).toEqual(refusal(5, 'Page not found'));
  expect(await call({ type: 'create', post_id: postId, text: 'x'.repeat(641) })).toEqual(refusal(5, 'The text is too long'));
  expect(await call({ type: 'create', post_id: postId, text: '\u{1f600}'.repeat(640), page_id: 0 })).toMatchObject({
    api_status: 200,
  });
});

test("a page's admin comments in the page's name, and nobody learns who wrote it", async () => {
  const [ada, bo, cy] = [await a.user(), await a.user(), await a.user()];
  const form = { page_name: `c_${Date.now()}`, page_title: 'Engines', page_description: 'x', page_category: 2 };
  const pageId = Number((await ada.call('create-page', form)).page_data.page_id);
  const postId = await postBy(bo);
  const asPage = (person: Person, text = fresh()) =>
    person.call('comments', { type: 'create', post_id: postId, text, page_id: pageId });
  expect(await asPage(cy)).toEqual(refusal(5, 'Page not found'));

  const { data } = await asPage(ada);
  const page = { page_id: String(pageId), name: 'Engines', banned: 0 };
  expect(data).toMatchObject({ user_id: '0', page_id: String(pageId), onwer: true, publisher: page, url: data.publisher.url });
  const [read] = (await fetchOf(cy, postId)).data;
  expect(read).toMatchObject({ user_id: '0', onwer: false, publisher: page });
  expect(JSON.stringify(read)).not.toContain(ada.username);
  const own = (await cy.call('comments', { type: 'create_reply', comment_id: data.id, text: fresh() })).data;
  expect(own.publisher).toMatchObject({ user_id: String(cy.id) });

  const { notifications } = await bo.call('get-general-data', { fetch: 'notifications' });
  expect(notifications[0]).toMatchObject({ type: 'comment', notifier_id: '0', page_id: String(pageId), notifier: page });
  expect(JSON.stringify(notifications)).not.toContain(ada.username);
  expect(await db('activities').where({ user_id: ada.id, post_id: postId })).toEqual([]);

  await ada.call('delete_page', { page_id: pageId, password: ada.password });
  expect((await fetchOf(cy, postId)).data).toEqual([]);
  await expectCountersRight();
  expect(await db('comments').where({ subject_kind: 'post', subject_id: postId })).toEqual([]);
  expect(await db('posts').where({ id: postId }).first('comments_count')).toEqual({ comments_count: 0 });
});

test('a reaction to a comment or reply is notified as one', async () => {
  const [ada, bo] = [await a.user(), await a.user()];
  const commentId = await say(ada, await postBy(ada));
  const replyId = await reply(ada, commentId);
  await bo.call('comments', { type: 'reaction_comment', comment_id: commentId, reaction: 2 });
  await bo.call('comments', { type: 'reaction_reply', reply_id: replyId, reaction: 3 });
  await site.settled();
  const { notifications } = await ada.call('get-general-data', { fetch: 'notifications' });
  const sentences = notifications.map((one: { type_text: string }) => one.type_text.split('. ')[0]);
  expect(sentences).toEqual(['reacted to your reply', 'reacted to your comment']);
});

test('comments and replies page by id, newest first', async () => {
  const ada = await a.user();
  const postId = await postBy(ada);
  const ids: number[] = [];
  for (let n = 0; n < 5; n += 1) ids.unshift(await say(ada, postId));
  expect(idsOf(await fetchOf(ada, postId))).toEqual(ids);
  expect(idsOf(await fetchOf(ada, postId, { limit: 2 }))).toEqual(ids.slice(0, 2));
  expect(idsOf(await fetchOf(ada, postId, { limit: 2, offset: String(ids[1]) }))).toEqual(ids.slice(2, 4));
  const [first = 0, second = 0] = [await reply(ada, Number(ids[0])), await reply(ada, Number(ids[0]))];
  const replies = await ada.call('comments', { type: 'fetch_comments_reply', comment_id: Number(ids[0]) });
  expect(idsOf(replies)).toEqual([second, first]);
  expect(replies.data[0]).toMatchObject({ comment_id: String(ids[0]), reply_likes: '0', is_reply_liked: false, onwer: true });
  expect((await fetchOf(ada, postId)).data[0]).toMatchObject({ replies_count: '2' });
  await expectCountersRight();
});

test('only its author edits a comment', async () => {
  const [ada, bo] = [await a.user(), await a.user()];
  const postId = await postBy(bo);
  const [commentId, text] = [await say(ada, postId), fresh()];
  const replyId = await reply(ada, commentId);
  const notYours = refusal(8, 'You can not change this comment');
  expect(await bo.call('comments', { type: 'edit', comment_id: commentId, text })).toEqual(notYours);
  expect(await bo.call('comments', { type: 'edit_reply', reply_id: replyId, text })).toEqual(notYours);
  expect(await ada.call('comments', { type: 'edit', comment_id: commentId, text })).toMatchObject({ api_status: 200 });
  expect(await ada.call('comments', { type: 'edit_reply', reply_id: replyId, text })).toMatchObject({ api_status: 200 });
  expect((await fetchOf(ada, postId)).data[0].Orginaltext).toBe(text);
  expect(await ada.call('comments', { type: 'edit', comment_id: replyId, text })).toEqual(refusal(7, 'Comment not found'));
  expect(await ada.call('comments', { type: 'edit_reply', reply_id: commentId, text })).toEqual(refusal(11, 'Reply not found'));
  expect(await ada.call('comments', { type: 'edit', comment_id: commentId, text: 'x'.repeat(641) })).toMatchObject({
    errors: { error_id: 5 },
  });
});

test('only the author, the owner of the post and the owner of the wall delete a comment', async () => {
  const [ada, bo, cy, dee] = [await a.user(), await a.user(), await a.user(), await a.user()];
  const postId = await postBy(bo, { recipient_id: dee.id });
  const remove = (person: Person, id: number) => person.call('comments', { type: 'delete', comment_id: id });
  expect(await remove(cy, await say(ada, postId))).toEqual(refusal(8, 'You can not change this comment'));
  for (const person of [ada, bo, dee]) {
    const id = await say(ada, postId);
    expect(await remove(person, id)).toEqual({ api_status: 200, message: 'comment deleted' });
    expect(await remove(person, id)).toEqual(refusal(7, 'Comment not found'));
  }
  await db('users').where({ id: cy.id }).update({ role: 'moderator' });
  expect(await remove(cy, await say(ada, postId))).toMatchObject({ api_status: 200 });
  await expectCountersRight();
});

test('deleting a comment deletes its replies, reactions, files, notifications and counts', async () => {
  const [ada, bo] = [await a.user(), await a.user()];
  const postId = await postBy(bo);
  const [commentId, kept] = [await say(ada, postId), await say(ada, postId)];
  const replyIds = [await reply(bo, commentId), await reply(ada, commentId)];
  await bo.call('comments', { type: 'comment_like', comment_id: commentId });
  await bo.call('comments', { type: 'reply_dislike', reply_id: Number(replyIds[1]) });
  await ada.call('report_comment', { comment_id: Number(replyIds[0]) });
  const [lone] = [await reply(bo, kept)];
  expect(await ada.call('comments', { type: 'delete', comment_id: commentId })).toMatchObject({ api_status: 200 });
  expect(await bo.call('comments', { type: 'reply_like', reply_id: Number(replyIds[0]) })).toEqual(
    refusal(11, 'Reply not found'),
  );
  await site.settled();
  const gone = [commentId, ...replyIds];
  expect(await db('comments').whereIn('id', gone)).toEqual([]);
  expect(await db('comment_reactions').whereIn('subject_id', gone)).toEqual([]);
  expect(await db('comment_reports').whereIn('comment_id', gone)).toEqual([]);
  expect(await db('notifications').where({ post_id: postId, comment_id: commentId })).toEqual([]);
  expect(await db('posts').where({ id: postId }).first('comments_count')).toEqual({ comments_count: 1 });
  expect(await bo.call('comments', { type: 'delete_reply', reply_id: lone })).toEqual({
    api_status: 200,
    message: 'reply deleted',
  });
  await expectCountersRight();
  expect((await fetchOf(ada, postId)).data[0]).toMatchObject({ id: String(kept), replies_count: '0' });
});

test('likes, dislikes and reactions toggle, and are shown to the person who gave them', async () => {
  const [ada, bo] = [await a.user(), await a.user()];
  const postId = await postBy(bo);
  const commentId = await say(bo, postId);
  const replyId = await reply(bo, commentId);
  const look = async (person: Person) => (await fetchOf(person, postId)).data[0];
  for (const [word, target] of [
    ['comment', { comment_id: commentId }],
    ['reply', { reply_id: replyId }],
  ] as const) {
    const call = (type: string, more: Fields = {}) => ada.call('comments', { type, ...target, ...more });
    expect(await call(`${word}_like`)).toEqual({ api_status: 200, code: 1 });
    expect(await call(`${word}_dislike`)).toEqual({ api_status: 200, code: 1 });
    expect(await call(`reaction_${word}`, { reaction: 2 })).toEqual({ api_status: 200, message: 'reaction added' });
    expect(await call(`reaction_${word}`, { reaction: 2 })).toEqual({ api_status: 200, message: 'reaction added' });
    if (word === 'comment') {
      expect(await look(ada)).toMatchObject({
        comment_likes: '0',
        comment_wonders: '1',
        is_comment_liked: false,
        is_comment_wondered: true,
        reaction: { is_reacted: true, type: '2', count: 1, 2: 1, Love: 1 },
      });
      expect(await look(bo)).toMatchObject({ is_comment_wondered: false, reaction: { is_reacted: false, type: '', count: 1 } });
    }
    expect(await call(`reaction_${word}`)).toEqual({ api_status: 200, message: 'reaction deleted' });
    expect(await call(`reaction_${word}`, { reaction: 9 })).toEqual(refusal(5, 'reaction can not be empty'));
    expect(await call(`${word}_like`)).toEqual({ api_status: 200, code: 1 });
    expect(await call(`${word}_like`)).toEqual({ api_status: 200, code: 0 });
    expect(await call(`${word}_dislike`)).toEqual({ api_status: 200, code: 0 });
  }
  expect(await ada.call('report_comment', { comment_id: replyId })).toEqual({ api_status: 200, code: 1 });
  expect(await ada.call('report_comment', { comment_id: replyId })).toEqual({ api_status: 200, code: 0 });
  expect(await ada.call('report_comment', { comment_id: 999_999_999 })).toEqual(refusal(6, 'Comment not found'));
  await expectCountersRight();
});

test('the people who liked, disliked and reacted are listed newest first, without people blocked either way', async () => {
  const [ada, bo, cy, dee] = [await a.user(), await a.user(), await a.user(), await a.user()];
  const postId = await postBy(bo);
  const commentId = await say(bo, postId);
  for (const person of [ada, cy, dee]) {
    await person.call('comments', { type: 'comment_like', comment_id: commentId });
    await person.call('comments', { type: 'comment_dislike', comment_id: commentId });
  }
  await a.block(dee, ada);
  for (const type of ['get_comment_likes', 'get_comment_dislikes']) {
    const { data } = await ada.call('comments', { type, comment_id: commentId });
    expect(data.map((user: { user_id: string }) => Number(user.user_id))).toEqual([cy.id, ada.id]);
    const next = await ada.call('comments', { type, comment_id: commentId, offset: data[0].row_id });
    expect(next.data.map((user: { user_id: string }) => Number(user.user_id))).toEqual([ada.id]);
  }
  await cy.call('comments', { type: 'reaction_comment', comment_id: commentId, reaction: 3 });
  const parts = [{ reaction: 1 }, { reaction: 3 }];
  const { reactors } = await commentReactors(ctxOf(bo), { id: commentId, kind: 'comment' }, { parts, limit: 20 });
  const whoGave = (given: number) => reactors.filter(({ reaction }) => reaction === given).map((reactor) => reactor.user_id);
  expect(whoGave(1)).toEqual([dee.id, ada.id]);
  expect(whoGave(3)).toEqual([cy.id]);
});

test('an invisible comment is refused like one that does not exist, by every way', async () => {
  const [ada, bo, cy, dee] = [await a.user(), await a.user(), await a.user(), await a.user()];
  const hidden = await postBy(bo, { privacy: 2 });
  const hiddenId = await say(bo, hidden);
  const hiddenReply = await reply(bo, hiddenId);
  const open = await postBy(cy);
  const blockedId = await say(dee, open);
  // a reply of a stranger below the comment of a blocked person
  const underBlocked = await reply(cy, blockedId);
  const blockedReply = await reply(dee, await say(cy, open));
  await a.block(dee, ada);
  const nothing = 999_999_999;
  const more = { text: fresh(), reaction: 1 };
  const check = async (types: string, field: string, ids: readonly number[]) => {
    for (const type of types.split(' ')) {
      const absent = await ada.call('comments', { type, [field]: nothing, ...more });
      expect(absent).toMatchObject({ api_status: '400', errors: { error_text: expect.stringMatching(/not found$/) } });
      for (const id of ids) expect(await ada.call('comments', { type, [field]: id, ...more })).toEqual(absent);
    }
  };
  await check('fetch_comments create', 'post_id', [hidden]);
  await check(
    'edit delete fetch_comments_reply create_reply comment_like comment_dislike reaction_comment get_comment_likes get_comment_dislikes',
    'comment_id',
    [hiddenId, blockedId],
  );
  await check('edit_reply delete_reply reply_like reply_dislike reaction_reply', 'reply_id', [
    hiddenReply,
    underBlocked,
    blockedReply,
  ]);
  for (const id of [hiddenId, hiddenReply, blockedId, blockedReply])
    expect(await ada.call('report_comment', { comment_id: id })).toEqual(refusal(6, 'Comment not found'));
  expect(idsOf(await fetchOf(ada, open))).not.toContain(blockedId);
  expect(idsOf(await fetchOf(cy, open))).toContain(blockedId);
  await a.follow(ada, bo);
  expect(idsOf(await fetchOf(ada, hidden))).toEqual([hiddenId]);
  // a person who deactivated their account is not shown either
  const byCy = await say(cy, await postBy(ada));
  await db('users').where({ id: cy.id }).update({ state: 'disabled' });
  expect(await ada.call('comments', { type: 'comment_like', comment_id: byCy })).toEqual(refusal(7, 'Comment not found'));
});

test('an id names one comment: of a post, an article or a movie, and no other endpoint finds it', async () => {
  const [ada, cy] = [await a.user(), await a.user()];
  const onPost = await say(ada, await postBy(ada));
  const { data: article } = await ada.call('blogs', { type: 'create', title: 'On comets', content: '<p>They return.</p>' });
  const { data } = await ada.call('blogs', { type: 'add_comment', blog_id: article.id, text: 'indeed' });
  const onArticle = Number(data.id);
  expect(onArticle).not.toBe(onPost);
  const absent = refusal(7, 'Comment not found');
  for (const type of ['comment_like', 'delete', 'fetch_comments_reply', 'get_comment_likes'])
    expect(await ada.call('comments', { type, comment_id: onArticle })).toEqual(absent);
  expect(await cy.call('report_comment', { comment_id: onArticle })).toEqual(refusal(6, 'Comment not found'));
  expect(await ada.call('get-reactions', { type: 'comment', id: onArticle, reaction: '1' })).toEqual(refusal(7, 'Not found'));
  expect(await ada.call('blogs', { type: 'reply_fetch', comment_id: onPost })).toEqual(absent);
  expect(await ada.call('blogs', { type: 'delete', blog_id: article.id, comment_id: onPost })).toEqual(absent);
  expect(await ada.call('movies_comments', { type: 'reply_fetch', comment_id: onArticle })).toEqual(absent);
  expect(await db('comments').whereIn('id', [onPost, onArticle]).where({ state: 'shown' })).toHaveLength(2);
});

test('comments turned off take no new ones; those there stay', async () => {
  const [ada, bo] = [await a.user(), await a.user()];
  const postId = await postBy(bo);
  const commentId = await say(ada, postId);
  await db('posts').where({ id: postId }).update({ comments_enabled: 0 });
  const off = refusal(5, 'Comments are turned off for this post');
  expect(await ada.call('comments', { type: 'create', post_id: postId, text: fresh() })).toEqual(off);
  expect(await ada.call('comments', { type: 'create_reply', comment_id: commentId, text: fresh() })).toEqual(off);
  expect(idsOf(await fetchOf(ada, postId))).toEqual([commentId]);
});

test('the same text is accepted three times from one person on one post, and five times an hour on the site', async () => {
  const people = await Promise.all([1, 2, 3].map(() => a.user()));
  const [ada, bo, cy] = people as [Person, Person, Person];
  const [one, two] = [await postBy(ada), await postBy(ada)];
  const text = fresh();
  const often = refusal(5, 'This was said too often already');
  const tries = await Promise.all(
    Array.from({ length: 8 }, () => ada.call('comments', { type: 'create', post_id: one, text: `${text} ` })),
  );
  expect(tries.filter((answer) => answer.api_status === 200)).toHaveLength(3);
  expect(tries.find((answer) => answer.api_status !== 200)).toEqual(often);
  expect(await bo.call('comments', { type: 'create', post_id: one, text })).toMatchObject({ api_status: 200 });
  const parent = await say(cy, two);
  expect(await cy.call('comments', { type: 'create_reply', comment_id: parent, text })).toMatchObject({ api_status: 200 });
  expect(await cy.call('comments', { type: 'create', post_id: two, text })).toEqual(often);
  await db('comments')
    .whereIn('subject_id', [one, two])
    .update({ created_at: new Date(Date.now() - 3_700_000) });
  expect(await cy.call('comments', { type: 'create', post_id: two, text })).toMatchObject({ api_status: 200 });
  expect(await ada.call('comments', { type: 'create', post_id: one, text })).toEqual(often);
  await expectCountersRight();
});

test('200 likes and reactions at once leave counters that equal their rows', async () => {
  const people = await Promise.all(Array.from({ length: 8 }, () => a.user()));
  const postId = await postBy(people[0] as Person);
  const commentId = await say(people[0] as Person, postId);
  const types = ['comment_like', 'comment_dislike', 'reaction_comment'];
  const answers = await Promise.all(
    Array.from({ length: 200 }, (_, n) => {
      const person = people[n % people.length] as Person;
      return person.call('comments', { type: String(types[n % 3]), comment_id: commentId, reaction: (n % 6) + 1 });
    }),
  );
  expect(answers.filter((answer) => answer.api_status !== 200)).toEqual([]);
  await expectCountersRight();
});

test('50 comments, replies and deletions at once leave counters that equal their rows', async () => {
  const people = await Promise.all(Array.from({ length: 5 }, () => a.user()));
  const postId = await postBy(people[0] as Person);
  const commentId = await say(people[0] as Person, postId);
  const answers = await Promise.all(
    Array.from({ length: 50 }, async (_, n) => {
      const person = people[n % 5] as Person;
      const fields = n % 2 === 0 ? { type: 'create', post_id: postId } : { type: 'create_reply', comment_id: commentId };
      const made = await person.call('comments', { ...fields, text: fresh() });
      if (n % 4 > 1) return made;
      const id = Number(made.data.id);
      return person.call('comments', n % 2 === 0 ? { type: 'delete', comment_id: id } : { type: 'delete_reply', reply_id: id });
    }),
  );
  expect(answers.filter((answer) => answer.api_status !== 200)).toEqual([]);
  await expectCountersRight();
});

test('a list takes as many statements for 50 comments as for one', async () => {
  const [ada, bo] = [await a.user(), await a.user()];
  const [few, many] = [await postBy(bo), await postBy(bo)];
  const row = (subject_id: number, n: number) => ({
    subject_kind: 'post' as const,
    subject_id,
    author_id: bo.id,
    parent_id: 0,
    text: `@${ada.username} ${n}`,
    text_hash: null,
    created_at: new Date(),
  });
  await db('comments').insert([row(few, 0), ...Array.from({ length: 50 }, (_, n) => row(many, n))]);
  await db('posts').where({ id: few }).update({ comments_count: 1 });
  await db('posts').where({ id: many }).update({ comments_count: 50 });
  const one = await countStatements(site, () => fetchOf(ada, few, { limit: 50 }));
  let shown = 0;
  const fifty = await countStatements(site, async () => {
    shown = (await fetchOf(ada, many, { limit: 50 })).data.length;
  });
  expect(shown).toBe(50);
  expect(fifty).toBe(one);
});

test('the latest comments of many posts load in one statement, three each, without blocked people', async () => {
  const [ada, bo, dee] = [await a.user(), await a.user(), await a.user()];
  const posts = [await postBy(bo), await postBy(bo), await postBy(bo)];
  const [first = 0, second = 0] = posts;
  const said = [await say(bo, first), await say(ada, first), await say(bo, first), await say(ada, first)];
  const theirs = await say(dee, first);
  const alone = await say(bo, second);
  await reply(bo, alone);
  await a.block(ada, dee);
  const statements = await statementsOf(site, () => latestComments(ctxOf(ada), posts));
  expect(statements.length).toBeLessThanOrEqual(7);
  const { idsByPost } = await latestComments(ctxOf(ada), posts);
  expect(idsByPost).toEqual(
    new Map([
      [second, [alone]],
      [first, said.slice(1).reverse()],
    ]),
  );
  const { idsByPost: forBo } = await latestComments(ctxOf(bo), [first]);
  expect(forBo.get(first)?.[0]).toBe(theirs);
  expect(await countStatements(site, () => latestComments(ctxOf(ada), []))).toBe(0);
});

test('a mentioned person is notified once, if they may read the comment', async () => {
  const [ada, bo, cy, dee] = [await a.user(), await a.user(), await a.user(), await a.user()];
  const postId = await postBy(bo);
  const both = `@${cy.username} @${cy.username.toUpperCase()} @${bo.username} @${ada.username}`;
  const commentId = await say(ada, postId, `${both} ${fresh()}`);
  expect(await told(cy)).toEqual([`comment_mention by ${ada.id}`]);
  expect(await told(bo)).toEqual([`comment by ${ada.id}`]);
  expect(await told(ada)).toEqual([]);
  const activities = await db('activities').where({ user_id: ada.id, type: 'commented_post' });
  expect(activities).toMatchObject([{ post_id: postId, comment_id: commentId, target_user_id: bo.id }]);
  // only bo's followers can read this one
  const closed = await postBy(bo, { privacy: 2 });
  await a.follow(ada, bo);
  await say(ada, closed, `@${dee.username} ${fresh()}`);
  expect(await told(dee)).toEqual([]);
});

test("a reply notifies the comment's author, the mentioned people and those who replied before", async () => {
  const [ada, bo, cy, dee] = [await a.user(), await a.user(), await a.user(), await a.user()];
  const postId = await postBy(bo);
  const commentId = await say(ada, postId);
  await reply(cy, commentId);
  await reply(bo, commentId, `@${dee.username} @${ada.username} ${fresh()}`);
  expect(await told(ada)).toEqual([`comment_reply by ${bo.id}`]);
  expect(await told(cy)).toEqual([`also_replied by ${bo.id}`]);
  expect(await told(dee)).toEqual([`comment_reply_mention by ${bo.id}`]);
});

test('a reply in a group notifies only people who may read it, at the same cost however many', async () => {
  const [ada, bo, cy, dee, eve] = [await a.user(), await a.user(), await a.user(), await a.user(), await a.user()];
  const form = { group_name: `c_${Date.now()}`, group_title: 'Engines', about: 'x', category: 2, privacy: 2, join_privacy: 1 };
  const groupId = Number((await ada.call('create-group', form)).group_data.group_id);
  for (const person of [bo, cy, eve]) await person.call('join-group', { group_id: groupId });
  const { post_data } = await ada.call('new_post', { postText: `@${cy.username} @${dee.username}`, group_id: groupId });
  expect([await told(cy), await told(dee)]).toEqual([[`post_mention by ${ada.id}`], []]);

  const commentId = await say(ada, Number(post_data.id));
  await reply(bo, commentId);
  await reply(cy, commentId, `@${dee.username} ${fresh()}`);
  expect(await told(bo)).toEqual([`also_replied by ${cy.id}`]);
  expect(await told(dee)).toEqual([]);
  const cost = await countStatements(site, () => reply(cy, commentId));
  await reply(eve, commentId);
  expect(await countStatements(site, () => reply(cy, commentId))).toBe(cost);
  expect(await told(eve)).toEqual([`also_replied by ${cy.id}`]);
  await bo.call('join-group', { group_id: groupId });
  await db('notifications').where({ recipient_id: bo.id }).delete();
  await reply(cy, commentId);
  expect(await told(bo)).toEqual([]);
});

test('likes and reactions are notified, and the notification is removed once they are undone', async () => {
  const [ada, bo] = [await a.user(), await a.user()];
  const postId = await postBy(bo);
  const commentId = await say(ada, postId);
  const replyId = await reply(ada, commentId);
  const like = { type: 'comment_like', comment_id: commentId };
  await bo.call('comments', like);
  await bo.call('comments', { type: 'reply_like', reply_id: replyId });
  await bo.call('comments', { type: 'comment_dislike', comment_id: commentId });
  expect(await told(ada)).toEqual([
    `liked_comment by ${bo.id}`,
    `liked_reply_comment by ${bo.id}`,
    `wondered_comment by ${bo.id}`,
  ]);
  await bo.call('comments', { type: 'reaction_comment', comment_id: commentId, reaction: 4 });
  expect(await told(ada)).toContain(`reaction by ${bo.id}`);
  expect(await told(ada)).not.toContain(`liked_comment by ${bo.id}`);
  await bo.call('comments', { type: 'reaction_comment', comment_id: commentId });
  await bo.call('comments', { type: 'comment_dislike', comment_id: commentId });
  expect(await told(ada)).toEqual([`liked_reply_comment by ${bo.id}`]);
});

test('a picture or a recording is stored with the comment and deleted with it', async () => {
  const ada = await a.user();
  const postId = await postBy(ada);
  const picture = await sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } })
    .png()
    .toBuffer();
  const image = { name: 'a.png', content: picture };
  const { data } = await ada.call('comments', { type: 'create', post_id: postId, image });
  expect(data).toMatchObject({ c_file: expect.stringMatching(/^upload\/photos\/.*_image\.png$/), Orginaltext: '', text: '' });
  expect(await db('media_files').where({ key: data.c_file }).first('state', 'uses')).toEqual({ state: 'used', uses: 1 });
  expect(await db('media_files').where({ owner_id: ada.id }).pluck('key')).toEqual([data.c_file]);
  await ada.call('comments', { type: 'delete', comment_id: Number(data.id) });
  await site.settled();
  expect(await db('media_files').where({ key: data.c_file }).first('state')).toEqual({ state: 'unwanted' });
  const text = { name: 'a.png', content: Buffer.from('no picture') };
  expect(await ada.call('comments', { type: 'create', post_id: postId, image: text })).toEqual(
    refusal(5, 'The type of the file is not supported'),
  );
  // an address inside the site's own network is never requested
  expect(await ada.call('comments', { type: 'create', post_id: postId, image_url: 'http://127.0.0.1/a.gif' })).toEqual(
    refusal(5, 'The type of the file is not supported'),
  );
  expect(await db('media_files').where({ owner_id: ada.id, state: 'pending' })).toEqual([]);
});

test('deleting a post deletes all its comments', async () => {
  const [ada, bo] = [await a.user(), await a.user()];
  const postId = await postBy(bo);
  const commentId = await say(ada, postId);
  const replyId = await reply(bo, commentId);
  await bo.call('comments', { type: 'comment_like', comment_id: commentId });
  await site.services.write((tx) =>
    removePost(site.services, tx, { id: postId, author_id: bo.id, parent_id: 0, group_id: 0, page_id: 0 }),
  );
  expect(await ada.call('comments', { type: 'comment_like', comment_id: commentId })).toEqual(refusal(7, 'Comment not found'));
  await purgePost(site.services, postId);
  expect(await db('comments').whereIn('id', [commentId, replyId])).toEqual([]);
  expect(await db('comment_reactions').where({ subject_id: commentId })).toEqual([]);
});

test('deleting a person deletes their comments and reactions, and corrects the counters of others', async () => {
  const [ada, bo] = [await a.user(), await a.user()];
  const postId = await postBy(bo);
  const [mine, theirs] = [await say(ada, postId), await say(bo, postId)];
  await reply(bo, mine);
  const replyId = await reply(ada, theirs);
  await ada.call('comments', { type: 'reaction_comment', comment_id: theirs, reaction: 5 });
  await ada.call('comments', { type: 'comment_dislike', comment_id: theirs });
  await purgeCommentsOfUser(site.services, { userId: ada.id });
  expect(await db('comments').whereIn('id', [mine, replyId])).toEqual([]);
  expect((await fetchOf(bo, postId)).data).toMatchObject([
    { id: String(theirs), replies_count: '0', comment_wonders: '0', reaction: { count: 0, Sad: 0 } },
  ]);
  await expectCountersRight();
});
