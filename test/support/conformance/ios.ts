import { z } from 'zod';
import { expected } from './expected.ts';
import type { Json, Kind, Node } from './kinds.ts';
import { type Problem, problemsByRules, problemsOf, type Rules, type Shape } from './rules.ts';
import { CONFIG_LISTS, CONFIG_SUB_CATEGORIES, DETAIL_COUNTS, each, STRINGS, words } from './strings.ts';

const string = z.string(expected('string'));
const text = z.union([z.string(), z.null()], expected('string')).optional();
const id = string.optional();
const int = z.int(expected('whole number')).optional();
const bool = z.boolean(expected('true or false')).optional();
const labels = z.union([z.record(z.string(), z.string()), z.null()], expected('object of strings')).optional();
const object = z.union([z.record(z.string(), z.unknown()), z.null()], expected('object')).optional();
const objectOrList = z.union([z.record(z.string(), z.unknown()), z.array(z.unknown())], expected('object or list')).optional();
const anything = z.unknown().optional();

/** Contract-clients §6.2: members that are cast or decoded without a fallback. Other objects are read tolerantly. */
const SHAPES: Partial<Record<Kind, Shape>> = {
  user: z.object({
    ...each(STRINGS.user, text),
    user_id: id,
    is_following_me: int,
    is_reported: bool,
    is_story_muted: bool,
  }),
  details: z.object(each(DETAIL_COUNTS, text)),
  page: z.object({ ...each(STRINGS.page, text), page_id: id }),
  group: z.object({ ...each(STRINGS.group, text), id, group_id: id }),
  post: z.object({ ...each(STRINGS.post, text), id, post_id: id, user_id: id }),
  message: z.object({
    ...each(STRINGS.message, text),
    id,
    file_size: z.union([z.int(), z.string()], expected('whole number or string')).optional(),
    reply: objectOrList,
  }),
  storyFile: z.object(each(STRINGS.storyFile, text)),
  config: z
    .object({
      ...each(words('page_categories group_categories blog_categories products_categories job_categories family'), labels),
      currency_array: z.array(z.string(), expected('list of strings')).nullish(),
      post_colors: object,
      // Outside of iT's model: typed by §1.18, read by other apps.
      ...each(words('genders movie_category currency_symbol_array post_reactions_types pro_packages'), anything),
      ...each([...CONFIG_SUB_CATEGORIES, ...CONFIG_LISTS], anything),
    })
    .catchall(text),
};

const account = z.object({ user_id: string, access_token: string, timezone: id });
const messageAlone = z.object({ message: id });

const ANSWERS: Readonly<Record<string, Shape>> = {
  // A second factor is announced by `message`, with no token yet (§2.2).
  ...each(words('auth social-login two-factor'), z.object({ user_id: string, access_token: string, timezone: string })),
  'create-account': account,
  ...each(words('active_account_sms validation_user'), z.object(each(words('user_id access_token timezone'), id))),
  'create-event': z.object({ event_id: int }),
  'create-product': z.object({ product_id: int }),
  'create-story': z.object({ story_id: int, message: id }),
  'get-general-data': z.object(each(words('new_notifications_count new_friend_requests_count count_new_messages'), id)),
  rate_page: z.object({ val: id }),
  // iM decodes these with `try!`: a wrong type crashes the app.
  'send-message': z.object({
    message: id,
    message_data: z.array(z.record(z.string(), z.unknown()), expected('list of objects')).optional(),
  }),
  ...each(
    words('delete-story send-reset-password-email block-user update-user-data sessions delete-user update_two_factor group_chat'),
    messageAlone,
  ),
};

const awaitingCode = z.object({ user_id: string, message: string });

const RULES: Rules = {
  members: {},
  shapesOf: (node: Node, endpoint: string) =>
    node.kinds
      .flatMap((kind) => (kind === 'answer' ? answerShapes(endpoint, node.value) : [SHAPES[kind]]))
      .filter((shape) => shape !== undefined),
};

/** Success is "api_status is an integer", so any other number shows an error as a success. */
const SUCCESS = z.object({ api_status: z.literal(200, expected('the number 200, or "400" or "404"')), code: int });
const CREATED = z.object({ api_status: z.literal([200, 220], expected('the number 200 or 220, or "400" or "404"')) });

const ERRORS = z.object(
  { error_id: z.union([z.number(), z.string()], expected('a number or string')), error_text: string },
  expected('object'),
);
const ERROR = z.object({ api_status: z.enum(['400', '404'], expected('"400" or "404"')), errors: ERRORS });

/** The old path that iT uses for posts (contract-beyond "Legacy transport"): api_status is a string, for success too. */
const LEGACY_SUCCESS = z.object({
  api_status: z.literal('200'),
  api_text: z.literal('success', expected('"success"')),
  api_version: string,
});
const LEGACY_ERROR = z.object({
  api_status: z.enum(['400', '404'], expected('"200", "400" or "404"')),
  api_text: z.literal('failed', expected('"failed"')),
  errors: ERRORS,
});

/** The problems of the iOS family. Contract-clients §6.2. */
export function iosProblems(endpoint: string, answer: Json): Problem[] {
  if (endpoint.startsWith('app_api:')) {
    if (answer.api_status === '200') return problemsByRules(RULES, endpoint, answer);
    return problemsOf(LEGACY_ERROR, answer);
  }
  return typeof answer.api_status === 'string' ? problemsOf(ERROR, answer) : problemsByRules(RULES, endpoint, answer);
}

function answerShapes(endpoint: string, answer: Json): (Shape | undefined)[] {
  if (endpoint.startsWith('app_api:')) return [LEGACY_SUCCESS];
  if (endpoint === 'create-account' && answer.api_status === 220) return [CREATED, awaitingCode];
  const secondFactor = ['auth', 'social-login'].includes(endpoint) && answer.message !== undefined;
  return [SUCCESS, secondFactor ? awaitingCode : ANSWERS[endpoint]];
}
