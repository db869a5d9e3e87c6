import { describe, expect, it } from 'vitest';
import * as example from './support/conformance/examples.ts';
import { conformanceProblems } from './support/conformance/index.ts';
import type { Json } from './support/conformance/kinds.ts';

const { exampleAnswer: answer, exampleError: error, exampleReaction: reacted, exampleDetails: counts } = example;
const { exampleUser: user, exampleGroup: group, examplePage: page, examplePost: aPost, exampleEvent: event } = example;

const token = 'ab12';
const albums = [aPost()];
const failed = { error_id: 6, error_text: 'Page not found' };
const signedIn = (members: Json = {}) => answer({ access_token: token, user_id: '12', timezone: 'UTC', ...members });
const profile = (members: Json) => answer({ user_data: user(members) });
const post = (members: Json) => answer({ post_data: aPost(members) });
const feed = (members: Json) => answer({ data: [aPost(members)] });
const comment = (members: Json) => answer({ data: [example.exampleComment(members)] });
const story = (members: Json) => answer({ stories: [example.exampleStory(members)] });
const sent = (members: Json) => answer({ message_data: [example.exampleMessage(members)] });
const message = (members: Json) => answer({ messages: [example.exampleMessage(members)], typing: 0, is_recording: 0 });
const chat = (members: Json) => answer({ data: [example.exampleChat(members)] });
const lastMessage = (members: Json) => chat({ last_message: example.exampleMessage({ messageUser: undefined, ...members }) });
const article = (members: Json) => answer({ articles: [example.exampleArticle(members)] });
const notification = (members: Json) => answer({ notifications: [example.exampleNotification(members)] });
const config = (members: Json) => answer({ config: example.exampleConfig(members) });
const legacy = (members: Json) => ({ api_status: '200', api_text: 'success', api_version: '1.0', ...members });

// biome-ignore format: a table to be read by rows
const READABLE: [endpoint: string, answer: Json][] = [
  ['auth', signedIn({ membership: false })],
  ['auth', answer({ message: 'Please enter your confirmation code', user_id: '12', membership: false })],
  ['create-account', answer({ access_token: token, user_id: '12', membership: false })],
  ['create-account', { api_status: 220, message: 'Check your mail', user_id: '12', membership: false }],
  ['delete-access-token', answer()],
  ['get-site-settings', config({})],
  ['get-user-data', answer({ user_data: user(), followers: [], joined_groups: [group()], family: [] })],
  ['get-user-albums', answer({ albums, data: albums })],
  ['get-post-data', answer({ post_data: aPost(), post_comments: [example.exampleComment()], post_liked_users: [] })],
  ['posts', feed({ shared_info: aPost(), publisher: page() })],
  ['comments', answer({ data: example.exampleComment({ publisher: page() }) })],
  ['get-reactions', answer({ data: { '1': [user()], '2': [] } })],
  ['get-group-data', answer({ group_data: group() })],
  ['get-page-data', answer({ page_data: page({ is_liked: true }) })],
  ['get-products', answer({ products: [example.exampleProduct()] })],
  ['get-events', answer({ events: [event()], my_events: [], going: [], interested: [], invited: [], past: [] })],
  ['get-stories', story({})],
  ['get-user-stories', answer({ stories: [user({ stories: [example.exampleStory()] })] })],
  ['send-message', sent({ messageUser: user(), message_hash_id: '1' })],
  ['get_user_messages', message({ reply: example.exampleMessage(), story: example.exampleStory(), file_size: '0MB' })],
  ['get_chats', chat({})],
  ['get_chats', chat({ last_message: [] })],
  ['get_chats', answer({ data: [{ chat_type: 'group', group_id: '5', group_name: 'Us', parts: [], last_message: [] }] })],
  ['get-articles', article({})],
  ['get-movies', answer({ movies: [example.exampleMovie()] })],
  ['get-activities', answer({ activities: [example.exampleActivity()] })],
  ['get-general-data', { ...notification({}), new_notifications_count: '1', announcement: [] }],
  ['get-general-data', answer({ trending_hashtag: [example.exampleHashtag()], announcement: false })],
  ['get-nearby-users', answer({ nearby_users: [user({ is_following: 'no', distance: 3 })] })],
  ['search', answer({ users: [user()], pages: [page()], groups: [group({ is_joined: 'no' })] })],
  ['group_chat', answer({ message_data: 'Left' })],
  ['app_api:new_post', legacy({ post_data: aPost() })],
  ['app_api:new_post', { ...error('5', 'Empty'), api_text: 'failed' }],
  ['get-user-data', error()],
  ['get-user-data', error(2, 'Not authorized', '404')],
  ['get-user-data', error(2, 'Invalid or expired access_token', '404')],
  ['nonsense', error(1, 'Error: 404 API Type Not Found', '404')],
  ['update-group-data', error(1, 'group_id (POST) is missing')],
  ['auth', error(5, 'Username or password is incorrect')],
  ['auth', error(429, 'Too many requests, please try again later')],
  ['social-login', error(3, 'access_token (POST) is missing')],
  ['get-articles', error(500, 'Internal server error')],
];

/**
 * One value at risk: the endpoint, the answer around the value, values the family reads, values that break it, and the section
 * that says so.
 */
type Row = [
  guarantee: string,
  endpoint: string,
  around: (value: unknown) => Json,
  right: unknown[],
  wrong: unknown[],
  path: string,
];

// biome-ignore format: a table to be read by rows
const XAMARIN: Row[] = [
  ['a publisher is an object', 'posts', (publisher) => feed({ publisher }), [null, ''], [[], false], 'data[0].publisher'],
  ['a reaction is an object', 'comments', (reaction) => comment({ reaction }), [null], [[], false], 'data[0].reaction'],
  ['a muted chat is an object', 'get_chats', (mute) => chat({ mute }), [{}, null], [[], false], 'data[0].mute'],
  ['a list is a list', 'get-post-data', (options) => post({ options }), [[], null, ''], [{}, false], 'post_data.options'],
  ['a list holds objects', 'search', (users) => answer({ users }), [[]], [['12']], 'users'],
  ['tags are a list of strings', 'get-articles', (tags_array) => article({ tags_array }), [['']], [{}], 'articles[0].tags_array'],
  ['data is what its call promises', 'get-my-groups', (data) => answer({ data }), [[]], [{}, false], 'data'],
  ['a map is never a list', 'get-site-settings', (family) => config({ family }), [{}], [[]], 'config.family'],
  ['reactions by id are a map', 'get-reactions', (data) => answer({ data }), [{}], [[]], 'data'],
  ['recipient is a person or ""', 'get-post-data', (recipient) => post({ recipient }), [''], [false, []], 'post_data.recipient'],
  ['either-or members take both', 'get-post-data', (event) => post({ event }), [[], event()], [false], 'post_data.event'],
  ['a notification has no empty event', 'get-general-data', (event) => notification({ event }), [null], [[]], 'notifications[0].event'],
  ['a blog is an object', 'get-post-data', (blog) => post({ blog }), [null], [[]], 'post_data.blog'],
  ['a text is no list', 'get-post-data', (postFile) => post({ postFile }), ['', null], [[], {}], 'post_data.postFile'],
  ['booleans are no "0"', 'posts', (is_liked) => feed({ is_liked }), [true, 0, null], ['0', '1', 'yes'], 'data[0].is_liked'],
  ['is_liked of a page may be words', 'search', (is_liked) => answer({ pages: [page({ is_liked })] }), ['yes', true], ['1'], 'pages[0].is_liked'],
  ['admin of a post is a boolean', 'get-post-data', (admin) => post({ admin }), [false], ['1'], 'post_data.admin'],
  ['admin of a person is a column', 'get-user-data', (admin) => profile({ admin }), ['0', '2'], [[]], 'user_data.admin'],
  ['comment booleans are never null', 'comments', (is_comment_liked) => comment({ is_comment_liked }), [true], [null, '0'], 'data[0].is_comment_liked'],
  ['is_owner of a story is never null', 'get-stories', (is_owner) => story({ is_owner }), [true], [null], 'stories[0].is_owner'],
  ['is_post_admin is never null', 'get-articles', (is_post_admin) => article({ is_post_admin }), [false], [null], 'articles[0].is_post_admin'],
  ['is_blocked is never null', 'get-user-data', (is_blocked) => profile({ is_blocked }), [false], [null], 'user_data.is_blocked'],
  ['members of a group are never null', 'search', (members) => answer({ groups: [group({ members })] }), ['0'], [null, ''], 'groups[0].members'],
  ['a reaction count is never null', 'posts', (count) => feed({ reaction: reacted({ count }) }), [0], [null, ''], 'data[0].reaction.count'],
  ['a poll option has its sum', 'vote_up', (all) => answer({ votes: [{ id: '1', all }] }), [3], [null], 'votes[0].all'],
  ['a message id is a number', 'get_user_messages', (id) => message({ id }), ['71'], [null, '', 'm71'], 'messages[0].id'],
  ['a number may be blank, not a word', 'posts', (live_time) => feed({ live_time }), ['0', '', null], ['no', []], 'data[0].live_time'],
  ['a page that publishes has digits', 'posts', (rating) => feed({ publisher: page({ rating }) }), ['4', 4, '', null], ['good'], 'data[0].publisher.rating'],
  ['new ids are numbers', 'create-product', (product_post_id) => answer({ product_id: 1, product_post_id }), [2], [null, ''], 'product_post_id'],
  ['a status is a number', 'get-many-users-data', (status) => answer({ users: [], status }), [200], [null, 'ok'], 'status'],
  ['a colour has an id', 'get-site-settings', (id) => config({ post_colors: { '1': { id } } }), [1, '1'], [null], 'config.post_colors.1.id'],
  ['settings named like lists are texts', 'get-site-settings', (events) => config({ events }), ['1'], [[]], 'config.events'],
  ['message_data is a list', 'send-message', (message_data) => answer({ message_data }), [[]], [{}, 'sent'], 'message_data'],
  ['an error has its text', 'search', (errors) => ({ api_status: '400', errors }), [failed], [undefined, []], 'errors'],
];

// biome-ignore format: a table to be read by rows
const IOS: Row[] = [
  ['success is the number 200', 'get-movies', (api_status) => answer({ api_status }), [200], [220, 400, '200'], 'api_status'],
  ['an error has an error_id', 'search', (errors) => ({ api_status: '400', errors }), [failed], [{ error_text: 'x' }], 'errors.error_id'],
  ['user_id is a string', 'auth', (user_id) => signedIn({ user_id }), ['12'], [12, undefined], 'user_id'],
  ['a sign-in has its timezone', 'auth', (timezone) => signedIn({ timezone }), ['UTC'], [undefined, 0], 'timezone'],
  ['a new account has its token', 'create-account', (access_token) => signedIn({ access_token }), [token], [undefined], 'access_token'],
  ['flags of a person are strings', 'get-user-data', (verified) => profile({ verified }), ['0'], [0, false], 'user_data.verified'],
  ['counts of a person are strings', 'get-user-data', (n) => profile({ details: counts({ post_count: n }) }), ['0'], [0], 'user_data.details.post_count'],
  ['is_following_me is a number', 'get-user-data', (is_following_me) => profile({ is_following_me }), [0], ['0', true], 'user_data.is_following_me'],
  ['is_reported of a person is a boolean', 'get-user-data', (is_reported) => profile({ is_reported }), [true], [0, 'no'], 'user_data.is_reported'],
  ['ids of a post are strings', 'posts', (user_id) => feed({ user_id }), ['12'], [12, null], 'data[0].user_id'],
  ['counters of a post are strings', 'posts', (post_likes) => feed({ post_likes }), ['0'], [0], 'data[0].post_likes'],
  ['a page inside a post keeps strings', 'posts', (page_id) => feed({ publisher: page({ page_id }) }), ['7'], [7], 'data[0].publisher.page_id'],
  ['columns of a group are strings', 'get-group-data', (privacy) => answer({ group_data: group({ privacy }) }), ['1'], [1], 'group_data.privacy'],
  ['code is a number', 'post-actions', (code) => answer({ action: 'saved post', code }), [1], ['1', true], 'code'],
  ['event_id is a number', 'create-event', (event_id) => answer({ event_id }), [1], ['1'], 'event_id'],
  ['product_id is a number', 'create-product', (product_id) => answer({ product_id }), [1], ['1'], 'product_id'],
  ['story_id is a number', 'create-story', (story_id) => answer({ story_id }), [1], ['1'], 'story_id'],
  ['badge counts are strings', 'get-general-data', (count_new_messages) => answer({ count_new_messages }), ['0'], [0], 'count_new_messages'],
  ['a rating given is a string', 'rate_page', (val) => answer({ val }), ['4'], [4], 'val'],
  ['currencies are a list', 'get-site-settings', (currency_array) => config({ currency_array }), [['USD'], null], [{}], 'config.currency_array'],
  ['colours are an object', 'get-site-settings', (post_colors) => config({ post_colors }), [{}, null], [[]], 'config.post_colors'],
  ['settings are strings', 'get-site-settings', (maxUpload) => config({ maxUpload }), ['1'], [1, true], 'config.maxUpload'],
  ['columns of a message are strings', 'send-message', (seen) => sent({ seen }), ['0'], [0], 'message_data[0].seen'],
  ['file_size may be both', 'send-message', (file_size) => sent({ file_size }), [0, '1MB'], [null, []], 'message_data[0].file_size'],
  ['files of a story are strings', 'get-stories', (id) => story({ videos: [{ id }] }), ['1'], [1], 'stories[0].videos[0].id'],
  ['words to the person are a string', 'block-user', (message) => answer({ message }), ['x', undefined], [1, []], 'message'],
  ['the old path keeps its string', 'app_api:new_post', (api_status) => legacy({ api_status }), ['200'], [200], 'api_status'],
  ['the old path says success', 'app_api:new_post', (api_text) => legacy({ api_text }), ['success'], [undefined], 'api_text'],
];

// biome-ignore format: a table to be read by rows
const FLUTTER: Row[] = [
  ['an error has errors', 'search', (errors) => ({ api_status: '400', errors }), [failed], [undefined, null], 'errors'],
  ['a bare 400 is no answer', 'search', (errors) => ({ api_status: 400, errors }), [failed], [undefined], 'errors'],
  ['user_id is a string', 'create-account', (user_id) => signedIn({ user_id }), ['12'], [12], 'user_id'],
  ['typing is a number', 'get_user_messages', (typing) => ({ ...message({}), typing }), [0, 1], [false, '0', null, undefined], 'typing'],
  ['texts are never null', 'get_user_messages', (mediaFileNames) => message({ mediaFileNames }), [''], [null, undefined, 0], 'messages[0].mediaFileNames'],
  ['a message has its reaction', 'get_user_messages', (reaction) => message({ reaction }), [reacted()], [[], undefined], 'messages[0].reaction'],
  ['its count is a number', 'get_user_messages', (count) => message({ reaction: reacted({ count }) }), [0], ['0'], 'messages[0].reaction.count'],
  ['a message has its person', 'get_user_messages', (messageUser) => message({ messageUser }), [user()], [[], undefined], 'messages[0].messageUser'],
  ['a reply is a list or an object', 'get_user_messages', (reply) => message({ reply }), [[], {}], [null, ''], 'messages[0].reply'],
  ['chats hold strings', 'get_chats', (message_count) => chat({ message_count }), ['0', null, undefined], [0], 'data[0].message_count'],
  ['counts in chats are strings', 'get_chats', (n) => chat({ details: { post_count: n } }), ['0'], [0], 'data[0].details.post_count'],
  ['details in chats are an object', 'get_chats', (details) => chat({ details }), [undefined], [[]], 'data[0].details'],
  ['following_data in chats is no text', 'get_chats', (following_data) => chat({ following_data }), [undefined, []], [''], 'data[0].following_data'],
  ['no last message is a list', 'get_chats', (last_message) => chat({ last_message }), [[]], ['', false], 'data[0].last_message'],
  ['the last has its reaction', 'get_chats', (reaction) => lastMessage({ reaction }), [{}], [[], undefined], 'data[0].last_message.reaction'],
  ['who wrote last comes whole', 'get_chats', (details) => lastMessage({ messageUser: user({ details }) }), [{}], [[], undefined], 'data[0].last_message.messageUser.details'],
  ['details nearby are an object', 'get-nearby-users', (details) => answer({ nearby_users: [user({ details })] }), [{}], [[], undefined], 'nearby_users[0].details'],
  ['details of a profile are an object', 'get-user-data', (details) => profile({ details }), [{}], [[], undefined], 'user_data.details'],
  ['a product has an image', 'get-products', (images) => answer({ products: [{ images }] }), [[{ image_org: 'x' }]], [[], undefined], 'products[0].images'],
  ['videos of a story are a list', 'get-stories', (videos) => story({ videos }), [[]], [undefined, ''], 'stories[0].videos'],
  ['colours are looked up by id', 'get-site-settings', (post_colors) => config({ post_colors }), [{}], [[], null], 'config.post_colors'],
];

// biome-ignore format: a table to be read by rows
const CONTRACT: Row[] = [
  ['error_id is a number', 'search', (error_id) => ({ api_status: '400', errors: { ...failed, error_id } }), [6], ['6', null, undefined], 'errors.error_id'],
  ['an answer is a success or an error', 'search', (api_status) => ({ api_status }), [200], [400, undefined, 220], 'api_status'],
  ['a missing token is id 2', 'search', (id) => error(id, 'Not authorized', '404'), [2], [1, 3], 'errors.error_id'],
  ['a missing token is no id 1', 'search', (text) => error(1, text, '404'), ['Error: invalid server key'], ['Error: access_token is missing'], 'errors.error_id'],
  ['the sign-out texts are exact', 'search', (text) => error(2, text, '404'), ['Not authorized'], ['Authorized not', 'Not authorized.'], 'errors.error_text'],
  ['the sign-out texts are the gate\'s', 'search', (status) => error(2, 'Not authorized', status), ['404'], ['400'], 'errors.error_text'],
  ['auth keeps its ids', 'auth', (id) => error(id, 'username (POST) is missing'), [3], [4], 'errors.error_id'],
  ['create-account keeps its ids', 'create-account', (id) => error(id, 'E-mail is already taken'), [7], [4], 'errors.error_id'],
  ['is-active keeps its ids', 'is-active', (id) => error(id, 'The user not active'), [5], [4], 'errors.error_id'],
  ['albums come under both names', 'get-user-albums', (data) => answer({ albums, data }), [albums], [undefined], 'data'],
  ['an event answers by status too', 'get_event_by_id', (status) => answer({ event_data: event(), status }), [200], [undefined], 'status'],
  ['a person has no id', 'get-user-data', (id) => profile({ id }), [undefined], ['12'], 'user_data.id'],
  ['no origin is null', 'posts', (shared_from) => feed({ shared_from }), [null, user()], [false, []], 'data[0].shared_from'],
  ['no event is no key', 'posts', (event) => feed({ event }), [undefined], [[], null], 'data[0].event'],
  ['can_follow is a number', 'get-user-data', (can_follow) => profile({ can_follow }), [1], ['1', true], 'user_data.can_follow'],
  ['columns are strings', 'get-movies', (views) => answer({ movies: [example.exampleMovie({ views })] }), ['0'], [0], 'movies[0].views'],
];

describe('answers as the contract describes them', () => {
  it.each(READABLE)('every family can read %s', (endpoint, value) => expect(conformanceProblems(endpoint, value)).toEqual([]));
});

describe.each(Object.entries({ xamarin: XAMARIN, ios: IOS, flutter: FLUTTER, contract: CONTRACT }))('%s', (family, rows) => {
  const linesOf = (endpoint: string, value: Json) =>
    conformanceProblems(endpoint, value).filter((line) => line.startsWith(`${family} `));

  it.each(rows)('%s (%s)', (_guarantee, endpoint, around, right, wrong, path) => {
    for (const value of right) expect(linesOf(endpoint, around(value))).toEqual([]);
    for (const value of wrong) expect(linesOf(endpoint, around(value)).join('\n')).toContain(`${family} ${endpoint} ${path}: `);
  });
});

describe('conformanceProblems', () => {
  it('names the family that cannot read an answer, and why', () => {
    expect(conformanceProblems('get-user-data', profile({ details: [] }))).toEqual([
      'flutter get-user-data user_data.details: expected object, got []',
    ]);
  });

  it('reports an answer that is not an object', () => {
    expect(conformanceProblems('follow-request-action', null)).toEqual([
      'contract follow-request-action answer: expected object, got null',
    ]);
  });

  it('does not check FW against messages cut down by a field it never sends', () => {
    const cut = message({ messageUser: undefined });
    expect(conformanceProblems('get_user_messages', cut)).not.toEqual([]);
    expect(conformanceProblems('get_user_messages', cut, { not_include: 'messageUser' })).toEqual([]);
  });
});
