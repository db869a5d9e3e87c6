import { z } from 'zod';
import { GroupInvitationData } from '../chat/wire/groups.ts';
import { PageData, PagePublisher } from '../communities/wire.ts';
import { BarePostData, HashtagData } from '../posts/wire.ts';
import { UserData } from '../users/wire.ts';

const text = z.string();

/** A notification, contract §1.15. */
export const NotificationItem = z
  .object({
    id: text,
    notifier_id: text,
    recipient_id: text,
    post_id: text,
    reply_id: text,
    comment_id: text,
    page_id: text,
    group_id: text,
    group_chat_id: text,
    event_id: text,
    thread_id: text,
    blog_id: text,
    story_id: text,
    seen_pop: text,
    type: text,
    type2: text,
    text,
    url: text,
    full_link: text,
    seen: text,
    sent_push: text,
    admin: text,
    time: text,
    notifier: z.union([UserData, PagePublisher]),
    ajax_url: text,
    type_text: text,
    icon: text,
    time_text_string: text,
    time_text: text,
  })
  .meta({ id: 'NotificationItem' });

/** An activity, contract §1.14. `follow_data`: the user a `following` or `friend` activity is about. */
export const ActivityItem = z
  .object({
    id: text,
    user_id: text,
    post_id: text,
    reply_id: text,
    comment_id: text,
    follow_id: text,
    activity_type: text,
    time: text,
    postData: BarePostData.nullable(),
    activator: UserData,
    activity_text: text,
    follow_data: UserData.optional(),
  })
  .meta({ id: 'ActivityItem' });

/** A poke the viewer received. Contract-beyond: poke. */
export const PokeItem = z
  .object({
    id: text,
    send_user_id: text,
    received_user_id: text,
    time: text,
    user_data: UserData,
  })
  .meta({ id: 'PokeItem' });

/** The answer of get-general-data, by the requested words, contract §2.43. Lists of domains that do not exist yet are empty. */
export const GeneralData = z
  .object({
    notifications: z.array(NotificationItem),
    new_notifications_count: text,
    friend_requests: z.array(UserData),
    new_friend_requests_count: text,
    pro_users: z.array(UserData),
    promoted_pages: z.array(PageData),
    trending_hashtag: z.array(HashtagData),
    count_new_messages: text,
    group_chat_requests: z.array(GroupInvitationData),
    new_group_chat_requests_count: z.number(),
    announcement: z.array(z.never()),
  })
  .partial()
  .meta({ id: 'GeneralData' });
