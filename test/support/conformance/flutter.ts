import { z } from 'zod';
import { expected } from './expected.ts';
import type { Json } from './kinds.ts';
import { type Problem, problemsOf } from './rules.ts';
import { DETAIL_COUNTS, each, STRINGS, words } from './strings.ts';

const string = z.string(expected('string, not null'));
const int = z.int(expected('whole number, not null'));
const object = z.record(z.string(), z.unknown(), expected('object'));
const maybeString = z.union([z.string(), z.null()], expected('string or null')).optional();
const maybeInt = z.union([z.int(), z.null()], expected('whole number or null')).optional();
const maybeBool = z.union([z.boolean(), z.null()], expected('true, false or null')).optional();
const maybeList = z.union([z.array(z.unknown()), z.null()], expected('list or null')).optional();
const maybeObject = z.union([object, z.null()], expected('object')).optional();
const objectOrList = z.union([object, z.array(z.unknown())], expected('object or list'));

/** A list that apps read without checking that it exists. */
function list<T extends z.ZodType>(item: T) {
  return z.array(item, expected('list'));
}

/** A list that may be absent. */
function maybeListOf<T extends z.ZodType>(item: T) {
  return z.array(item, expected('list')).nullish();
}

const reaction = z.object({ is_reacted: z.boolean(expected('true or false')), type: string, count: int }, expected('object'));

/** FW's message (contract-clients §6.3): hardly any member may be missing. */
const message = z.object({
  ...each(
    words(`
      id from_id group_id page_id to_id text media mediaFileName mediaFileNames time seen deleted_one deleted_two sent_push notification_id
      type_two stickers product_id lat lng reply_id story_id broadcast_id forward listening pin fav time_text position type`),
    string,
  ),
  messageUser: z.object({ user_id: string, avatar: string }, expected('object')),
  reaction,
  reply: objectOrList,
});

const chatDetails = z.object(each(DETAIL_COUNTS, maybeString), expected('object')).nullish();

/** A `messageUser` with only the id and avatar, as in get_user_messages, throws here: it must have its objects or be absent. */
const lastMessage = z.object(
  {
    ...each(STRINGS.message, maybeString),
    onwer: maybeInt,
    reaction: object,
    messageUser: z.object({ avatar: string, details: object, API_notification_settings: object }, expected('object')).nullish(),
  },
  expected('object or list'),
);

const freeInChats = words('birthday qq wechat discord mailru permission skills');

/** FW's chat list entry: absent and null pass, a wrong type throws. */
const chat = z.object({
  ...each(
    STRINGS.user.filter((name) => !freeInChats.includes(name)),
    maybeString,
  ),
  ...each(words('chat_time chat_id chat_type message_count chat_color'), maybeString),
  ...each(words('onwer is_verified is_reported_user is_open_to_work is_providing_service providing_service'), maybeInt),
  ...each(words('is_reported is_story_muted'), maybeBool),
  ...each(words('formated_langs following_data'), maybeList),
  details: chatDetails,
  mute: maybeObject,
  API_notification_settings: maybeObject,
  // A list means "none".
  last_message: z.preprocess((value) => (Array.isArray(value) ? undefined : value), lastMessage.nullish()),
});

const person = z.object({ details: object });
const story = z.object({ videos: list(object) });
const signedIn = z.object({ access_token: string, user_id: string });

/** The answers FW and FV read member by member (§6.3, §6.4). */
const ANSWERS: Readonly<Record<string, z.ZodType>> = {
  auth: signedIn,
  'create-account': signedIn,
  get_user_messages: z.object({ messages: list(message), typing: int, is_recording: int }),
  get_chats: z.object({ data: maybeListOf(chat) }),
  'get-nearby-users': z.object({ nearby_users: maybeListOf(person) }),
  'get-user-data': z.object({ user_data: person.optional() }),
  'get-post-data': z.object({ post_data: object.optional() }),
  'get-products': z.object({
    products: maybeListOf(z.object({ images: list(z.object({ image_org: string })).min(1, expected('at least one image')) })),
  }),
  'get-friends': z.object({ data: z.object({ following: list(object).optional() }, expected('object')) }),
  'get-stories': z.object({ stories: maybeListOf(story) }),
  'get-user-stories': z.object({ stories: maybeListOf(z.object({ stories: maybeListOf(story) })) }),
  'get-site-settings': z.object({ config: z.object({ post_colors: object }, expected('object')) }),
};

const ERROR = z.object({ errors: z.object({ error_text: string }, expected('object')) });

/** The problems of the Flutter family. Contract-clients §6.3 and §6.4. */
export function flutterProblems(endpoint: string, answer: Json): Problem[] {
  if (answer.api_status === 220 && endpoint === 'create-account') return [];
  if (answer.api_status !== 200) return problemsOf(ERROR, answer);
  const schema = ANSWERS[endpoint];
  if (!schema || (endpoint === 'auth' && answer.message !== undefined)) return [];
  return problemsOf(schema, answer);
}
