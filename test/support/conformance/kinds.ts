/** The objects of the contract (§1) that a family has its own model for. `answer` is the whole answer. */
export type Kind =
  | 'answer'
  | 'user'
  | 'details'
  | 'page'
  | 'group'
  | 'post'
  | 'photo'
  | 'option'
  | 'comment'
  | 'reaction'
  | 'product'
  | 'event'
  | 'story'
  | 'storyFile'
  | 'message'
  | 'chat'
  | 'article'
  | 'movie'
  | 'activity'
  | 'notification'
  | 'hashtag'
  | 'config'
  | 'postColors'
  | 'postColor'
  | 'usersByReaction';

/** `account`: a person, page or group, recognised by its members. */
type Place = Kind | 'account';
type Places = Readonly<Record<string, Place>>;

export type Json = Record<string, unknown>;

/** One object of an answer: its path, its key and its kind. */
export type Node = { path: string; key: string; kinds: readonly Kind[]; value: Json };

/** The kind of a member with this name (one object or a list of them), wherever it occurs. */
// biome-ignore format: a table to be read by rows
const BY_NAME: Places = {
  user_data: 'user', publisher: 'account', notifier: 'account', activator: 'user', seller: 'user', author: 'user', messageUser: 'user',
  recipient: 'user', shared_from: 'user', follow_data: 'user', users: 'user', parts: 'user', followers: 'user', following: 'user',
  friend_requests: 'user', pro_users: 'user', suggestions: 'user', contacts_suggestions: 'user', blocked_users: 'user',
  nearby_users: 'user', post_liked_users: 'user', post_wondered_users: 'user', details: 'details',
  page_data: 'page', page_info: 'page', pages: 'page', liked_pages: 'page', promoted_pages: 'page',
  group_data: 'group', group_recipient: 'group', groups: 'group', joined_groups: 'group',
  post_data: 'post', postData: 'post', shared_info: 'post', albums: 'post', photo_album: 'photo', photo_multi: 'photo',
  options: 'option', votes: 'option', get_post_comments: 'comment', post_comments: 'comment', reaction: 'reaction',
  product: 'product', products: 'product', articles: 'article', blog: 'article', movies: 'movie',
  event: 'event', event_data: 'event', events: 'event', my_events: 'event', going: 'event', interested: 'event', invited: 'event', past: 'event',
  story: 'story', stories: 'story', activities: 'activity', notifications: 'notification', trending_hashtag: 'hashtag',
  messages: 'message', message_data: 'message', last_message: 'message', config: 'config',
};

/** Members that have another kind in one kind of object; `*` is every member of a dictionary. */
const BY_KIND: Partial<Record<Kind, Places>> = {
  message: { reply: 'message' },
  story: { images: 'storyFile', videos: 'storyFile' },
  config: { post_colors: 'postColors' },
  postColors: { '*': 'postColor' },
  usersByReaction: { '*': 'user' },
};

/** Members of one endpoint's answer. */
const BY_ENDPOINT: Readonly<Record<string, Places>> = {
  posts: { data: 'post' },
  'get-user-albums': { data: 'post' },
  albums: { data: 'post' },
  search_for_posts: { data: 'post' },
  most_liked: { data: 'post' },
  most_watched: { data: 'post' },
  comments: { data: 'comment' },
  'get-reactions': { data: 'usersByReaction' },
  'get-community': { data: 'group' },
  'get-my-groups': { data: 'group' },
  'get-my-pages': { data: 'page' },
  'fetch-recommended': { data: 'account' },
  'create-event': { data: 'event' },
  'get-blog-by-id': { data: 'article' },
  'get-user-stories': { stories: 'user' },
  get_chats: { data: 'chat' },
  get_archived_chats: { data: 'chat' },
  get_pin_chats: { data: 'chat' },
  get_pin_message: { data: 'message' },
  get_fav_messages: { data: 'message' },
};

/** The site's configuration uses names of lists for its switches (`events`, `movies`), so names mean nothing in it. */
export function isClosed(node: Node): boolean {
  return node.kinds.includes('config');
}

const known = new WeakMap<Json, Node[]>(); // each family reads the same answer

/** Every object of an answer, the answer itself first. */
export function nodesIn(endpoint: string, answer: Json): Node[] {
  const before = known.get(answer);
  if (before) return before;
  const nodes: Node[] = [];
  known.set(answer, nodes);
  visitObject({ path: '', key: '', kinds: ['answer'], value: answer });
  return nodes;

  function visitObject(node: Node): void {
    nodes.push(node);
    for (const [key, value] of Object.entries(node.value)) {
      const place = placeOf(node, key);
      if (place || !isClosed(node)) visit(value, node.path ? `${node.path}.${key}` : key, key, place);
    }
  }

  function visit(value: unknown, path: string, key: string, place: Place | undefined): void {
    if (Array.isArray(value)) value.forEach((item, index) => void visit(item, `${path}[${index}]`, key, place));
    else if (isObject(value)) visitObject({ path, key, kinds: kindsOf(place, value), value });
  }

  function placeOf(node: Node, key: string): Place | undefined {
    for (const kind of node.kinds) {
      const places: Places | undefined = kind === 'answer' ? BY_ENDPOINT[endpoint] : BY_KIND[kind];
      const place = own(places, key) ?? own(places, '*');
      if (place) return place;
    }
    return isClosed(node) ? undefined : own(BY_NAME, key);
  }
}

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function own(places: Places | undefined, key: string): Place | undefined {
  return places && Object.hasOwn(places, key) ? places[key] : undefined;
}

function kindsOf(place: Place | undefined, value: Json): Kind[] {
  if (place === undefined) return [];
  if (place === 'account') return [accountKind(value)];
  // A group chat has a shape of its own. People and pages in the chat list are themselves, with the chat's members.
  if (place === 'chat') return value.chat_type === 'group' ? ['chat'] : ['chat', accountKind(value)];
  return [place];
}

function accountKind(value: Json): Kind {
  if (value.group_title !== undefined) return 'group';
  return value.page_title !== undefined || Number(value.page_id) > 0 ? 'page' : 'user';
}
