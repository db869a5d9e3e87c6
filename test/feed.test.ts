import fc from 'fast-check';
import { nanoid } from 'nanoid';
import { describe, expect, test } from 'vitest';
import type { ViewerContext } from '../src/context.ts';
import { addToFeed, type FeedFilter, homeFeedIds, purgeFeed } from '../src/feed/service.ts';
import { factory, type Person } from './support/people.ts';
import { openSite } from './support/site.ts';
import { countStatements } from './support/statements.ts';

const site = await openSite();
const a = factory(site);

function contextOf({ id, username }: Person): ViewerContext {
  const viewer = { id, sessionId: 0, username, role: 'member' as const, timezone: 'UTC' };
  return { ...site.services, now: new Date(), client: { address: '127.0.0.1', userAgent: '' }, viewer };
}

type Places = { groupId?: number; pageId?: number };
const EVERYONE = 0;
const PEOPLE_I_FOLLOW = 1;
const PEOPLE_FOLLOWING_ME = 2;
const ONLY_ME = 3;
const ANONYMOUS = 4;

/** Inserts a row of `posts` and notifies the feed of it, in one transaction as everywhere. Gives its id. */
function publish(author: Person, privacy = EVERYONE, { groupId = 0, pageId = 0 }: Places = {}): Promise<number> {
  const { services } = site;
  return services.write(async (tx) => {
    const row = { author_id: author.id, privacy, group_id: groupId, page_id: pageId, text: '', created_at: new Date() };
    const [postId = 0] = await tx('posts').insert(row);
    await services.emit(services, 'postCreated', { postId, authorId: author.id, privacy, groupId, pageId });
    return postId;
  });
}

const newName = () => `f_${nanoid(12).replace(/-/g, '_')}`;

async function groupOf(owner: Person, privacy: 1 | 2): Promise<number> {
  const fields = { group_name: newName(), group_title: 'A group', about: 'x', category: 2, privacy, join_privacy: 1 };
  return Number((await owner.call('create-group', fields)).group_data.group_id);
}

async function pageOf(owner: Person): Promise<number> {
  const fields = { page_name: newName(), page_title: 'A page', page_description: 'x', page_category: 2 };
  return Number((await owner.call('create-page', fields)).page_data.page_id);
}

const join = (person: Person, groupId: number) => person.call('join-group', { group_id: groupId });
const like = (person: Person, pageId: number) => person.call('like-page', { page_id: pageId });

function remove(author: Person, postId: number): Promise<void> {
  const { services } = site;
  return services.write(async (tx) => {
    await tx('posts').where({ id: postId }).update({ deleted_at: new Date() });
    await services.emit(services, 'postDeleted', { postId, authorId: author.id });
  });
}

function changePrivacy(author: Person, postId: number, privacy: number): Promise<void> {
  const { services } = site;
  return services.write(async (tx) => {
    await tx('posts').where({ id: postId }).update({ privacy });
    await services.emit(services, 'postPrivacyChanged', { postId, authorId: author.id, privacy });
  });
}

const unfollow = (follower: Person, followee: Person) => follower.call('follow-user', { user_id: followee.id });

function feedOf(reader: Person, part: { before?: number; limit?: number; filter?: FeedFilter } = {}): Promise<number[]> {
  return homeFeedIds(contextOf(reader), { limit: 20, filter: 'following', ...part });
}

/** The whole feed, page by page down to `oldest`; `between` runs after each page. */
async function pagesOf(reader: Person, part: { limit: number; filter: FeedFilter; oldest: number }, between = async () => {}) {
  const pages: number[][] = [];
  let before: number | undefined;
  for (;;) {
    const page = await feedOf(reader, { limit: part.limit, filter: part.filter, ...(before ? { before } : {}) });
    pages.push(page.filter((id) => id >= part.oldest));
    before = page.at(-1);
    if (page.length < part.limit || Number(before) < part.oldest) return pages;
    await between();
  }
}

/** The same through the endpoint. */
async function answersOf(reader: Person, part: { limit: number; filter: FeedFilter; oldest: number }): Promise<number[]> {
  const { limit, oldest } = part;
  const ids: number[] = [];
  for (;;) {
    const fields = { type: 'get_news_feed', limit, filter: part.filter === 'following' ? 1 : 0 };
    const after = ids.at(-1);
    const { data } = await reader.call('posts', after ? { ...fields, after_post_id: after } : fields);
    const page = data.map((post: { id: string }) => Number(post.id));
    ids.push(...page);
    if (page.length < limit || page.at(-1) < oldest) return ids.filter((id) => id >= oldest);
  }
}

/** Ada acts, Bo follows her, Cy is a stranger, Dee is blocked. */
async function people() {
  const [ada, bo, cy, dee] = await Promise.all([a.user(), a.user(), a.user(), a.user()]);
  await a.follow(bo, ada);
  await a.block(ada, dee);
  return { ada, bo, cy, dee };
}

describe('whose posts', () => {
  test('a home feed holds the posts that its reader may see by the privacy of each', async () => {
    const { ada, bo, cy, dee } = await people();
    const eve = await a.user();
    await a.follow(eve, ada);
    await a.follow(ada, eve);
    const first = await publish(ada, EVERYONE);
    const mutual = await publish(ada, PEOPLE_I_FOLLOW);
    const followers = await publish(ada, PEOPLE_FOLLOWING_ME);
    const own = await publish(ada, ONLY_ME);
    const anonymous = await publish(ada, ANONYMOUS);
    await publish(ada, EVERYONE, { groupId: 1 });
    await publish(ada, EVERYONE, { pageId: 1 });

    const met = async (reader: Person, filter: FeedFilter) =>
      (await feedOf(reader, { filter })).filter((id) => id >= first).reverse();
    expect(await met(ada, 'following')).toEqual([first, mutual, followers, own, anonymous]);
    expect(await met(ada, 'all')).toEqual([first, mutual, followers, own, anonymous]);
    // a reader who follows only one person would know the author of the anonymous one
    expect(await met(bo, 'following')).toEqual([first, followers]);
    expect(await met(eve, 'following')).toEqual([first, mutual, followers]);
    expect(await met(eve, 'all')).toEqual([first, mutual, followers, anonymous]);
    expect(await met(cy, 'following')).toEqual([]);
    expect(await met(cy, 'all')).toEqual([first, anonymous]);
    expect(await met(dee, 'following')).toEqual([]);
    expect(await met(dee, 'all')).toEqual([]);
  });

  test('a follow adds all posts of a person at once, and unfollowing or a block removes them all', async () => {
    const { ada, bo, cy } = await people();
    const posts = [await publish(ada), await publish(ada, PEOPLE_FOLLOWING_ME)].reverse();
    await a.follow(cy, ada);
    expect(await feedOf(cy)).toEqual(posts);
    await unfollow(cy, ada);
    expect(await feedOf(cy)).toEqual([]);
    await a.follow(cy, ada);
    await a.block(cy, ada);
    expect(await feedOf(cy)).toEqual([]);
    expect(await feedOf(bo)).toEqual(posts);
  });

  test('a follow request that is not accepted adds nothing', async () => {
    const { ada, cy } = await people();
    await publish(ada);
    await ada.call('update-user-data', { confirm_followers: '1' });
    expect(await cy.call('follow-user', { user_id: ada.id })).toMatchObject({ follow_status: 'requested' });
    expect(await feedOf(cy)).toEqual([]);
    await ada.call('follow-request-action', { user_id: cy.id, request_action: 'accept' });
    expect(await feedOf(cy)).toHaveLength(1);
  });

  test('a deleted post and a changed privacy take effect on commit, for the latest post of an author too', async () => {
    const { ada, bo } = await people();
    const [first, second, third] = [await publish(ada), await publish(ada), await publish(ada)];
    await remove(ada, third);
    expect(await feedOf(bo, { limit: 1 })).toEqual([second]);
    await changePrivacy(ada, second, ONLY_ME);
    expect(await feedOf(bo, { limit: 1 })).toEqual([first]);
    await changePrivacy(ada, second, PEOPLE_FOLLOWING_ME);
    expect(await feedOf(bo)).toEqual([second, first]);
  });

  test('a deleted person is in no feed, and leaves no rows', async () => {
    const { ada, bo, cy } = await people();
    const post = await publish(ada);
    expect(await ada.call('delete-user', { password: ada.password })).toMatchObject({ api_status: 200 });
    expect(await feedOf(bo)).toEqual([]);
    expect((await feedOf(cy, { filter: 'all' })).filter((id) => id === post)).toEqual([]);
    await site.settled();
    await purgeFeed(site.services, { userId: ada.id });
    for (const table of ['feed_posts', 'feed_latest_posts'] as const) {
      expect(await site.services.db(table).where({ author_id: ada.id })).toEqual([]);
    }
  });
});

describe('groups and pages', () => {
  test('posts of my groups and of pages I like are in the whole feed, and not under the people I follow', async () => {
    const { ada, bo, cy, dee } = await people();
    const [groupId, pageId] = [await groupOf(ada, 2), await pageOf(ada)];
    await join(bo, groupId);
    await like(bo, pageId);
    await join(dee, groupId);
    const inGroup = await publish(ada, PEOPLE_FOLLOWING_ME, { groupId });
    const onPage = await publish(ada, EVERYONE, { pageId });
    await publish(ada, ONLY_ME, { pageId });
    const met = async (reader: Person) => (await feedOf(reader, { filter: 'all' })).filter((id) => id >= inGroup);
    expect(await met(bo)).toEqual([onPage, inGroup]);
    expect(await feedOf(bo)).toEqual([]);
    expect(await met(cy)).toEqual([]);
    expect(await met(dee)).toEqual([]);
    const shown = await bo.call('posts', { type: 'get_news_feed', limit: 2 });
    expect(shown.data.map((post: { id: string }) => Number(post.id))).toEqual([onPage, inGroup]);
  });

  test('leaving, unliking, a block and a deletion take effect at the next read', async () => {
    const { ada, bo } = await people();
    const [groupId, pageId] = [await groupOf(ada, 1), await pageOf(ada)];
    await join(bo, groupId);
    await like(bo, pageId);
    const [older, inGroup] = [await publish(ada, EVERYONE, { groupId }), await publish(ada, EVERYONE, { groupId })];
    const onPage = await publish(ada, EVERYONE, { pageId });
    const met = async () => (await feedOf(bo, { filter: 'all' })).filter((id) => id >= older);
    expect(await met()).toEqual([onPage, inGroup, older]);
    await remove(ada, inGroup);
    expect(await met()).toEqual([onPage, older]);
    await like(bo, pageId);
    expect(await met()).toEqual([older]);
    await join(bo, groupId);
    expect(await met()).toEqual([]);
    await join(bo, groupId);
    expect(await met()).toEqual([older]);
    await a.block(bo, ada);
    expect(await met()).toEqual([]);
  });

  test('an author who writes far more than others displaces no post of the others', async () => {
    const { bo } = await people();
    const authors = await Promise.all(Array.from({ length: 7 }, () => a.user()));
    for (const author of authors) await a.follow(bo, author);
    const quiet: number[] = [];
    for (const author of authors) quiet.unshift(await publish(author));
    const [loud] = authors;
    const rows = Array.from({ length: 350 }, (_, index) => 3_000_000_000 + index);
    await site.services
      .db('feed_posts')
      .insert(rows.map((post_id) => ({ author_id: loud?.id ?? 0, post_id, audience: 0 as const })));
    await site.services
      .db('feed_latest_posts')
      .where({ author_id: loud?.id ?? 0 })
      .update({ shared_id: rows.at(-1) ?? 0 });
    const newest = [...rows].reverse();
    expect(await feedOf(bo, { limit: 30 })).toEqual(newest.slice(0, 30));
    expect(await feedOf(bo, { limit: 30, before: rows[9] ?? 0 })).toEqual([...newest.slice(-9), ...quiet]);
    await site.services.db('feed_posts').whereIn('post_id', rows).delete();
  });
});

describe('pages', () => {
  test('no page skips or repeats a post while others publish', async () => {
    const { ada, bo } = await people();
    const others = await Promise.all([a.user(), a.user()]);
    for (const other of others) await a.follow(bo, other);
    const posts: number[] = [];
    for (let index = 0; index < 25; index += 1) posts.push(await publish([ada, ...others][index % 3] ?? ada));
    const last = posts.at(-1) ?? 0;
    for (const filter of ['following', 'all'] as const) {
      const pages = await pagesOf(bo, { limit: 4, filter, oldest: posts[0] ?? 0 }, async () => {
        await publish(ada);
        await publish(others[0] ?? ada);
      });
      expect(pages.flat().filter((id) => id <= last)).toEqual([...posts].reverse());
    }
  });

  test('a page costs the same number of statements for 1 followee and 1 post as for 50', async () => {
    const { ada, bo } = await people();
    await publish(ada);
    const few = await countStatements(site, () => feedOf(bo, { limit: 50 }));
    const fewOfAll = await countStatements(site, () => feedOf(bo, { limit: 50, filter: 'all' }));
    const authors = await Promise.all(Array.from({ length: 50 }, () => a.user()));
    for (const author of authors) {
      await a.follow(bo, author);
      await publish(author);
    }
    expect(await feedOf(bo, { limit: 100 })).toHaveLength(51);
    expect(await countStatements(site, () => feedOf(bo, { limit: 50 }))).toBe(few);
    expect(await countStatements(site, () => feedOf(bo, { limit: 50, filter: 'all' }))).toBe(fewOfAll);
    expect([few, fewOfAll]).toEqual([2, 5]);
  });
});

describe('publishing', () => {
  test('costs the same number of statements whatever the number of followers, and every follower sees the post at the next read', async () => {
    const ada = await a.user();
    const alone = await countStatements(site, () => publish(ada));
    const followers = await Promise.all(Array.from({ length: 30 }, () => a.user()));
    for (const follower of followers) await a.follow(follower, ada);
    let post = 0;
    expect(await countStatements(site, async () => (post = await publish(ada)))).toBe(alone);
    for (const follower of followers) expect((await feedOf(follower))[0]).toBe(post);
  });

  test('twice changes nothing, and a write that fails leaves no trace', async () => {
    const { ada, bo } = await people();
    const post = await publish(ada);
    await addToFeed(site.services, { postId: post, authorId: ada.id, privacy: EVERYONE, groupId: 0, pageId: 0 });
    const failing = site.services.write(async () => {
      await publish(ada);
      throw new Error('not this time');
    });
    await expect(failing).rejects.toThrow('not this time');
    expect(await feedOf(bo)).toEqual([post]);
  });

  test('50 posts and as many deletions at once leave feeds equal to the posts', async () => {
    const { ada, bo } = await people();
    const posts = await Promise.all(Array.from({ length: 50 }, () => publish(ada)));
    await Promise.all(posts.map((post, index) => (index % 2 ? remove(ada, post) : publish(ada))));
    const rows = await site.services.db('posts').where({ author_id: ada.id }).whereNull('deleted_at').orderBy('id', 'desc');
    expect(await feedOf(bo, { limit: 100 })).toEqual(rows.map((row) => row.id));
    const heads = await site.services.db('feed_latest_posts').where({ author_id: ada.id }).first();
    expect(heads).toEqual({ author_id: ada.id, shared_id: rows[0]?.id, mutual_id: 0 });
  });
});

type Step = {
  verb: 'placePost' | 'join' | 'like' | 'post' | 'follow' | 'block' | 'delete' | 'privacy' | 'read';
  who: number;
  whom: number;
  value: number;
};

/** The expected feeds, kept in memory in the simplest way. */
class Reference {
  readonly posts: { id: number; author: number; privacy: number; place?: string }[] = [];
  /** `2 in group 7`, `2 in page 3`. */
  readonly memberships = new Set<string>();
  readonly follows = new Set<string>();
  readonly blocks = new Set<string>();
  pageOwner = 0;

  feed(reader: number, filter: FeedFilter): number[] {
    const follows = (follower: number, followee: number) => this.follows.has(`${follower}>${followee}`);
    const met = this.posts.filter(({ author, privacy, place }) => {
      if (place && (filter === 'following' || !this.memberships.has(`${reader} in ${place}`))) return false;
      if (place?.startsWith('page') && this.blocks.has(`${this.pageOwner}>${reader}`)) return false;
      if (author === reader) return true;
      if (this.blocks.has(`${author}>${reader}`) || this.blocks.has(`${reader}>${author}`) || privacy === ONLY_ME) return false;
      if (place) return place.startsWith('group') || privacy !== PEOPLE_I_FOLLOW;
      if (filter === 'all' && (privacy === EVERYONE || privacy === ANONYMOUS)) return true;
      if (!follows(reader, author) || privacy === ANONYMOUS) return false;
      return privacy !== PEOPLE_I_FOLLOW || follows(author, reader);
    });
    return met.map((post) => post.id).reverse();
  }
}

const verbs = [
  'placePost',
  'placePost',
  'join',
  'join',
  'like',
  'post',
  'post',
  'post',
  'follow',
  'follow',
  'block',
  'delete',
  'privacy',
  'read',
] as const;
const steps = fc.array(fc.record<Step>({ verb: fc.constantFrom(...verbs), who: fc.nat(4), whom: fc.nat(4), value: fc.nat(59) }), {
  minLength: 40,
  maxLength: 80,
});

type World = { persons: Person[]; reference: Reference; groups: number[]; pages: number[] };

/** A step that concerns a group or page. */
async function takeInPlace({ verb, who, value }: Step, { persons, reference, groups, pages }: World) {
  const one = persons[who];
  const groupId = groups[value % groups.length] ?? 0;
  const pageId = pages[value % pages.length] ?? 0;
  if (!one) throw new Error('nobody');
  if (verb === 'placePost') {
    const inGroup = value % 3 > 0;
    const id = await publish(one, value % 5, inGroup ? { groupId } : { pageId });
    reference.posts.push({ id, author: who, privacy: value % 5, place: inGroup ? `group ${groupId}` : `page ${pageId}` });
  }
  if (verb === 'join') {
    const { join_status: status } = await join(one, groupId);
    if (status === 'joined') reference.memberships.add(`${who} in group ${groupId}`);
    if (status === 'left') reference.memberships.delete(`${who} in group ${groupId}`);
  }
  if (verb === 'like') {
    const { like_status: status } = await like(one, pageId);
    if (status === 'liked') reference.memberships.add(`${who} in page ${pageId}`);
    if (status === 'unliked') reference.memberships.delete(`${who} in page ${pageId}`);
  }
}

/** Applies one step to the site and to the reference. */
async function take(step: Step, world: World) {
  const { verb, who, whom, value } = step;
  const { persons, reference } = world;
  await takeInPlace(step, world);
  const [one, other] = [persons[who], persons[whom]];
  if (!one || !other) throw new Error('nobody');
  const post = reference.posts[value % Math.max(reference.posts.length, 1)];
  const pair = `${who}>${whom}`;
  const back = `${whom}>${who}`;
  if (verb === 'post') reference.posts.push({ id: await publish(one, value % 5), author: who, privacy: value % 5 });
  if (verb === 'follow' && who !== whom && !reference.blocks.has(pair) && !reference.blocks.has(back)) {
    await one.call('follow-user', { user_id: other.id });
    if (!reference.follows.delete(pair)) reference.follows.add(pair);
  }
  if (verb === 'block' && who !== whom && !reference.blocks.has(back)) {
    const action = reference.blocks.delete(pair) ? 'un-block' : 'block';
    await one.call('block-user', { user_id: other.id, block_action: action });
    if (action === 'block') {
      reference.blocks.add(pair);
      reference.follows.delete(pair);
      reference.follows.delete(back);
    }
  }
  const author = persons[post?.author ?? -1];
  if (verb === 'delete' && post && author) {
    await remove(author, post.id);
    reference.posts.splice(reference.posts.indexOf(post), 1);
  }
  if (verb === 'privacy' && post && author) {
    await changePrivacy(author, post.id, value % 5);
    post.privacy = value % 5;
  }
  if (verb === 'read') await compare(one, { who, limit: 1 + (value % 7), reference });
}

async function compare(reader: Person, { who, limit, reference }: { who: number; limit: number; reference: Reference }) {
  const oldest = reference.posts[0]?.id ?? Number.MAX_SAFE_INTEGER;
  for (const filter of ['following', 'all'] as const) {
    const pages = await pagesOf(reader, { limit, filter, oldest });
    expect(pages.flat()).toEqual(reference.feed(who, filter));
  }
}

test('whatever people write, follow, join, like, block, hide and delete, every page of every feed equals a plain filter over all posts', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (all) => {
      const persons = await Promise.all(Array.from({ length: 5 }, () => a.user()));
      const reference = new Reference();
      const [zero, first, second] = persons;
      if (!zero || !first || !second) throw new Error('nobody');
      const groups = [await groupOf(zero, 1), await groupOf(first, 2)];
      reference.memberships.add(`0 in group ${groups[0]}`).add(`1 in group ${groups[1]}`);
      const pages = [await pageOf(second)];
      reference.pageOwner = 2;
      for (const step of all) await take(step, { persons, reference, groups, pages });
      for (const [who, person] of persons.entries()) {
        await compare(person, { who, limit: 3, reference });
        const oldest = reference.posts[0]?.id ?? Number.MAX_SAFE_INTEGER;
        for (const filter of ['following', 'all'] as const) {
          expect(await answersOf(person, { limit: 8, filter, oldest })).toEqual(reference.feed(who, filter));
        }
      }
    }),
    { numRuns: 8, interruptAfterTimeLimit: 60_000 },
  );
}, 120_000);
