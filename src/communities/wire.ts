import { z } from 'zod';
import { UserData } from '../users/wire.ts';
import { PRIVILEGES } from './catalogue.ts';

/** Text members, by name. */
function texts<const Name extends string>(...names: readonly Name[]): Record<Name, z.ZodString> {
  // fromEntries loses the names; they are those passed in
  return Object.fromEntries(names.map((name) => [name, z.string()])) as Record<Name, z.ZodString>;
}

/** group_data, contract §1.6. `members` and `members_count` are equal: apps read one or the other, depending on their age. */
export const GroupData = z
  .object({
    ...texts('id', 'group_id', 'user_id', 'group_name', 'group_title', 'name', 'username', 'url', 'avatar', 'cover', 'about'),
    ...texts('category', 'category_id', 'sub_category', 'group_sub_category', 'privacy', 'join_privacy', 'active'),
    ...texts('registered', 'time', 'members_count', 'members'),
    type: z.literal('group'),
    is_reported: z.boolean(),
    is_group_joined: z.union([z.literal(0), z.literal(1), z.literal(2)]),
    fields: z.array(z.never()),
  })
  .meta({ id: 'GroupData' });

/** group_data of get-group-data, contract §2.28. */
export const GroupProfile = GroupData.omit({ id: true, type: true }).extend({ post_count: z.string(), is_owner: z.boolean() });

/** A member of `joined_groups` of get-user-data. */
export const JoinedGroupData = GroupData.extend({ is_joined: z.boolean() }).meta({ id: 'JoinedGroupData' });

/** A member of `groups` of a search. */
export const FoundGroupData = GroupData.extend({ is_joined: z.enum(['yes', 'no']) }).meta({ id: 'FoundGroupData' });

/** page_data, contract §1.7. */
export const PageData = z
  .object({
    ...texts('page_id', 'id', 'user_id', 'page_name', 'page_title', 'page_description', 'name', 'username', 'about', 'url'),
    ...texts('avatar', 'cover', 'background_image', 'background_image_status', 'users_post', 'verified', 'active', 'boosted'),
    ...texts('page_category', 'category', 'sub_category', 'page_sub_category', 'registered', 'time', 'rating'),
    ...texts('website', 'facebook', 'google', 'vk', 'twitter', 'linkedin', 'instgram', 'youtube'),
    ...texts('company', 'phone', 'address', 'call_action_type', 'call_action_type_url'),
    type: z.literal('page'),
    is_reported: z.boolean(),
    is_page_onwer: z.boolean(),
    fields: z.array(z.never()),
  })
  .meta({ id: 'PageData' });

/** A page as the publisher of a post or comment, contract §1.2. */
export const PagePublisher = PageData.extend({ banned: z.literal(0) }).meta({ id: 'PagePublisher' });

/** A user's privileges on a page, "1" or "0" each. */
export const AdminInfo = z.object(texts('id', 'user_id', 'page_id', ...PRIVILEGES)).meta({ id: 'AdminInfo' });

/** page_data of get-page-data, contract §2.29. */
export const PageProfile = PageData.omit({ id: true, type: true }).extend({
  ...texts('post_count', 'likes_count', 'call_action_type_text'),
  is_liked: z.boolean(),
  is_rated: z.boolean(),
  admin_info: z.union([AdminInfo, z.array(z.never())]),
});

/** A member of `liked_pages` of get-user-data. */
export const LikedPageData = PageData.extend({ is_liked: z.boolean() }).meta({ id: 'LikedPageData' });

/** A member of `pages` of a search. */
export const FoundPageData = PageData.extend({ is_liked: z.enum(['yes', 'no']) }).meta({ id: 'FoundPageData' });

/** A member of get_group_members: `member_id` is the offset of the next page. */
export const GroupMemberData = UserData.extend({ member_id: z.string(), is_admin: z.union([z.literal(0), z.literal(1)]) }).meta({
  id: 'GroupMemberData',
});

/** A banned user of a group; `member_id` is the offset of the next page. */
export const BannedPersonData = UserData.extend({ member_id: z.string() }).meta({ id: 'BannedPersonData' });

/** A request to join a group. */
export const JoinRequestData = z.object({ id: z.string(), user_data: UserData }).meta({ id: 'JoinRequestData' });

/** An admin of a page. */
export const PageAdminData = UserData.extend({ admin_info: AdminInfo }).meta({ id: 'PageAdminData' });

export const PageReviewData = z
  .object({
    ...texts('id', 'user_id', 'page_id', 'valuation', 'review', 'time'),
    user_data: UserData,
  })
  .meta({ id: 'PageReviewData' });
