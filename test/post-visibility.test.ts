import { beforeAll, describe, expect, test } from 'vitest';
import { factory, type Person } from './support/people.ts';
import { openSite } from './support/site.ts';

const site = await openSite();
const a = factory(site);

type Viewers = { author: Person; followed: Person; follower: Person; stranger: Person; blocked: Person; blocker: Person };
let people: Viewers;

beforeAll(async () => {
  const [author, followed, follower, stranger, blocked, blocker] = await Promise.all(Array.from({ length: 6 }, () => a.user()));
  if (!author || !followed || !follower || !stranger || !blocked || !blocker) throw new Error('not everybody came');
  people = { author, followed, follower, stranger, blocked, blocker };
  await a.follow(author, followed);
  await a.follow(follower, author);
  await a.block(author, blocked);
  await a.block(blocker, author);
});

const PRIVACIES = [0, 1, 2, 3, 4] as const;

/** The people who can see a post of each privacy. Contract §4 Privacy. */
const SEEN: Readonly<Record<(typeof PRIVACIES)[number], readonly (keyof Viewers)[]>> = {
  0: ['author', 'followed', 'follower', 'stranger'],
  1: ['author', 'followed'],
  2: ['author', 'follower'],
  3: ['author'],
  4: ['author', 'followed', 'follower', 'stranger'],
};

async function post(author: Person, privacy: number, more = {}): Promise<string> {
  const answer = await author.call('new_post', { postText: `privacy ${privacy}`, postPrivacy: privacy, ...more });
  expect(answer).toMatchObject({ api_status: 200 });
  return answer.post_data.id;
}

const VIEWERS = ['author', 'followed', 'follower', 'stranger', 'blocked', 'blocker'] as const;
const cells = PRIVACIES.flatMap((privacy) => VIEWERS.map((viewer) => [privacy, viewer] as const));

/** Each way to one post, and its answer when the post does not exist. */
const WAYS: readonly (readonly [name: string, fields: (id: string) => Record<string, string>])[] = [
  ['get-post-data', (post_id) => ({ post_id, fetch: 'post_data' })],
  ['get-post-data', (post_id) => ({ post_id, fetch: 'post_liked_users,post_comments,post_wondered_users' })],
  ['get-reactions', (id) => ({ id, type: 'post', reaction: '1,2' })],
  ['post-actions', (post_id) => ({ post_id, action: 'like' })],
  ['post-actions', (post_id) => ({ post_id, action: 'reaction', reaction: '2' })],
  ['post-actions', (post_id) => ({ post_id, action: 'wonder' })],
  ['post-actions', (post_id) => ({ post_id, action: 'save' })],
  ['post-actions', (post_id) => ({ post_id, action: 'report' })],
  ['post-actions', (post_id) => ({ post_id, action: 'comment', text: 'hello' })],
  ['post-actions', (post_id) => ({ post_id, action: 'edit', text: 'mine now' })],
  ['post-actions', (post_id) => ({ post_id, action: 'delete' })],
  ['post-actions', (post_id) => ({ post_id, action: 'boost' })],
  ['post-actions', (post_id) => ({ post_id, action: 'disable_comments' })],
  ['hide_post', (post_id) => ({ post_id })],
  ['comments', (post_id) => ({ post_id, type: 'fetch_comments' })],
  ['comments', (post_id) => ({ post_id, type: 'create', text: 'hello' })],
  ['albums', (post_id) => ({ post_id, id: '1', type: 'delete_album_image' })],
];

describe('a post', () => {
  test.each(cells)('of privacy %i is visible to the right people: %s', async (privacy, viewer) => {
    const { author, [viewer]: reader } = people;
    const id = await post(author, privacy);
    const isSeen = SEEN[privacy].includes(viewer);
    const one = await reader.call('get-post-data', { post_id: id, fetch: 'post_data' });
    expect(one.api_status).toBe(isSeen ? 200 : '400');
    const lists = await Promise.all([
      reader.call('posts', { type: 'get_user_posts', id: author.id }),
      reader.call('search_for_posts', { type: 'user', id: author.id, search_query: `privacy ${privacy}` }),
      reader.call('get-user-albums', { user_id: author.id, type: 'text' }),
      reader.call('posts', { type: 'get_news_feed' }),
    ]);
    const holds = lists.map((answer) => (answer.data ?? []).some((item: { id: string }) => item.id === id));
    // an anonymous post is on no timeline but the author's own
    const onTimeline = isSeen && (privacy !== 4 || viewer === 'author');
    expect(holds.slice(0, 3)).toEqual([onTimeline, onTimeline, onTimeline]);
    if (holds[3]) expect(isSeen).toBe(true);
  });

  test.each(WAYS)('that is hidden is refused byte for byte like one that does not exist: %s %#', async (name, fields) => {
    const { author, stranger, blocked, blocker } = people;
    const [onlyMe, deleted, hidden, open] = [
      await post(author, 3),
      await post(author, 0),
      await post(author, 0),
      await post(author, 0),
    ];
    await author.call('post-actions', { post_id: deleted, action: 'delete' });
    await stranger.call('hide_post', { post_id: hidden });
    const nothing = JSON.stringify(await stranger.call(name, fields('4294967295')));
    expect(nothing).toContain('"400"');
    for (const id of [onlyMe, deleted, hidden]) expect(JSON.stringify(await stranger.call(name, fields(id)))).toBe(nothing);
    for (const reader of [blocked, blocker]) expect(JSON.stringify(await reader.call(name, fields(open)))).toBe(nothing);
  });
});

describe('an anonymous post', () => {
  test('names its author only to the author and the staff', async () => {
    const { author, stranger, follower } = people;
    const id = await post(author, 4);
    for (const reader of [stranger, follower]) {
      const answer = await reader.call('get-post-data', { post_id: id, fetch: 'post_data' });
      expect(answer.post_data).toMatchObject({ user_id: '0', admin: false, publisher: { user_id: '0', name: 'Anonymous' } });
      const text = JSON.stringify(answer);
      for (const secret of [author.username, author.email]) expect(text).not.toContain(secret);
    }
    const own = await author.call('get-post-data', { post_id: id, fetch: 'post_data' });
    expect(own.post_data.publisher.user_id).toBe(String(author.id));
    const moderator = await a.user();
    await site.services.db('users').where({ id: moderator.id }).update({ role: 'moderator' });
    const staff = await moderator.call('get-post-data', { post_id: id, fetch: 'post_data' });
    expect(staff.post_data.publisher.user_id).toBe(String(author.id));
  });

  test('is named by no activity, not even one from before it was anonymous', async () => {
    const [ada, bo, cy] = [await a.user(), await a.user(), await a.user()];
    const id = await post(ada, 0);
    await bo.call('post-actions', { post_id: id, action: 'like' });
    await a.follow(cy, bo);
    await ada.call('post-actions', { post_id: id, action: 'edit', text: 'quietly', privacy_type: 4 });
    const { activities } = await cy.call('get-activities');
    expect(activities).toMatchObject([{ activity_text: `${bo.username} liked Anonymous post.` }]);
    expect(JSON.stringify(activities)).not.toContain(ada.username);
  });

  test('does not change the public counter, whichever way it became anonymous', async () => {
    const ada = await a.user();
    const count = async () => (await site.services.db('users').where({ id: ada.id }).first('posts_count'))?.posts_count;
    await post(ada, 4);
    expect(await count()).toBe(0);
    const id = await post(ada, 0);
    expect(await count()).toBe(1);
    await ada.call('post-actions', { post_id: id, action: 'edit', text: 'quietly', privacy_type: 4 });
    expect(await count()).toBe(0);
    await ada.call('post-actions', { post_id: id, action: 'edit', text: 'loudly', privacy_type: 0 });
    expect(await count()).toBe(1);
    await ada.call('post-actions', { post_id: id, action: 'delete' });
    expect(await count()).toBe(0);
  });
});

describe('a share', () => {
  test('shows the original only to people who can see it', async () => {
    const { author, follower, stranger } = people;
    const original = await post(author, 2);
    const shared = await follower.call('posts', {
      type: 'share_post_on_timeline',
      id: original,
      user_id: follower.id,
      text: 'look',
    });
    expect(shared.data).toMatchObject({
      parent_id: original,
      shared_info: { id: original },
      shared_from: { user_id: String(author.id) },
    });
    for (const [name, fields] of [
      ['get-post-data', { post_id: shared.data.id, fetch: 'post_data' }],
      ['posts', { type: 'get_user_posts', id: follower.id }],
    ] as const) {
      const seen = await stranger.call(name, fields);
      const item = seen.post_data ?? seen.data.find((one: { id: string }) => one.id === shared.data.id);
      expect(item).toMatchObject({ postText: 'look', parent_id: '0', shared_info: null, shared_from: null });
      expect(JSON.stringify(seen)).not.toContain('privacy 2');
    }
  });

  test('of an anonymous post does not reveal its author', async () => {
    const { author, stranger, follower } = people;
    const original = await post(author, 4);
    const shared = await stranger.call('posts', { type: 'share_post_on_timeline', id: original, user_id: stranger.id });
    const seen = await follower.call('get-post-data', { post_id: shared.data.id, fetch: 'post_data' });
    expect(seen.post_data).toMatchObject({ shared_from: null, shared_info: { id: original, publisher: { user_id: '0' } } });
    expect(JSON.stringify(seen)).not.toContain(author.username);
  });

  test('of a share points to the original, and stays without the link when that is deleted', async () => {
    const { author, follower, stranger } = people;
    const original = await post(author, 0);
    const first = await follower.call('posts', {
      type: 'share_post_on_timeline',
      id: original,
      user_id: follower.id,
      text: 'one',
    });
    const second = await stranger.call('posts', {
      type: 'share_post_on_timeline',
      id: first.data.id,
      user_id: stranger.id,
      text: 'two',
    });
    expect(second.data.parent_id).toBe(original);
    const counted = await author.call('get-post-data', { post_id: original, fetch: 'post_data' });
    expect(counted.post_data.post_shares).toBe('2');
    await stranger.call('post-actions', { post_id: second.data.id, action: 'delete' });
    expect((await author.call('get-post-data', { post_id: original, fetch: 'post_data' })).post_data.post_shares).toBe('1');
    await author.call('post-actions', { post_id: original, action: 'delete' });
    await site.settled();
    const left = await follower.call('get-post-data', { post_id: first.data.id, fetch: 'post_data' });
    expect(left.post_data).toMatchObject({ postText: 'one', parent_id: '0', shared_info: null });
    expect(
      await site.services
        .db('posts')
        .where({ id: Number(first.data.id) })
        .pluck('parent_id'),
    ).toEqual([0]);
  });

  test('cannot be made of what only its author sees', async () => {
    const { author } = people;
    const own = await post(author, 3);
    const answer = await author.call('posts', { type: 'share_post_on_timeline', id: own, user_id: author.id });
    expect(answer.errors).toEqual({ error_id: 8, error_text: 'Post not found' });
  });
});

describe('a post', () => {
  test('is in exactly one container, where its author may write', async () => {
    const [ada, cy] = [await a.user(), await a.user()];
    const group = {
      group_name: `v_${Date.now()}`,
      group_title: 'Closed',
      about: 'x',
      category: 2,
      privacy: 2,
    };
    const { group_id } = (await ada.call('create-group', group)).group_data;
    const page = { page_name: `w_${Date.now()}`, page_title: 'Open', page_description: 'x', page_category: 2 };
    const { page_id } = (await cy.call('create-page', page)).page_data;
    // the page is cy's own; the group, the event and the wall in the same form are not
    const fields = { page_id, group_id, event_id: '4294967295', recipient_id: ada.id };
    const { post_data } = await cy.call('new_post', { postText: 'a foot in the door', ...fields });
    expect(post_data).toMatchObject({ page_id, group_id: '0', event_id: '0', recipient_id: '0' });
    expect((await ada.call('posts', { type: 'get_group_posts', id: group_id })).data).toEqual([]);
    expect((await cy.call('new_post', { postText: 'x', group_id, recipient_id: cy.id })).errors.error_id).toBe(14);
    const inside = await ada.call('new_post', { postText: 'x', group_id, recipient_id: cy.id });
    expect(inside.post_data).toMatchObject({ group_id, recipient_id: '0' });
    for (const list of [
      { name: 'posts', fields: { type: 'get_group_posts', id: group_id } },
      { name: 'search_for_posts', fields: { type: 'group', id: group_id, search_query: 'x' } },
    ]) {
      expect((await ada.call(list.name, list.fields)).data).toHaveLength(1);
      expect((await cy.call(list.name, list.fields)).data).toEqual([]);
    }
  });

  test('of a page notifies its owner of reactions to it, and reveals its author to nobody', async () => {
    const [ada, bo, cy, eve] = [await a.user(), await a.user(), await a.user(), await a.user()];
    const page = {
      page_name: `x_${Date.now()}`,
      page_title: 'Stars',
      page_description: 'x',
      page_category: 2,
    };
    const { page_id } = (await ada.call('create-page', page)).page_data;
    await ada.call('make_page_admin', { page_id, user_id: bo.id });
    const { post_data } = await bo.call('new_post', { postText: `@${eve.username}`, page_id });
    await site.settled();
    const { notifications } = await eve.call('get-general-data', { fetch: 'notifications' });
    expect(notifications).toMatchObject([{ type: 'post_mention', notifier_id: '0', notifier: { name: 'Stars' } }]);
    expect(JSON.stringify(notifications)).not.toContain(bo.username);

    const heard = async (person: Person) =>
      site.services.db('notifications').where({ recipient_id: person.id, notifier_id: cy.id }).orderBy('id').pluck('type');
    const act = (action: string) => cy.call('post-actions', { post_id: post_data.id, action, text: `words ${Date.now()}` });
    for (const action of ['like', 'wonder', 'comment']) await act(action);
    expect(await heard(ada)).toEqual(['liked_post', 'wondered_post', 'comment']);
    expect(await heard(bo)).toEqual([]);
    for (const action of ['like', 'wonder']) await act(action);
    expect(await heard(ada)).toEqual(['comment']);
    await a.follow(eve, cy);
    const { activities } = await eve.call('get-activities');
    expect(activities.map((one: { activity_text: string }) => one.activity_text)).toEqual([
      `${cy.username} commented on Stars post.`,
    ]);
    expect(JSON.stringify(activities)).not.toContain(bo.username);
    const share = { type: 'share_post_on_page', id: await post(cy, 0), page_id };
    expect(await bo.call('posts', share)).toMatchObject({ api_status: 200 });
    const { notifications: news } = await cy.call('get-general-data', { fetch: 'notifications' });
    expect(news[0]).toMatchObject({ type: 'shared_your_post', notifier: { name: 'Stars' } });
    expect(JSON.stringify(news)).not.toContain(bo.username);
    expect(await site.services.db('activities').where({ user_id: bo.id })).toEqual([]);

    const said = { type: 'create', post_id: post_data.id, text: `as the page ${Date.now()}`, page_id };
    const { data: comment } = await bo.call('comments', said);
    await ada.call('make_page_admin', { page_id, user_id: bo.id });
    const words = 'not in its name any more';
    for (const action of ['edit', 'delete'])
      expect((await bo.call('post-actions', { post_id: post_data.id, action, text: words })).errors.error_id).toBe(9);
    expect((await bo.call('comments', { type: 'edit', comment_id: comment.id, text: words })).errors.error_id).toBe(8);
    expect(await ada.call('post-actions', { post_id: post_data.id, action: 'edit', text: words })).toMatchObject({
      action: 'edited',
    });
  });
});

describe("another person's wall", () => {
  test('accepts posts from the people the owner allows', async () => {
    const { author, followed, follower, stranger, blocked } = people;
    const onWall = (person: Person) => person.call('new_post', { postText: 'hi', recipient_id: author.id });
    // post_privacy is `ifollow` by default: people the owner follows
    expect((await onWall(followed)).post_data).toMatchObject({
      recipient_exists: true,
      recipient: { user_id: String(author.id) },
    });
    for (const person of [follower, stranger]) {
      expect((await onWall(person)).errors).toEqual({ error_id: 14, error_text: 'You can not post there' });
    }
    expect((await onWall(blocked)).errors).toEqual({ error_id: 14, error_text: 'something went wrong' });
  });

  test('shows its posts, and its owner may remove them', async () => {
    const { author, follower, followed, stranger } = people;
    const { post_data: wall } = await followed.call('new_post', {
      postText: 'on your wall',
      recipient_id: author.id,
      postPrivacy: 2,
    });
    const list = await author.call('posts', { type: 'get_user_posts', id: author.id });
    expect(list.data.map((item: { id: string }) => item.id)).toContain(wall.id);
    for (const reader of [stranger, follower]) {
      expect((await reader.call('get-post-data', { post_id: wall.id, fetch: 'post_data' })).api_status).toBe('400');
    }
    expect((await author.call('post-actions', { post_id: wall.id, action: 'edit', text: 'no' })).errors.error_id).toBe(9);
    expect(await author.call('post-actions', { post_id: wall.id, action: 'delete' })).toEqual({
      api_status: 200,
      action: 'deleted',
    });
    expect((await followed.call('get-post-data', { post_id: wall.id, fetch: 'post_data' })).api_status).toBe('400');
  });
});
