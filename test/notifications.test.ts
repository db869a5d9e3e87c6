import { afterEach, describe, expect, test } from 'vitest';
import { recordActivity } from '../src/notifications/service/activities.ts';
import { removeNotifications, sweepNotifications } from '../src/notifications/service/inbox.ts';
import { type NotificationDraft, notify, retractNotification } from '../src/notifications/service/notify.ts';
import type { UserRow } from '../src/users/queries.ts';
import { factory, type Person } from './support/people.ts';
import { type Answer, openSite } from './support/site.ts';
import { countStatements } from './support/statements.ts';

const site = await openSite();
const a = factory(site);
const { db } = site.services;

const error = (id: number, text: string) => ({ api_status: '400', errors: { error_id: id, error_text: text } });
const set = (person: Person, changes: Partial<UserRow>) => db('users').where({ id: person.id }).update(changes);
const follow = (follower: Person, followee: Person) => follower.call('follow-user', { user_id: followee.id });
const tell = (news: NotificationDraft) => site.services.write((tx) => notify(site.services, tx, news));
const crowd = (count: number) => Promise.all(Array.from({ length: count }, () => a.user()));

type Cast = { 2: [Person, Person]; 3: [Person, Person, Person]; 4: [Person, Person, Person, Person] };

async function people<Count extends keyof Cast>(count: Count): Promise<Cast[Count]> {
  return (await crowd(count)) as Cast[Count]; // as many as requested
}

async function notificationsOf(person: Person): Promise<Answer[]> {
  await site.settled();
  const answer = await person.call('get-general-data', { fetch: 'notifications' });
  return answer.notifications;
}

const typesOf = async (person: Person) => (await notificationsOf(person)).map((one) => one.type);

/** Ids of new posts of a person, oldest first. */
async function postsBy(person: Person, count: number): Promise<number[]> {
  const ids: number[] = [];
  for (let index = 0; index < count; index += 1)
    ids.push(Number((await person.call('new_post', { postText: `post ${index}` })).post_data.id));
  return ids;
}

async function activitiesOf(person: Person): Promise<Answer[]> {
  const answer = await person.call('get-activities');
  return answer.activities;
}

/** Settings are shared by the files of a worker, so each change is reverted. */
async function setting(name: string, value: string): Promise<void> {
  await db('settings').where({ name }).update({ value });
  await site.services.settings.refresh();
}

afterEach(async () => {
  await setting('connectivitySystem', '0');
  await setting('poke_system', '1');
});

describe('a follow', () => {
  test('notifies the followed person, with a whole notification', async () => {
    const [ada, bo] = await people(2);
    await set(bo, { first_name: 'Bo', last_name: 'Berg' });
    await follow(bo, ada);
    const [notification, ...others] = await notificationsOf(ada);
    expect(others).toEqual([]);
    expect(notification).toEqual({
      id: expect.stringMatching(/^\d+$/),
      notifier_id: String(bo.id),
      recipient_id: String(ada.id),
      post_id: '0',
      reply_id: '0',
      comment_id: '0',
      page_id: '0',
      group_id: '0',
      group_chat_id: '0',
      event_id: '0',
      thread_id: '0',
      blog_id: '0',
      story_id: '0',
      seen_pop: '0',
      type: 'following',
      type2: '',
      text: '',
      url: `http://localhost:3000/${bo.username}`,
      full_link: '',
      seen: '0',
      sent_push: '0',
      admin: '0',
      time: expect.stringMatching(/^\d{10}$/),
      notifier: expect.objectContaining({ user_id: String(bo.id), name: 'Bo Berg', email: '' }),
      ajax_url: `?link1=timeline&u=${bo.username}`,
      type_text: 'followed you',
      icon: 'user-plus',
      time_text_string: expect.stringMatching(/^\d seconds? ago$/),
      time_text: expect.stringMatching(/^\d\d:\d\d$/),
    });
  });

  test('leaves one notification, or none, however often it is toggled at once', async () => {
    const [ada, bo] = await people(2);
    await Promise.all(Array.from({ length: 50 }, () => follow(bo, ada)));
    await site.settled();
    const follows = await db('follows').where({ follower_id: bo.id, followee_id: ada.id });
    const rows = await db('notifications').where({ recipient_id: ada.id });
    const acts = await db('activities').where({ user_id: bo.id });
    expect([rows.length, acts.length]).toEqual([follows.length, follows.length]);
    await follow(bo, ada);
    const now = await db('follows').where({ follower_id: bo.id, followee_id: ada.id });
    expect(await db('notifications').where({ recipient_id: ada.id })).toHaveLength(now.length);
  });

  test('of 50 people at once creates 50 notifications', async () => {
    const ada = await a.user();
    const followers = await crowd(50);
    await Promise.all(followers.map((one) => follow(one, ada)));
    const notifications = await notificationsOf(ada);
    expect(new Set(notifications.map((one) => one.notifier_id)).size).toBe(50);
  });

  test('that ends deletes its notification and its activity', async () => {
    const [ada, bo, cy] = await people(3);
    await follow(cy, bo);
    await follow(bo, ada);
    expect(await activitiesOf(cy)).toHaveLength(1);
    await follow(bo, ada);
    expect(await notificationsOf(ada)).toEqual([]);
    expect(await activitiesOf(cy)).toEqual([]);
  });

  test('that is only requested creates none, and an accepted one notifies the person who asked', async () => {
    const [ada, bo, cy] = await people(3);
    await set(ada, { confirm_followers: 1 });
    await follow(cy, bo);
    await follow(bo, ada);
    expect(await notificationsOf(ada)).toEqual([]);
    await ada.call('follow-request-action', { user_id: bo.id, request_action: 'accept' });
    const [notification] = await notificationsOf(bo);
    expect(notification).toMatchObject({
      type: 'accepted_request',
      type_text: 'accepted your friend request',
      icon: 'user-plus',
    });
    expect(await activitiesOf(cy)).toMatchObject([
      { activity_type: 'friend', user_id: String(bo.id), follow_id: String(ada.id) },
    ]);
    await follow(bo, ada);
    expect(await notificationsOf(bo)).toMatchObject([{ type: 'following', notifier_id: String(cy.id) }]);
    expect(await activitiesOf(cy)).toEqual([]);
  });

  test('that was withdrawn before the answer leaves nothing', async () => {
    const [ada, bo] = await people(2);
    await set(ada, { confirm_followers: 1 });
    await follow(bo, ada);
    await follow(bo, ada);
    expect(await db('notifications').whereIn('recipient_id', [ada.id, bo.id])).toEqual([]);
    expect(await db('activities').whereIn('user_id', [ada.id, bo.id])).toEqual([]);
  });
});

describe('nobody is notified', () => {
  test('of events they turned off, and everybody else is', async () => {
    const [ada, bo, cy] = await people(3);
    await set(ada, { notification_settings: JSON.stringify({ e_followed: 0 }) });
    await follow(bo, ada);
    expect(await notificationsOf(ada)).toEqual([]);
    await tell({ type: 'comment', notifierId: bo.id, recipientIds: [ada.id, cy.id], postId: 7 });
    expect(await typesOf(ada)).toEqual(['comment']);
    expect(await typesOf(cy)).toEqual(['comment']);
  });

  test.each([
    ['e_liked', 'liked_post'],
    ['e_liked', 'reaction'],
    ['e_shared', 'share_post'],
    ['e_commented', 'comment'],
    ['e_followed', 'following'],
    ['e_wondered', 'wondered_post'],
    ['e_mentioned', 'post_mention'],
    ['e_mentioned', 'comment_mention'],
    ['e_accepted', 'accepted_request'],
    ['e_visited', 'visited_profile'],
    ['e_joined_group', 'joined_group'],
    ['e_liked_page', 'liked_page'],
    ['e_profile_wall_post', 'profile_wall_post'],
  ] as const)('with %s off: of %s', async (flag, type) => {
    const [ada, bo, cy] = await people(3);
    await set(ada, { notification_settings: JSON.stringify({ [flag]: '0' }) });
    await tell({ type, notifierId: bo.id, recipientIds: [ada.id, cy.id], postId: 7 });
    expect(await typesOf(ada)).toEqual([]);
    expect(await typesOf(cy)).toEqual([type]);
  });

  test('of their own actions', async () => {
    const ada = await a.user();
    await tell({ type: 'comment', notifierId: ada.id, recipientIds: [ada.id], postId: 7 });
    expect(await notificationsOf(ada)).toEqual([]);
  });

  test('by a blocked person, either way', async () => {
    const [ada, dee] = await people(2);
    await a.block(ada, dee);
    await tell({ type: 'comment', notifierId: dee.id, recipientIds: [ada.id], postId: 7 });
    await tell({ type: 'comment', notifierId: ada.id, recipientIds: [dee.id], postId: 8 });
    expect(await db('notifications').whereIn('recipient_id', [ada.id, dee.id])).toEqual([]);
  });

  test('once they are deleted', async () => {
    const [ada, bo] = await people(2);
    await set(ada, { state: 'disabled' });
    await tell({ type: 'comment', notifierId: bo.id, recipientIds: [ada.id, 4_000_000_000], postId: 7 });
    expect(await db('notifications').whereIn('recipient_id', [ada.id, 4_000_000_000])).toEqual([]);
  });
});

test('a block deletes the notifications two people caused for each other', async () => {
  const [ada, bo, dee] = await people(3);
  await follow(dee, ada);
  await follow(ada, dee);
  await follow(bo, ada);
  await ada.call('poke', { type: 'create', user_id: dee.id });
  await a.block(ada, dee);
  expect(await notificationsOf(ada)).toMatchObject([{ notifier_id: String(bo.id) }]);
  expect(await notificationsOf(dee)).toEqual([]);
  expect(await activitiesOf(bo)).toEqual([]);
  expect(await db('pokes').where({ sender_id: ada.id })).toEqual([]);
});

describe('a later notification', () => {
  test('of the same type and post replaces the earlier one, as the newest', async () => {
    const [ada, bo, cy] = await people(3);
    await tell({ type: 'comment', notifierId: bo.id, recipientIds: [ada.id], postId: 7, commentId: 1 });
    await tell({ type: 'liked_post', notifierId: bo.id, recipientIds: [ada.id], postId: 7 });
    await tell({ type: 'comment', notifierId: cy.id, recipientIds: [ada.id], postId: 7, commentId: 2 });
    const notifications = await notificationsOf(ada);
    expect(notifications).toMatchObject([
      { type: 'comment', notifier_id: String(cy.id), comment_id: '2' },
      { type: 'liked_post', notifier_id: String(bo.id) },
    ]);
    expect(Number(notifications[0]?.id)).toBeGreaterThan(Number(notifications[1]?.id));
  });

  test('is unseen again', async () => {
    const [ada, bo] = await people(2);
    const news: NotificationDraft = { type: 'liked_post', notifierId: bo.id, recipientIds: [ada.id], postId: 7 };
    await tell(news);
    await db('notifications').where({ recipient_id: ada.id }).update({ seen_at: new Date() });
    await tell(news);
    expect(await notificationsOf(ada)).toMatchObject([{ seen: '0' }]);
  });

  test('does not replace the reactions of others', async () => {
    const [ada, bo, cy] = await people(3);
    for (const one of [bo, cy, bo])
      await tell({ type: 'reaction', type2: 'HaHa', notifierId: one.id, recipientIds: [ada.id], postId: 7 });
    expect(await notificationsOf(ada)).toMatchObject([
      { notifier_id: String(bo.id), icon: 'haha', type_text: 'reacted to your post. ' },
      { notifier_id: String(cy.id) },
    ]);
  });

  test('is one when it is created many times at once', async () => {
    const [ada, bo, cy, eve] = await people(4);
    const news: NotificationDraft = {
      type: 'new_post',
      notifierId: bo.id,
      recipientIds: [ada.id, cy.id, eve.id, ada.id],
      postId: 7,
    };
    await tell({ ...news, recipientIds: [cy.id] });
    await tell(news);
    for (const one of [ada, cy, eve]) expect(await typesOf(one)).toEqual(['new_post']);
  });

  test('stays when an earlier one is withdrawn', async () => {
    const [ada, bo, cy] = await people(3);
    const like = (one: Person): NotificationDraft => ({
      type: 'liked_post',
      notifierId: one.id,
      recipientIds: [ada.id],
      postId: 7,
    });
    await tell(like(bo));
    await tell(like(cy));
    await site.services.write((tx) => retractNotification(tx, like(bo)));
    expect(await notificationsOf(ada)).toMatchObject([{ notifier_id: String(cy.id) }]);
    await site.services.write((tx) => retractNotification(tx, like(cy)));
    expect(await notificationsOf(ada)).toEqual([]);
  });

  test('of 50 people, sent 50 times at once, is one', async () => {
    const ada = await a.user();
    const others = await crowd(50);
    const news = (one: Person): NotificationDraft => ({
      type: 'liked_post',
      notifierId: one.id,
      recipientIds: [ada.id],
      postId: 7,
    });
    // as in each domain, the counter's row is locked first
    await Promise.all(
      others.map((one) =>
        site.services.write(async (tx) => {
          await tx('users').where({ id: ada.id }).forUpdate().first('id');
          await notify(site.services, tx, news(one));
        }),
      ),
    );
    expect(await db('notifications').where({ recipient_id: ada.id })).toHaveLength(1);
  });
});

describe('the text of a notification', () => {
  const anyPost = { postId: 7, commentId: 6 };
  test.each([
    [
      { type: 'comment', ...anyPost },
      { type_text: 'commented on your post. ', icon: 'comment' },
    ],
    [
      { type: 'comment', ...anyPost },
      { url: 'http://localhost:3000/post/7?ref=6', ajax_url: '?link1=post&id=7&ref=6' },
    ],
    [{ type: 'comment', type2: 'post_image', text: 'So nice', postId: 7 }, { type_text: 'commented on your photo. So nice' }],
    [
      { type: 'liked_post', type2: 'post_video', postId: 7 },
      { type_text: 'liked your video. ', icon: 'thumbs-up' },
    ],
    [
      { type: 'wondered_post', postId: 7 },
      { type_text: 'wondered your post. ', icon: 'exclamation-circle' },
    ],
    [
      { type: 'post_mention', postId: 7 },
      { icon: 'at', url: 'http://localhost:3000/post/7' },
    ],
    [{ type: 'share_post', postId: 7 }, { icon: 'share' }],
    [{ type: 'profile_wall_post', postId: 7 }, { icon: 'user' }],
    [
      { type: 'joined_group', groupId: 3, text: 'Chess', url: 'chess_club' },
      { type_text: 'joined your group Chess', icon: 'users' },
    ],
    [
      { type: 'joined_group', groupId: 3, url: 'chess_club' },
      { url: 'http://localhost:3000/chess_club', ajax_url: '?link1=timeline&u=chess_club' },
    ],
    [
      { type: 'going_event', eventId: 4, text: 'Ball' },
      { type_text: 'is going to your event Ball', icon: 'calendar-o', event_id: '4' },
    ],
    [
      { type: 'interested_event', eventId: 4 },
      { icon: 'eye', ajax_url: '?link1=show-event&eid=4' },
    ],
    [
      { type: 'viewed_story', storyId: 9 },
      { type_text: 'viewed your story', icon: 'story', story_id: '9' },
    ],
    [
      { type: 'page_admin', pageId: 2 },
      { icon: 'page_admin', page_id: '2' },
    ],
    [{ type: 'visited_profile' }, { type_text: 'visited your profile', icon: 'eye' }],
  ] as const)('%j', async (news, said) => {
    const [ada, bo] = await people(2);
    await tell({ ...news, notifierId: bo.id, recipientIds: [ada.id] });
    expect(await notificationsOf(ada)).toMatchObject([said]);
  });

  test("shows times in the reader's timezone", async () => {
    const [ada, bo] = await people(2);
    await follow(bo, ada);
    await set(ada, { timezone: 'Asia/Tokyo' });
    await db('notifications')
      .where({ recipient_id: ada.id })
      .update({ created_at: new Date(Date.now() - 24 * 60_000) });
    const tokyo = new Intl.DateTimeFormat('en-GB', { timeZone: 'Asia/Tokyo', hour: '2-digit', minute: '2-digit' });
    expect(await notificationsOf(ada)).toMatchObject([
      { time_text_string: '24 minutes ago', time_text: tokyo.format(Date.now() - 24 * 60_000) },
    ]);
    await db('notifications')
      .where({ recipient_id: ada.id })
      .update({ created_at: new Date('2026-02-03T20:00:00Z') });
    expect(await notificationsOf(ada)).toMatchObject([{ time_text: '02.04.26' }]);
  });

  test('about an anonymous person reveals nothing about them', async () => {
    const [ada, bo] = await people(2);
    await set(bo, { first_name: 'Bodil', city: 'Bergen', verified: 1, followers_count: 4711 });
    await tell({ type: 'post_mention', type2: 'anonymous', notifierId: bo.id, recipientIds: [ada.id], postId: 7 });
    await tell({ type: 'profile_wall_post', type2: 'anonymous', notifierId: bo.id, recipientIds: [ada.id] });
    const notifications = await notificationsOf(ada);
    expect(notifications).toHaveLength(2);
    expect(notifications[0]).toMatchObject({
      notifier_id: '0',
      notifier: { user_id: '0', name: 'Anonymous', username: 'anonymous' },
    });
    const text = JSON.stringify(notifications);
    for (const trace of [bo.username, 'Bodil', 'Bergen', '4711', `"${bo.id}"`]) expect(text).not.toContain(trace);
  });
});

test('a visit of a profile is notified once, however often it is repeated', async () => {
  const [ada, bo, cy] = await people(3);
  await Promise.all(Array.from({ length: 20 }, () => bo.call('get-user-data', { user_id: ada.id, fetch: 'user_data' })));
  await cy.call('get-user-data', { user_id: ada.id, fetch: 'user_data' });
  await ada.call('get-user-data', { user_id: ada.id, fetch: 'user_data' });
  const notifications = await notificationsOf(ada);
  expect(notifications.map((one) => [one.type, Number(one.notifier_id)]).sort()).toEqual(
    [
      ['visited_profile', bo.id],
      ['visited_profile', cy.id],
    ].sort(),
  );
});

describe('seen notifications', () => {
  test('are deleted after 5 days, unseen ones stay', async () => {
    const [ada, bo] = await people(2);
    for (const postId of [1, 2, 3]) await tell({ type: 'liked_post', notifierId: bo.id, recipientIds: [ada.id], postId });
    const days = (count: number) => new Date(Date.now() - count * 86_400_000);
    await db('notifications')
      .where({ recipient_id: ada.id, post_id: 1 })
      .update({ seen_at: days(5.1), created_at: days(9) });
    await db('notifications')
      .where({ recipient_id: ada.id, post_id: 2 })
      .update({ seen_at: days(4.9), created_at: days(9) });
    await db('notifications')
      .where({ recipient_id: ada.id, post_id: 3 })
      .update({ created_at: days(30) });
    await sweepNotifications(site.services, new Date());
    expect(await db('notifications').where({ recipient_id: ada.id }).orderBy('id').pluck('post_id')).toEqual([2, 3]);
  });

  test('of a deleted item are deleted in batches', async () => {
    const [ada, bo] = await people(2);
    await tell({ type: 'liked_post', notifierId: bo.id, recipientIds: [ada.id], postId: 991 });
    await removeNotifications(site.services, { post_id: 991 });
    expect(await notificationsOf(ada)).toEqual([]);
  });
});

test('a deleted person leaves no notification, activity or poke', async () => {
  const [ada, bo, cy] = await people(3);
  await follow(cy, bo);
  await follow(bo, ada);
  await follow(ada, bo);
  await bo.call('poke', { type: 'create', user_id: ada.id });
  await bo.call('delete-user', { password: bo.password });
  expect(await notificationsOf(ada)).toEqual([]);
  expect(await activitiesOf(cy)).toEqual([]);
  for (const table of ['notifications', 'pokes'] as const) {
    const rows = await db(table).where({ recipient_id: bo.id });
    expect(rows).toEqual([]);
  }
  expect(await db('activities').where({ user_id: bo.id }).orWhere({ target_user_id: bo.id })).toEqual([]);
});

describe('get-activities', () => {
  test('returns whole activities of the people I follow', async () => {
    const [ada, bo, cy] = await people(3);
    await set(ada, { first_name: 'Ada' });
    await set(cy, { first_name: 'Cy', last_name: 'Cole' });
    await follow(bo, ada);
    await follow(ada, cy);
    expect(await bo.call('get-activities')).toEqual({
      api_status: 200,
      activities: [
        {
          id: expect.stringMatching(/^\d+$/),
          user_id: String(ada.id),
          post_id: '0',
          reply_id: '0',
          comment_id: '0',
          follow_id: String(cy.id),
          activity_type: 'following',
          time: expect.stringMatching(/^\d{10}$/),
          postData: null,
          activator: expect.objectContaining({ user_id: String(ada.id), name: 'Ada' }),
          activity_text: 'Ada is following Cy Cole',
          follow_data: expect.objectContaining({ user_id: String(cy.id) }),
        },
      ],
    });
    expect(await ada.call('get-activities')).toEqual({ api_status: 200, activities: [] });
    expect((await ada.call('my_activities')).data).toMatchObject([{ activity_text: 'Ada is following Cy Cole' }]);
  });

  test('returns nothing of people who hide their activities', async () => {
    const [ada, bo, cy] = await people(3);
    await set(ada, { show_activities_privacy: 0 });
    await follow(bo, ada);
    await follow(ada, cy);
    expect(await activitiesOf(bo)).toEqual([]);
    expect((await ada.call('my_activities')).data).toEqual([]);
  });

  test('returns nothing that was done to a blocked person', async () => {
    const [ada, bo, cy, dee] = await people(4);
    await follow(bo, ada);
    await follow(ada, dee);
    await follow(ada, cy);
    await a.block(dee, bo);
    expect(await activitiesOf(bo)).toMatchObject([{ follow_id: String(cy.id) }]);
  });

  test.each([
    ['liked_post', 'liked Cy post.'],
    ['wondered_post', 'wondered Cy post.'],
    ['shared_post', 'shared Cy post.'],
    ['commented_post', 'commented on Cy post.'],
    ['reaction|post|3', 'reacted to Cy post.'],
  ] as const)('reads %s as "%s"', async (type, phrase) => {
    const [ada, bo, cy] = await people(3);
    await set(ada, { first_name: 'Ada' });
    await set(cy, { first_name: 'Cy' });
    await follow(bo, ada);
    const [postId = 0] = await postsBy(cy, 1);
    await site.services.write((tx) => recordActivity(tx, { type, userId: ada.id, targetUserId: cy.id, postId }));
    const activities = await activitiesOf(bo);
    const about = { post_id: String(postId), postData: { id: String(postId), Orginaltext: 'post 0' } };
    expect(activities).toMatchObject([{ activity_type: type, activity_text: `Ada ${phrase}`, follow_id: '0', ...about }]);
    expect(activities[0]).not.toHaveProperty('follow_data');
  });

  test('leaves out activities about posts that I cannot see', async () => {
    const [ada, bo, cy] = await people(3);
    await follow(bo, ada);
    const { post_data } = await cy.call('new_post', { postText: 'for me alone', postPrivacy: 3 });
    await site.services.write((tx) =>
      recordActivity(tx, { type: 'liked_post', userId: ada.id, targetUserId: cy.id, postId: Number(post_data.id) }),
    );
    expect(await activitiesOf(bo)).toEqual([]);
  });

  test('page by the last id, without holes or repeats, and each act is listed once', async () => {
    const [ada, bo, cy] = await people(3);
    await follow(cy, ada);
    await follow(cy, bo);
    const postIds = await postsBy(cy, 12);
    for (const [index, postId] of postIds.entries()) {
      const userId = index % 3 === 2 ? bo.id : ada.id;
      await site.services.write((tx) => recordActivity(tx, { type: 'liked_post', userId, targetUserId: cy.id, postId }));
    }
    await site.services.write((tx) =>
      recordActivity(tx, { type: 'liked_post', userId: ada.id, targetUserId: cy.id, postId: postIds[0] ?? 0 }),
    );
    const seen: string[] = [];
    for (let offset = '0'; ; ) {
      const { activities } = await cy.call('get-activities', { limit: 5, offset });
      if (activities.length === 0) break;
      seen.push(...activities.map((one: Answer) => one.post_id));
      offset = activities.at(-1).id;
    }
    const [first, ...later] = postIds;
    expect(seen).toEqual([first, ...later.reverse()].map(String));
  });

  test('costs as many statements for 50 as for 1', async () => {
    const ada = await a.user();
    const actors = await crowd(10);
    for (const actor of actors) await follow(ada, actor);
    const postIds = await postsBy(ada, 6);
    for (const actor of actors)
      for (const postId of postIds)
        await site.services.write((tx) =>
          recordActivity(tx, { type: 'liked_post', userId: actor.id, targetUserId: ada.id, postId }),
        );
    const one = await countStatements(site, () => ada.call('get-activities', { limit: 1 }));
    const fifty = await countStatements(site, () => ada.call('get-activities', { limit: 50 }));
    expect(fifty).toBe(one);
    expect((await ada.call('get-activities', { limit: 50 })).activities).toHaveLength(50);
  });
});

describe('poke', () => {
  test('reaches a person, is fetched, and is removed', async () => {
    const [ada, bo] = await people(2);
    expect(await bo.call('poke', { type: 'create', user_id: ada.id })).toEqual({
      api_status: 200,
      message: 'The user was poked',
    });
    expect(await notificationsOf(ada)).toMatchObject([{ type: 'poke', type_text: 'poked you', icon: 'thumbs-up' }]);
    const answer = await ada.call('poke', { type: 'fetch' });
    expect(answer).toEqual({
      api_status: 200,
      data: [
        {
          id: expect.stringMatching(/^\d+$/),
          send_user_id: String(bo.id),
          received_user_id: String(ada.id),
          time: expect.stringMatching(/^\d{10}$/),
          user_data: expect.objectContaining({ user_id: String(bo.id) }),
        },
      ],
    });
    expect(await bo.call('poke', { type: 'fetch' })).toEqual({ api_status: 200, data: [] });
    const remove = { type: 'remove', poke_id: answer.data[0].id };
    expect(await ada.call('poke', remove)).toEqual({ api_status: 200, message: 'The poke was removed' });
    expect(await notificationsOf(ada)).toEqual([]);
    expect(await ada.call('poke', remove)).toEqual(error(6, 'Poke not found'));
  });

  test('of 50 at once is one', async () => {
    const [ada, bo] = await people(2);
    const answers = await Promise.all(Array.from({ length: 50 }, () => bo.call('poke', { type: 'create', user_id: ada.id })));
    expect(answers.filter((answer) => answer.api_status === 200)).toHaveLength(1);
    expect(answers.filter((answer) => answer.errors?.error_id === 8)).toHaveLength(49);
    expect(await db('pokes').where({ recipient_id: ada.id })).toHaveLength(1);
  });

  test('is refused', async () => {
    const [ada, bo, dee] = await people(3);
    await a.block(dee, ada);
    await bo.call('poke', { type: 'create', user_id: dee.id });
    const [deeps] = await db('pokes').where({ recipient_id: dee.id });
    expect(await ada.call('poke', {})).toEqual(error(4, 'type can not be empty'));
    expect(await ada.call('poke', { type: 'throw' })).toEqual(error(4, 'type can not be empty'));
    expect(await ada.call('poke', { type: 'create' })).toEqual(error(5, 'user_id can not be empty'));
    expect(await ada.call('poke', { type: 'remove' })).toEqual(error(5, 'poke_id can not be empty'));
    expect(await ada.call('poke', { type: 'create', user_id: dee.id })).toEqual(error(6, 'Recipient user not found'));
    expect(await ada.call('poke', { type: 'create', user_id: 'x' })).toEqual(error(6, 'Recipient user not found'));
    expect(await ada.call('poke', { type: 'remove', poke_id: 'x' })).toEqual(error(6, 'Poke not found'));
    expect(await ada.call('poke', { type: 'remove', poke_id: deeps?.id ?? 0 })).toEqual(error(6, 'Poke not found'));
    expect(await ada.call('poke', { type: 'create', user_id: ada.id })).toEqual(error(7, 'You can not poke yourself'));
    await setting('poke_system', '0');
    expect(await ada.call('poke', { type: 'create', user_id: bo.id })).toEqual(error(9, 'Pokes are turned off on this site'));
    expect(await ada.call('poke', { type: 'fetch' })).toEqual(error(9, 'Pokes are turned off on this site'));
  });

  test('pages by the last id and costs as many statements for 30 as for 1', async () => {
    const ada = await a.user();
    const others = await crowd(30);
    for (const one of others) await one.call('poke', { type: 'create', user_id: ada.id });
    const first = await ada.call('poke', { type: 'fetch', limit: 20 });
    const second = await ada.call('poke', { type: 'fetch', limit: 20, offset: first.data.at(-1).id });
    expect([...first.data, ...second.data].map((one) => Number(one.send_user_id))).toEqual(others.map((one) => one.id).reverse());
    const one = await countStatements(site, () => ada.call('poke', { type: 'fetch', limit: 1 }));
    expect(await countStatements(site, () => ada.call('poke', { type: 'fetch', limit: 50 }))).toBe(one);
  });
});
