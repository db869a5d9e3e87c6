import { z } from 'zod';
import { expected } from './expected.ts';
import type { Json, Kind, Node } from './kinds.ts';
import { type Problem, problemsByRules, problemsOf, type Rules, type Shape } from './rules.ts';
import { each, STRINGS, words } from './strings.ts';

const text = z.union([z.string(), z.null()], expected('string')).optional();
const int = z.int(expected('whole number')).optional();
const absent = z.undefined(expected('no such member')).optional();
const object = z.record(z.string(), z.unknown());
const objectOrNull = z.union([object, z.null()], expected('object or null')).optional();
const objectOrAbsent = z.record(z.string(), z.unknown(), expected('object or no such member')).optional();
const list = z.array(z.unknown(), expected('list'));

/** Values that apps would accept and the site never sends: §4 "Types", §3.1 items 2 and 11. */
const SHAPES: Partial<Record<Kind, Shape>> = {
  user: z.object({
    ...each(words('id type password'), absent),
    is_following: z.union([z.int(), z.enum(['yes', 'no'])], expected('number, "yes" or "no"')).optional(),
    can_follow: int,
  }),
  // Of the values that union readers accept, the one that §4 chooses for "none".
  post: z.object({
    ...each(words('shared_info shared_from'), objectOrNull),
    ...each(words('product event blog'), objectOrAbsent),
  }),
  photo: columns('photo'),
  option: columns('option'),
  comment: columns('comment'),
  product: columns('product'),
  event: columns('event'),
  story: columns('story'),
  article: columns('article'),
  movie: columns('movie'),
  activity: columns('activity'),
  notification: columns('notification'),
  hashtag: columns('hashtag'),
};

const ANSWERS: Readonly<Record<string, Shape>> = {
  'get-user-albums': z.object({ albums: list, data: list }),
  get_event_by_id: z.object({ status: z.literal(200, expected('the number 200')) }),
};

const RULES: Rules = {
  members: {},
  shapesOf: (node: Node, endpoint: string) =>
    node.kinds.map((kind) => (kind === 'answer' ? ANSWERS[endpoint] : SHAPES[kind])).filter((shape) => shape !== undefined),
};

const GATE_TEXTS: readonly string[] = ['Not authorized', 'Invalid or expired access_token'];

/** Apps sign the person out when a text contains one of these (§0). */
const SIGN_OUT = /Invalid or expired access_token|No session sent|Not authorized/;

const ENVELOPE = z.object({
  api_status: z.enum(['400', '404'], expected('the number 200, or "400" or "404"')),
  errors: z.object(
    { error_id: z.int(expected('number')), error_text: z.string(expected('text')).min(1, expected('text')) },
    expected('object'),
  ),
});

/** The Xamarin apps choose their own texts by these ids (§3.1 item 8). */
const KNOWN_IDS: Readonly<Record<string, readonly (readonly [text: RegExp, id: number])[]>> = {
  auth: [
    [/\(POST\) is missing$/, 3],
    [/^Username not found$/, 4],
    [/password is incorrect$/i, 5],
  ],
  'create-account': [
    [/^(username|password|email|confirm_password) \(POST\) is missing$/, 3],
    [/^Username is already taken/, 4],
    [/^Invalid username characters/, 5],
    [/^Username must be between/, 6],
    [/^E-mail is already taken/, 7],
    [/^E-mail is invalid/, 8],
    [/^Password is too short/, 9],
    [/^Passwords don't match/, 10],
    [/^phone_num can not be empty/, 12],
  ],
  'is-active': [
    [/^User not found$/, 4],
    [/^The user not active/, 5],
  ],
};

/**
 * Violations of the site's own rules, which decide where the families disagree: contract §4, and the parts of §3.1 that no app
 * checks.
 */
export function contractProblems(endpoint: string, answer: Json): Problem[] {
  const legacy = endpoint.startsWith('app_api:');
  if (answer.api_status === (legacy ? '200' : 200)) return problemsByRules(RULES, endpoint, answer);
  if (legacy || (answer.api_status === 220 && endpoint === 'create-account')) return []; // the iOS schemas declare every member
  const envelope = ENVELOPE.safeParse(answer);
  if (!envelope.success) return problemsOf(ENVELOPE, answer);
  const { api_status: status, errors } = envelope.data;
  return status === '404'
    ? gateProblems(errors.error_id, errors.error_text)
    : endpointProblems(endpoint, errors.error_id, errors.error_text);
}

/** Ids 1 and 2, and 7 for a site's own required fields (§0). */
function gateProblems(id: number, said: string): Problem[] {
  if (id === 1) {
    if (SIGN_OUT.test(said) || /access_token/.test(said)) return [problem('error_id', `expected 2 for "${said}", got 1`)];
    return [];
  }
  if (id === 7) return [];
  if (id !== 2) return [problem('error_id', `expected 1 or 2 with "404", got ${id}`)];
  if (GATE_TEXTS.includes(said)) return [];
  return [problem('error_text', `expected exactly ${GATE_TEXTS.map((one) => `"${one}"`).join(' or ')}, got "${said}"`)];
}

function endpointProblems(endpoint: string, id: number, said: string): Problem[] {
  if (SIGN_OUT.test(said))
    return [problem('error_text', `"${said}" signs people out: it is the gate's alone, with "404" and id 2`)];
  const known = KNOWN_IDS[endpoint]?.find(([pattern]) => pattern.test(said));
  return known && known[1] !== id ? [problem('error_id', `expected ${known[1]} for "${said}", got ${id}`)] : [];
}

function problem(member: string, message: string): Problem {
  return { path: `errors.${member}`, message };
}

function columns(kind: keyof typeof STRINGS): Shape {
  return z.object(each(STRINGS[kind], text));
}
