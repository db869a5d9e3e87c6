import type { Output, Step } from '../../core/step.ts';
import { groupMembers, groupStaff, groups, pageAdmins, pageLikes, pageReviews, pages } from '../../target/communities.ts';
import { mediaFiles, pictureKeys, useFiles } from '../../target/media.ts';
import { names } from '../../target/people.ts';
import type { Fields } from '../fields.ts';
import type { World } from '../world.ts';

const GONE = { leftOut: 'of people, pages or groups that are not there' } as const;
const PAGE_TEXTS = ['company', 'phone', 'address', 'facebook', 'instagram', 'twitter', 'vk', 'youtube', 'google'] as const;

/** The category where it has one; the first, Other, where not. */
const categoryOf = (row: Fields, column: string) => row.choice(column, 1_000_000) || 1;

function pagesStep(world: World): Step<Fields> {
  return {
    name: 'pages',
    part: 'communities',
    table: 'pages',
    isEssential: true,
    key: 'page_id',
    columns: [
      ...['page_id', 'user_id', 'page_name', 'page_title', 'page_description', 'avatar', 'cover', 'page_category', 'website'],
      ...[...PAGE_TEXTS, 'linkedin', 'linkedlin', 'call_action_type', 'call_action_type_url', 'verified', 'active', 'boosted'],
      ...['users_post', 'time', 'registered'],
    ],
    ignored: ['background_image', 'background_image_status', 'sub_category'],
    targets: [names, pages, mediaFiles],
    map(row, output) {
      const [id, owner] = [row.id('page_id'), row.id('user_id')];
      if (id === 0) return 'it has no id';
      if (!world.hasUser(owner)) return 'its owner is not there';
      const name = row.line('page_name', 32) || `page_${id}`;
      output.add(names, { name, kind: 'page' });
      output.add(pages, {
        id,
        owner_id: owner,
        name,
        title: row.line('page_title', 100) || name,
        description: row.text('page_description'),
        avatar: row.file('avatar', 191),
        cover: row.file('cover', 191),
        category_id: categoryOf(row, 'page_category'),
        website: row.line('website', 255),
        call_action_type: row.choice('call_action_type', 255),
        call_action_url: row.line('call_action_type_url', 255),
        ...Object.fromEntries(PAGE_TEXTS.map((column) => [column, row.line(column, 191)])),
        linkedin: row.line('linkedin', 191) || row.line('linkedlin', 191),
        users_post: row.flag('users_post'),
        verified: row.flag('verified'),
        boosted: row.flag('boosted'),
        created_at: row.time('time') ?? monthOf(row.raw('registered')) ?? world.now,
      });
      usePictures(row, output, { ownerId: owner, at: world.now });
      return undefined;
    },
  };
}

function usePictures(row: Fields, output: Output, use: { ownerId: number; at: Date }): void {
  useFiles(
    output,
    ['avatar', 'cover'].flatMap((column) => pictureKeys(row.file(column, 191))),
    use,
  );
}

/** `m/yyyy`, the first of the month. */
function monthOf(text: string): Date | undefined {
  const [, month, year] = /^(\d{1,2})\/(\d{4})$/.exec(text) ?? [];
  const isMonth = Number(month) >= 1 && Number(month) <= 12 && Number(year) >= 1990;
  return isMonth ? new Date(Date.UTC(Number(year), Number(month) - 1, 1)) : undefined;
}

function groupsStep(world: World): Step<Fields> {
  return {
    name: 'groups',
    part: 'communities',
    table: 'groups',
    isEssential: true,
    key: 'id',
    columns: [
      ...['id', 'user_id', 'group_name', 'group_title', 'avatar', 'cover', 'about', 'category', 'privacy', 'join_privacy'],
      ...['active', 'time', 'registered'],
    ],
    ignored: ['sub_category'],
    targets: [names, groups, groupStaff, mediaFiles],
    map(row, output) {
      const [id, owner] = [row.id('id'), row.id('user_id')];
      if (id === 0) return 'it has no id';
      if (!world.hasUser(owner)) return 'its owner is not there';
      const name = row.line('group_name', 32) || `group_${id}`;
      const created = row.time('time') ?? monthOf(row.raw('registered')) ?? world.now;
      output.add(names, { name, kind: 'group' });
      output.add(groups, {
        id,
        owner_id: owner,
        name,
        title: row.line('group_title', 100) || name,
        about: row.text('about'),
        avatar: row.file('avatar', 191),
        cover: row.file('cover', 191),
        category_id: categoryOf(row, 'category'),
        privacy: row.raw('privacy') === '2' ? 2 : 1,
        join_privacy: row.raw('join_privacy') === '2' ? 2 : 1,
        created_at: created,
      });
      // who runs it is in it, though not every version has a row of them
      output.add(groupStaff, { group_id: id, user_id: owner, created_at: created });
      usePictures(row, output, { ownerId: owner, at: world.now });
      return undefined;
    },
  };
}

function pageLikesStep(world: World): Step<Fields> {
  return {
    name: 'pages_likes',
    part: 'communities',
    table: 'pages_likes',
    key: 'id',
    columns: ['id', 'user_id', 'page_id', 'time', 'active'],
    targets: [pageLikes],
    map(row, output) {
      const [user, page] = [row.id('user_id'), row.id('page_id')];
      if (!world.hasUser(user) || !world.has('pages', page)) return GONE;
      if (!row.flag('active', true)) return { leftOut: 'likes that were taken back' };
      output.add(pageLikes, { page_id: page, user_id: user, created_at: row.time('time') ?? world.now });
      return undefined;
    },
  };
}

const PAGE_RIGHTS = ['general', 'info', 'social', 'avatar', 'design', 'admins', 'analytics', 'delete_page'] as const;

function pageAdminsStep(world: World): Step<Fields> {
  return {
    name: 'pageadmins',
    part: 'communities',
    table: 'pageadmins',
    key: 'id',
    columns: ['id', 'user_id', 'page_id', ...PAGE_RIGHTS],
    targets: [pageAdmins],
    map(row, output) {
      const [user, page] = [row.id('user_id'), row.id('page_id')];
      if (!world.hasUser(user) || !world.has('pages', page)) return GONE;
      const rights = PAGE_RIGHTS.map((right) => [right, row.flag(right, right !== 'admins' && right !== 'delete_page')]);
      output.add(pageAdmins, { page_id: page, user_id: user, created_at: world.now, ...Object.fromEntries(rights) });
      return undefined;
    },
  };
}

function pageReviewsStep(world: World): Step<Fields> {
  return {
    name: 'pagerating',
    part: 'communities',
    table: 'pagerating',
    key: 'id',
    columns: ['id', 'user_id', 'page_id', 'valuation', 'review'],
    targets: [pageReviews],
    map(row, output) {
      const [user, page] = [row.id('user_id'), row.id('page_id')];
      if (!world.hasUser(user) || !world.has('pages', page)) return GONE;
      const valuation = row.choice('valuation', 5);
      if (valuation === 0) return 'it rates with no number from 1 to 5';
      output.add(pageReviews, { page_id: page, user_id: user, valuation, text: row.text('review'), created_at: world.now });
      return undefined;
    },
  };
}

function groupMembersStep(world: World): Step<Fields> {
  return {
    name: 'group_members',
    part: 'communities',
    table: 'group_members',
    key: 'id',
    columns: ['id', 'user_id', 'group_id', 'time', 'active'],
    targets: [groupMembers],
    map(row, output) {
      const [user, group] = [row.id('user_id'), row.id('group_id')];
      if (!world.hasUser(user) || !world.has('groups', group)) return GONE;
      const state = row.flag('active', true) ? 'member' : 'requested';
      output.add(groupMembers, { group_id: group, user_id: user, state, created_at: row.time('time') ?? world.now });
      return undefined;
    },
  };
}

function groupAdminsStep(world: World): Step<Fields> {
  return {
    name: 'groupadmins',
    part: 'communities',
    table: 'groupadmins',
    key: 'id',
    columns: ['id', 'user_id', 'group_id'],
    ignored: [...PAGE_RIGHTS, 'privacy', 'members', 'delete_group'],
    targets: [groupStaff],
    map(row, output) {
      const [user, group] = [row.id('user_id'), row.id('group_id')];
      if (!world.hasUser(user) || !world.has('groups', group)) return GONE;
      output.add(groupStaff, { group_id: group, user_id: user, created_at: world.now });
      return undefined;
    },
  };
}

export function communitySteps(world: World): Step<Fields>[] {
  return [
    pagesStep(world),
    groupsStep(world),
    pageLikesStep(world),
    pageAdminsStep(world),
    pageReviewsStep(world),
    groupMembersStep(world),
    groupAdminsStep(world),
  ];
}
