import { notificationKinds } from '../../../notifications/catalogue.ts';
import { activityKey } from '../../../notifications/rules.ts';
import type { Step } from '../../core/step.ts';
import { commentReports } from '../../target/comments.ts';
import { groupReports, pageReports } from '../../target/communities.ts';
import { activities, notifications, recentSearches } from '../../target/content.ts';
import { userReports } from '../../target/people.ts';
import { postReports } from '../../target/posts.ts';
import type { Fields } from '../fields.ts';
import type { World } from '../world.ts';

const GONE = { leftOut: 'of people or things that are not there' } as const;
const KEPT_DAYS = 90;
const DAY_MS = 86_400_000;

function isOld(at: Date | undefined, { allNotifications, now }: World): boolean {
  return !allNotifications && (at === undefined || now.getTime() - at.getTime() > KEPT_DAYS * DAY_MS);
}

const OLD = { leftOut: `older than ${KEPT_DAYS} days` } as const;

/** Types of another name there. */
const TYPES: ReadonlyMap<string, string> = new Map([
  ['liked_replay_comment', 'liked_reply_comment'],
  ['comment_reply_mention', 'comment_reply_mention'],
]);

function notificationsStep(world: World): Step<Fields> {
  return {
    name: 'notifications',
    part: 'notifications',
    table: 'notifications',
    key: 'id',
    columns: [
      ...['id', 'notifier_id', 'recipient_id', 'post_id', 'comment_id', 'reply_id', 'page_id', 'group_id', 'event_id', 'blog_id'],
      ...['story_id', 'type', 'type2', 'text', 'seen', 'time'],
    ],
    ignored: ['url', 'thread_id', 'seen_pop', 'full_link', 'group_chat_id', 'admin', 'sent_push'],
    targets: [notifications],
    map(row, output) {
      const at = row.time('time');
      if (isOld(at, world)) return OLD;
      const [notifier, recipient] = [row.id('notifier_id'), row.id('recipient_id')];
      if (!world.hasUser(notifier) || !world.hasUser(recipient)) return GONE;
      const given = row.raw('type');
      const type = TYPES.get(given) ?? given;
      if (!Object.hasOwn(notificationKinds, type)) return { leftOut: 'notifications of things that are not here' };
      const post = row.id('post_id');
      if (post > 0 && !world.has('posts', post)) return GONE;
      const reply = row.id('reply_id');
      output.add(notifications, {
        recipient_id: recipient,
        notifier_id: notifier,
        type,
        type2: row
          .raw('type2')
          .replace(/[^\w-]/g, '')
          .slice(0, 32),
        post_id: post,
        comment_id: world.idIn('comments', row.id('comment_id')),
        reply_id: world.has('replies', reply) ? world.bases.reply + reply : 0,
        story_id: world.idIn('userstory', row.id('story_id')),
        page_id: world.idIn('pages', row.id('page_id')),
        group_id: world.idIn('groups', row.id('group_id')),
        event_id: world.idIn('events', row.id('event_id')),
        blog_id: world.idIn('blog', row.id('blog_id')),
        text: row.line('text', 255),
        dedupe_key: `imported ${row.id('id')}`,
        seen_at: row.number('seen') > 0 ? (row.time('seen') ?? world.now) : null,
        created_at: at ?? world.now,
      });
      return undefined;
    },
  };
}

function activitiesStep(world: World): Step<Fields> {
  let owners = new Map<number, Fields>();
  return {
    name: 'activities',
    part: 'notifications',
    table: 'activities',
    key: 'id',
    columns: ['id', 'user_id', 'post_id', 'comment_id', 'reply_id', 'follow_id', 'activity_type', 'time'],
    targets: [activities],
    async prepare(rows) {
      owners = await world.column(
        'posts',
        'id',
        'user_id',
        rows.map((row) => row.id('post_id')),
      );
    },
    map(row, output) {
      const at = row.time('time');
      if (isOld(at, world)) return OLD;
      const [user, post, followed] = [row.id('user_id'), row.id('post_id'), row.id('follow_id')];
      if (!world.hasUser(user)) return GONE;
      const type = row
        .raw('activity_type')
        .replace(/[^\x21-\x7e]/g, '')
        .slice(0, 40);
      const target = followed || (owners.get(post)?.id('user_id') ?? 0);
      if (type === '' || (post > 0 && !world.has('posts', post)) || (target > 0 && !world.hasUser(target))) return GONE;
      if (post === 0 && target === 0) return GONE;
      const reply = row.id('reply_id');
      output.add(activities, {
        user_id: user,
        type,
        post_id: post,
        comment_id: world.idIn('comments', row.id('comment_id')),
        reply_id: world.has('replies', reply) ? world.bases.reply + reply : 0,
        target_user_id: target,
        dedupe_key: activityKey({ type, targetUserId: target, ...(post > 0 ? { postId: post } : {}) }).slice(0, 80),
        created_at: at ?? world.now,
      });
      return undefined;
    },
  };
}

function searchesStep(world: World): Step<Fields> {
  return {
    name: 'recentsearches',
    part: 'notifications',
    table: 'recentsearches',
    key: 'id',
    columns: ['id', 'user_id', 'search_id', 'search_type'],
    targets: [recentSearches],
    map(row, output) {
      const kind = row.raw('search_type');
      const step = new Map([
        ['user', 'users'],
        ['page', 'pages'],
        ['group', 'groups'],
      ]).get(kind);
      if (!step || !world.hasUser(row.id('user_id')) || !world.has(step, row.id('search_id'))) return GONE;
      output.add(recentSearches, { viewer_id: row.id('user_id'), kind, entity_id: row.id('search_id') });
      return undefined;
    },
  };
}

/** What members reported, for the moderators; what they have dealt with stays behind. */
function reportsStep(world: World): Step<Fields> {
  return {
    name: 'reports',
    part: 'reports',
    table: 'reports',
    key: 'id',
    columns: ['id', 'user_id', 'post_id', 'comment_id', 'profile_id', 'page_id', 'group_id', 'text', 'seen', 'time'],
    ignored: ['reason', 'event_id'],
    targets: [postReports, commentReports, userReports, pageReports, groupReports],
    map(row, output) {
      const user = row.id('user_id');
      if (!world.hasUser(user)) return GONE;
      const created_at = row.time('time') ?? world.now;
      const text = row.text('text');
      const [comment, profile, page] = [row.id('comment_id'), row.id('profile_id'), row.id('page_id')];
      const [group, post] = [row.id('group_id'), row.id('post_id')];
      if (comment > 0 && world.has('comments', comment)) {
        output.add(commentReports, { comment_id: comment, user_id: user, created_at });
      } else if (profile > 0 && world.hasUser(profile)) {
        output.add(userReports, { reporter_id: user, reported_id: profile, text: text.slice(0, 1000), created_at });
      } else if (page > 0 && world.has('pages', page)) {
        output.add(pageReports, { page_id: page, reporter_id: user, text, created_at });
      } else if (group > 0 && world.has('groups', group)) {
        output.add(groupReports, { group_id: group, reporter_id: user, text, created_at });
      } else if (post > 0 && world.has('posts', post)) {
        output.add(postReports, { post_id: post, user_id: user, created_at });
      } else return GONE;
      return undefined;
    },
  };
}

export function noticeSteps(world: World): Step<Fields>[] {
  return [notificationsStep(world), activitiesStep(world), searchesStep(world), reportsStep(world)];
}
