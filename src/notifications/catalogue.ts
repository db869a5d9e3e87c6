import type { NotificationKind as Flag } from '../users/rules.ts';

/** What the app opens: the notifier's profile, or the item that one of the ids names. */
type Target = 'notifier' | 'post' | 'event' | 'article' | 'story';

type Kind = {
  /** The recipient's setting that must be on; without one the notification is always sent. */
  flag?: Flag;
  /** Absent: the type itself. `second`: the icon of the site's second button. `reaction`: that of the reaction in `type2`. */
  icon?: string;
  /**
   * The sentence after the notifier's name. `{thing}` is the noun for the post by `type2` ("photo"), `{text}` the stored text,
   * `{wondered}` the verb of the site's second button.
   */
  sentence: string;
  opens?: Target;
  /** These exist once for each post, comment or reply, the latest one; others once for each notifier and subject. */
  oneFor?: 'post' | 'comment' | 'reply';
};

const PLUS = 'user-plus';
const UP = 'thumbs-up';
const BALLOON = 'comment';
const CALENDAR = 'calendar-o';

/** Every notification type. Contract §1.15. */
export const notificationKinds = {
  following: { flag: 'e_followed', icon: PLUS, sentence: 'followed you' },
  accepted_request: { flag: 'e_accepted', icon: PLUS, sentence: 'accepted your friend request' },
  visited_profile: { flag: 'e_visited', icon: 'eye', sentence: 'visited your profile' },
  poke: { icon: UP, sentence: 'poked you' },
  profile_wall_post: { flag: 'e_profile_wall_post', icon: 'user', sentence: 'posted on your timeline. {text}', opens: 'post' },
  new_post: { sentence: 'published a new {thing}. {text}', opens: 'post' },

  liked_post: { flag: 'e_liked', icon: UP, sentence: 'liked your {thing}. {text}', opens: 'post', oneFor: 'post' },
  wondered_post: {
    flag: 'e_wondered',
    icon: 'second',
    sentence: '{wondered} your {thing}. {text}',
    opens: 'post',
    oneFor: 'post',
  },
  reaction: { flag: 'e_liked', icon: 'reaction', sentence: 'reacted to your {thing}. {text}', opens: 'post' },
  share_post: { flag: 'e_shared', icon: 'share', sentence: 'shared your {thing}. {text}', opens: 'post', oneFor: 'post' },
  shared_your_post: { flag: 'e_shared', icon: 'share', sentence: 'shared your {thing}. {text}', opens: 'post', oneFor: 'post' },
  shared_a_post_in_timeline: { icon: 'share', sentence: 'shared a post on your timeline', opens: 'post', oneFor: 'post' },
  comment: { flag: 'e_commented', icon: BALLOON, sentence: 'commented on your {thing}. {text}', opens: 'post', oneFor: 'post' },
  post_mention: {
    flag: 'e_mentioned',
    icon: 'at',
    sentence: 'mentioned you in a {thing}. {text}',
    opens: 'post',
    oneFor: 'post',
  },

  liked_comment: { flag: 'e_liked', icon: UP, sentence: 'liked your comment. {text}', opens: 'post', oneFor: 'comment' },
  wondered_comment: {
    flag: 'e_wondered',
    icon: 'second',
    sentence: '{wondered} your comment. {text}',
    opens: 'post',
    oneFor: 'comment',
  },
  comment_reply: {
    flag: 'e_commented',
    icon: BALLOON,
    sentence: 'replied to your comment. {text}',
    opens: 'post',
    oneFor: 'comment',
  },
  also_replied: {
    flag: 'e_commented',
    icon: BALLOON,
    sentence: 'also replied to a comment. {text}',
    opens: 'post',
    oneFor: 'comment',
  },
  comment_mention: {
    flag: 'e_mentioned',
    icon: 'at',
    sentence: 'mentioned you in a comment. {text}',
    opens: 'post',
    oneFor: 'post',
  },
  comment_reply_mention: {
    flag: 'e_mentioned',
    icon: BALLOON,
    sentence: 'mentioned you in a reply. {text}',
    opens: 'post',
    oneFor: 'post',
  },
  liked_reply_comment: { flag: 'e_liked', icon: UP, sentence: 'liked your reply. {text}', opens: 'post', oneFor: 'reply' },
  wondered_reply_comment: {
    flag: 'e_wondered',
    icon: 'second',
    sentence: '{wondered} your reply. {text}',
    opens: 'post',
    oneFor: 'reply',
  },

  liked_page: { flag: 'e_liked_page', icon: UP, sentence: 'liked your page {text}' },
  invited_page: { icon: PLUS, sentence: 'invited you to like the page {text}' },
  accepted_invite: { icon: PLUS, sentence: 'accepted your invitation to like the page {text}' },
  page_admin: { sentence: 'made you an admin of the page {text}' },

  joined_group: { flag: 'e_joined_group', icon: 'users', sentence: 'joined your group {text}' },
  requested_to_join_group: { icon: PLUS, sentence: 'asked to join your group {text}' },
  accepted_join_request: { icon: PLUS, sentence: 'accepted your request to join the group {text}' },
  added_you_to_group: { icon: PLUS, sentence: 'added you to the group {text}' },
  group_admin: { sentence: 'made you an admin of the group {text}' },

  interested_event: { icon: 'eye', sentence: 'is interested in your event {text}', opens: 'event' },
  going_event: { icon: CALENDAR, sentence: 'is going to your event {text}', opens: 'event' },
  invited_event: { icon: CALENDAR, sentence: 'invited you to the event {text}', opens: 'event' },

  viewed_story: { icon: 'story', sentence: 'viewed your story', opens: 'story' },
  blog_commented: { flag: 'e_commented', sentence: 'commented on your article {text}', opens: 'article' },

  accept_group_chat_request: { sentence: 'accepted your invitation to the group chat {text}' },
  declined_group_chat_request: { sentence: 'declined your invitation to the group chat {text}' },

  added_u_as: { sentence: 'added you as {text}' },
  accept_u_as: { sentence: 'accepted you as {text}' },
  rejected_u_as: { sentence: 'did not accept you as {text}' },
  gift: { icon: 'gift', sentence: 'sent you a gift' },
  live_video: { sentence: 'started a live video', opens: 'post' },
  admin_notification: { sentence: '{text}' },
} as const satisfies Record<string, Kind>;

export type NotificationType = keyof typeof notificationKinds;

/** The definition of a type. Rows of a type that is no longer in the catalogue show the words of the type. */
export function notificationKind(type: string): Kind {
  const known: Readonly<Record<string, Kind>> = notificationKinds;
  return (Object.hasOwn(known, type) ? known[type] : undefined) ?? { sentence: type.replaceAll('_', ' ') };
}

/** The noun for "your post" by `type2`. Contract §1.15 type2. */
export const postNouns: ReadonlyMap<string, string> = new Map(
  Object.entries({
    post_image: 'photo',
    post_video: 'video',
    post_youtube: 'video',
    post_vine: 'video',
    post_file: 'file',
    post_soundFile: 'track',
    post_soundcloud: 'track',
    post_avatar: 'profile picture',
    post_cover: 'cover picture',
  }),
);

/** Activities that followers can read. A reaction's type ends with its id: `reaction|post|2`. Contract §1.14. */
export type ActivityType =
  | 'following'
  | 'friend'
  | 'liked_post'
  | 'wondered_post'
  | 'shared_post'
  | 'commented_post'
  | `reaction|post|${number}`;

const activityPhrases: ReadonlyMap<string, string> = new Map(
  Object.entries({
    following: 'is following {user}',
    friend: 'become friends with {user}',
    liked_post: 'liked {user} post.',
    wondered_post: '{wondered} {user} post.',
    shared_post: 'shared {user} post.',
    commented_post: 'commented on {user} post.',
    reaction: 'reacted to {user} post.',
  }),
);

/** The phrase after the actor's name; `{user}` is the followed person or the post's publisher. */
export function activityPhrase(type: string): string {
  const [name = ''] = type.split('|');
  return activityPhrases.get(name) ?? name.replaceAll('_', ' ');
}
