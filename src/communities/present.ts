import type { z } from 'zod';
import { shownCategory, shownSubCategory } from '../catalogues/rules.ts';
import { unixSeconds } from '../time-text.ts';
import { mediaUrl, type PresentCtx } from '../users/present.ts';
import { CALL_ACTIONS, PRIVILEGES, type Privilege } from './catalogue.ts';
import type { Group, GroupMaps, Page, PageAdminRow, PageMaps } from './hydrate.ts';
import { groupRole, isInGroup, isPageOwner, isPromoted, joinPrivacyOf, ratingOf } from './rules.ts';
import type {
  AdminInfo,
  FoundGroupData,
  FoundPageData,
  GroupData,
  GroupProfile,
  JoinedGroupData,
  LikedPageData,
  PageData,
  PageProfile,
  PagePublisher,
} from './wire.ts';

/** group_data, contract §1.6. `id` must be in the maps. */
export function presentGroup(id: number, maps: GroupMaps, ctx: PresentCtx): z.output<typeof GroupData> {
  const group = groupOf(id, maps);
  const role = groupRole(id, maps);
  const category = shownCategory(maps.categories, group.category_id);
  const subCategory = shownSubCategory(maps.categories, group);
  return {
    ...sharedPart(group, ctx),
    group_id: String(id),
    group_name: group.name,
    group_title: group.title,
    about: group.about,
    category: category.name,
    category_id: String(category.id),
    sub_category: String(subCategory.id),
    group_sub_category: subCategory.name,
    privacy: String(group.privacy),
    join_privacy: String(joinPrivacyOf(group)),
    members_count: String(group.members_count),
    members: String(group.members_count),
    type: 'group',
    is_reported: maps.reported.has(id),
    is_group_joined: isInGroup(id, maps) ? 1 : role === 'requested' ? 2 : 0,
  };
}

/** group_data of get-group-data, contract §2.28: without `id` and `type`. */
export function presentGroupProfile(id: number, maps: GroupMaps, ctx: PresentCtx): z.output<typeof GroupProfile> {
  const { id: _id, type: _type, ...group } = presentGroup(id, maps, ctx);
  return { ...group, post_count: String(groupOf(id, maps).posts_count), is_owner: groupRole(id, maps) === 'owner' };
}

export function presentJoinedGroup(id: number, maps: GroupMaps, ctx: PresentCtx): z.output<typeof JoinedGroupData> {
  return { ...presentGroup(id, maps, ctx), is_joined: isInGroup(id, maps) };
}

export function presentFoundGroup(id: number, maps: GroupMaps, ctx: PresentCtx): z.output<typeof FoundGroupData> {
  return { ...presentGroup(id, maps, ctx), is_joined: isInGroup(id, maps) ? 'yes' : 'no' };
}

/** page_data, contract §1.7. `id` must be in the maps. */
export function presentPage(id: number, maps: PageMaps, ctx: PresentCtx): z.output<typeof PageData> {
  const page = pageOf(id, maps);
  const category = shownCategory(maps.categories, page.category_id);
  const subCategory = shownSubCategory(maps.categories, page);
  return {
    ...sharedPart(page, ctx),
    ...pageTexts(page),
    page_id: String(id),
    background_image: page.background ? mediaUrl(ctx, page.background) : '',
    background_image_status: String(page.shows_background),
    users_post: String(page.users_post),
    page_category: String(category.id),
    category: category.name,
    sub_category: String(subCategory.id),
    page_sub_category: subCategory.name,
    call_action_type: String(page.call_action_type),
    verified: String(page.verified),
    boosted: isPromoted(page, ctx.now) ? '1' : '0',
    rating: String(ratingOf(page)),
    type: 'page',
    is_reported: maps.reported.has(id),
    is_page_onwer: isPageOwner(id, maps),
  };
}

/** A page as the publisher of a post or comment, contract §1.2. */
export function presentPagePublisher(id: number, maps: PageMaps, ctx: PresentCtx): z.output<typeof PagePublisher> {
  return { ...presentPage(id, maps, ctx), banned: 0 };
}

/** page_data of get-page-data, contract §2.29: without `id` and `type`. */
export function presentPageProfile(id: number, maps: PageMaps, ctx: PresentCtx): z.output<typeof PageProfile> {
  const { id: _id, type: _type, ...page } = presentPage(id, maps, ctx);
  const { posts_count, likes_count, call_action_type } = pageOf(id, maps);
  const admin = maps.admins.get(id);
  return {
    ...page,
    post_count: String(posts_count),
    likes_count: String(likes_count),
    call_action_type_text: CALL_ACTIONS.get(call_action_type) ?? '',
    is_liked: maps.liked.has(id),
    is_rated: maps.rated.has(id),
    admin_info: admin ? presentAdminInfo(admin) : [],
  };
}

export function presentLikedPage(id: number, maps: PageMaps, ctx: PresentCtx): z.output<typeof LikedPageData> {
  return { ...presentPage(id, maps, ctx), is_liked: maps.liked.has(id) };
}

export function presentFoundPage(id: number, maps: PageMaps, ctx: PresentCtx): z.output<typeof FoundPageData> {
  return { ...presentPage(id, maps, ctx), is_liked: maps.liked.has(id) ? 'yes' : 'no' };
}

export function presentAdminInfo(admin: PageAdminRow): z.output<typeof AdminInfo> {
  const flags = PRIVILEGES.map((privilege) => [privilege, String(admin[privilege])] as const);
  return {
    id: String(admin.id),
    user_id: String(admin.user_id),
    page_id: String(admin.page_id),
    // fromEntries loses the names; they are those of the list
    ...(Object.fromEntries(flags) as Record<Privilege, string>),
  };
}

/** The wire fields that pages and groups share. */
function sharedPart(row: Group | Page, ctx: PresentCtx) {
  const { baseUrl } = ctx.config;
  return {
    id: String(row.id),
    user_id: String(row.owner_id),
    username: row.name,
    name: row.title,
    url: `${baseUrl}/${row.name}`,
    avatar: row.avatar ? mediaUrl(ctx, row.avatar) : `${baseUrl}/assets/logo.png`,
    cover: row.cover ? mediaUrl(ctx, row.cover) : `${baseUrl}/assets/cover.png`,
    active: '1',
    registered: `${row.created_at.getUTCMonth() + 1}/${row.created_at.getUTCFullYear()}`,
    time: unixSeconds(row.created_at),
    fields: [],
  };
}

function pageTexts(page: Page) {
  return {
    page_name: page.name,
    page_title: page.title,
    page_description: page.description,
    about: page.description,
    website: page.website,
    company: page.company,
    phone: page.phone,
    address: page.address,
    facebook: page.facebook,
    google: page.google,
    vk: page.vk,
    twitter: page.twitter,
    linkedin: page.linkedin,
    instgram: page.instagram,
    youtube: page.youtube,
    call_action_type_url: page.call_action_url,
  };
}

function groupOf(id: number, maps: GroupMaps): Group {
  const group = maps.groups.get(id);
  if (!group) throw new Error(`group ${id} was not hydrated, or is gone`);
  return group;
}

function pageOf(id: number, maps: PageMaps): Page {
  const page = maps.pages.get(id);
  if (!page) throw new Error(`page ${id} was not hydrated, or is gone`);
  return page;
}
