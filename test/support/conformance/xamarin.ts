import { z } from 'zod';
import { expected } from './expected.ts';
import * as net from './json-net.ts';
import type { Json, Kind, Node } from './kinds.ts';
import { type Problem, problemsByRules, problemsOf, type Rules, type Shape } from './rules.ts';
import { CONFIG_LABELS, CONFIG_LISTS, CONFIG_SUB_CATEGORIES, DETAIL_COUNTS, each, STRINGS, words } from './strings.ts';

/** Contract-clients §6.1, by member name: what must be a list, an object, a number, a boolean or either of two. */
const MEMBERS: Readonly<Record<string, z.ZodType>> = {
  ...each(
    words(`
      get_post_comments photo_album photo_multi options images videos stories notifications friend_requests pro_users promoted_pages
      trending_hashtag users pages groups events my_events going interested invited past articles movies activities followers following
      liked_pages joined_groups family message_data messages suggestions contacts_suggestions blocked_users nearby_users products
      post_liked_users post_wondered_users parts`),
    net.xList,
  ),
  tags_array: net.xStrings,
  ...each(
    words(
      'publisher group_recipient reaction seller author notifier activator user_data mute config blog post_data page_data group_data',
    ),
    net.xObject,
  ),
  ...each(
    words(`
      code_sent time_code_sent banned ConversationId is_open_to_work is_providing_service providing_service is_notify_stopped live_time
      live_sub_users poster_id members_count is_group_joined is_viewed forward listening`),
    net.xNullableLong,
  ),
  ...each(
    words(`
      is_group_post is_post_saved is_post_reported is_wondered is_post_pinned is_post_boosted is_still_live is_reported is_page_onwer
      is_rated is_owner is_going is_interested is_story_muted limited_comments recipient_exists group_recipient_exists group_admin
      membership video_call audio_call agora_call typing is_recording`),
    net.xNullableBool,
  ),
  ...each(
    words(`
      details API_notification_settings shared_info job fund fund_data offer event product mutual_friends_data fields admin_info
      messageUser reply story last_message postData video_call_user audio_call_user agora_call_user agora_call_data`),
    net.xUnion,
  ),
  ...each(words('is_joined is_liked'), net.xYesNo),
  recipient: net.xObject,
  announcement: z.union([z.boolean(), net.xUnion], expected('object, list or false')),
};

/** The models. Every member not otherwise declared is a `string`, which accepts any scalar but no list or object. */
const SHAPES: Partial<Record<Kind, Shape>> = {
  user: model('user', { is_blocked: net.xBool }),
  details: z.object(each(DETAIL_COUNTS, net.xString)),
  page: model('page'),
  group: model('group', { members: net.xLong }),
  post: model('post', { admin: net.xNullableBool, is_liked: net.xNullableBool }),
  photo: model('photo'),
  option: model('option', { all: net.xLong }),
  comment: model('comment', { is_comment_wondered: net.xBool, is_comment_liked: net.xBool }),
  reaction: z.object({
    is_reacted: net.xNullableBool,
    type: net.xString,
    count: net.xLong,
    ...each(words('1 2 3 4 5 6'), net.xNullableLong),
  }),
  product: model('product'),
  event: model('event'),
  story: model('story', { is_owner: net.xBool }),
  storyFile: model('storyFile'),
  message: model('message', { id: net.xLong }),
  article: model('article', { is_post_admin: net.xBool }),
  movie: model('movie'),
  activity: model('activity'),
  notification: model('notification', { event: net.xObject }),
  hashtag: model('hashtag'),
  config: z
    .object({
      ...each(CONFIG_LABELS, net.xLabels),
      ...each(words('post_reactions_types pro_packages'), net.xDictionary),
      ...each([...CONFIG_SUB_CATEGORIES, ...words('post_colors currency_array currency_symbol_array')], net.xUnion),
      ...each(CONFIG_LISTS, net.xUnion),
    })
    .catchall(net.xString),
  postColor: z.object({ id: net.xLong, ...each(words('color_1 color_2 text_color image time'), net.xString) }),
};

/** A page may occur where a person is declared; these of its members are read as numbers there (§1.7). */
const PUBLISHER: Shape = z.object(each(words('page_id page_category call_action_type boosted rating'), net.xNullableLong));

const listOrObject = z.union([net.xList, net.xObject], expected('object or list of objects'));
const listOrText = z.union([net.xList, net.xString], expected('list of objects or text'));

/** Members of whole answers, where the name does not decide the type. */
const ANSWER: Shape = z.object({ api_status: net.xLong, code: net.xLong });
const ANSWERS: Readonly<Record<string, Shape>> = {
  ...each(
    words('auth social-login create-account two-factor active_account_sms validation_user'),
    z.object(each(words('access_token user_id timezone'), net.xString)),
  ),
  'create-product': z.object(each(words('product_id product_post_id'), net.xLong)),
  'create-event': z.object({ event_id: net.xLong, data: net.xObject }),
  'create-story': z.object({ story_id: net.xString }),
  'get-many-users-data': z.object({ status: net.xLong }),
  get_event_by_id: z.object({ status: net.xLong, event_data: net.xObject }),
  ...each(
    words(`
      get_chats get_archived_chats get_pin_chats get-user-albums get-community get-my-groups get-my-pages fetch-recommended
      search_for_posts most_liked most_watched sessions page_reviews get_pin_message get_fav_messages`),
    z.object({ data: net.xList }),
  ),
  ...each(words('get-friends get-reactions get-blog-by-id'), z.object({ data: net.xObject })),
  ...each(words('posts comments albums'), z.object({ data: listOrObject })),
  groups: z.object({ data: net.xList, message_data: listOrText }),
  events: z.object({ data: listOrObject, message_data: listOrText }),
  group_chat: z.object({ data: listOrObject, message_data: listOrText }),
  page_chat: z.object({ message_data: listOrText }),
};

const RULES: Rules = {
  members: MEMBERS,
  shapesOf: (node: Node, endpoint: string) => [
    ...node.kinds
      .flatMap((kind) => (kind === 'answer' ? [ANSWER, ANSWERS[endpoint]] : [SHAPES[kind]]))
      .filter((shape) => shape !== undefined),
    ...(node.key === 'publisher' ? [PUBLISHER] : []),
  ],
};

/** Read in full, or the answer is lost: the ids and texts that apps check. */
const ERROR = z.object({
  api_status: z.union([z.literal(400), z.literal(404), z.literal('400'), z.literal('404')], expected('400 or 404')),
  errors: z.object({ error_id: net.xString, error_text: z.string(expected('text')) }, expected('object')),
});

/** The problems of the Xamarin family: at one wrong member Json.NET discards the whole answer. Contract-clients §6.1. */
export function xamarinProblems(endpoint: string, answer: Json): Problem[] {
  const status = Number(answer.api_status);
  const handled = status === 200 || (status === 220 && endpoint === 'create-account');
  return handled ? problemsByRules(RULES, endpoint, answer) : problemsOf(ERROR, answer);
}

function model(kind: keyof typeof STRINGS, members: Record<string, z.ZodType> = {}): Shape {
  const plain = STRINGS[kind].filter((name) => !Object.hasOwn(MEMBERS, name));
  return z.object({ ...each(plain, net.xString), ...members });
}
