import type { Json } from '../kinds.ts';
import { each, STRINGS } from '../strings.ts';
import { SITE } from './constants.ts';
import { exampleUser } from './people.ts';
import { exampleReaction } from './posts.ts';

export function exampleProduct(members: Json = {}): Json {
  const image = `${SITE}/upload/photos/loom_image.jpg`;
  return {
    ...each(STRINGS.product, ''),
    id: '41',
    user_id: '12',
    page_id: '0',
    name: 'Loom',
    price: '12.50',
    status: '0',
    type: '0',
    currency: '0',
    post_id: '21',
    images: [{ id: '1', image, image_org: image, product_id: '41' }],
    added_to_cart: 0,
    rating: null,
    reviews_count: 0,
    fields: [],
    user_data: exampleUser(),
    seller: exampleUser(),
    ...members,
  };
}

export function exampleEvent(members: Json = {}): Json {
  return {
    ...each(STRINGS.event, ''),
    id: '51',
    name: 'Reading',
    start_date: '11-24-25',
    start_time: '18:00:00',
    end_date: '11-25-25',
    end_time: '20:00:00',
    poster_id: '12',
    going_count: '1',
    interested_count: '0',
    is_owner: true,
    is_going: false,
    is_interested: false,
    user_data: exampleUser(),
    ...members,
  };
}

export function exampleArticle(members: Json = {}): Json {
  return {
    ...each(STRINGS.article, ''),
    id: '91',
    user: '12',
    title: 'On engines',
    tags: 'a,b',
    tags_array: ['a', 'b'],
    active: '1',
    view: '0',
    shared: '0',
    author: exampleUser(),
    is_post_admin: true,
    reaction: exampleReaction(),
    ...members,
  };
}

export function exampleMovie(members: Json = {}): Json {
  return {
    ...each(STRINGS.movie, ''),
    id: '101',
    name: 'Metropolis',
    genre: 'drama',
    release: '1927',
    rating: '0',
    views: '0',
    ...members,
  };
}
