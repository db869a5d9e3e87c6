import type { Json } from '../kinds.ts';
import { each, STRINGS, words } from '../strings.ts';
import { TIME } from './constants.ts';
import { exampleUser } from './people.ts';
import { examplePost } from './posts.ts';

export function exampleConfig(members: Json = {}): Json {
  const colour = { id: 1, color_1: '#ff00f7', color_2: '#ff0000', text_color: '#ffffff', image: '', time: '0' };
  return {
    siteName: 'Community',
    events: '1',
    movies: '1',
    groups: '1',
    pages: '1',
    node_socket_flow: '0',
    maxUpload: '96000000',
    ...each(words('page_categories group_categories blog_categories products_categories job_categories'), { '2': 'Science' }),
    genders: { male: 'Male', female: 'Female' },
    family: { '1': 'Mother' },
    movie_category: { family: 'Family' },
    page_sub_categories: { '2': [{ id: '9', category_id: '2', lang_key: 'Physics', type: 'page', lang: 'Physics' }] },
    group_sub_categories: {},
    products_sub_categories: [],
    currency_array: ['USD'],
    currency_symbol_array: { USD: '$' },
    ...each(words('fields page_custom_fields group_custom_fields product_custom_fields'), []),
    post_colors: { '1': colour },
    post_reactions_types: { '1': { id: '1', name: 'Like', status: '1' } },
    pro_packages: {},
    ...members,
  };
}

export function exampleNotification(members: Json = {}): Json {
  return {
    ...each(STRINGS.notification, ''),
    id: '121',
    notifier_id: '12',
    recipient_id: '13',
    post_id: '0',
    event_id: '0',
    type: 'following',
    type_text: 'followed you',
    seen: '0',
    icon: 'user-plus',
    time: TIME,
    time_text: '14:13',
    notifier: exampleUser(),
    ...members,
  };
}

export function exampleActivity(members: Json = {}): Json {
  return {
    ...each(STRINGS.activity, '0'),
    id: '111',
    user_id: '12',
    post_id: '21',
    activity_type: 'liked_post',
    time: TIME,
    activity_text: 'Ada liked Bo post.',
    activator: exampleUser(),
    postData: examplePost({ get_post_comments: undefined }),
    ...members,
  };
}

export function exampleHashtag(members: Json = {}): Json {
  return {
    ...each(STRINGS.hashtag, ''),
    id: '131',
    tag: 'looms',
    trend_use_num: '2',
    last_trend_time: TIME,
    expire: '2025-12-24',
    ...members,
  };
}
