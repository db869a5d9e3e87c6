import { defineTarget } from '../core/target.ts';

const NEVER = new Date(0);

export const events = defineTarget(
  'events',
  {
    id: 0,
    owner_id: 0,
    name: '',
    location: '',
    description: '',
    cover: '',
    start_date: '2000-01-01',
    start_time: '00:00:00',
    end_date: '2000-01-01',
    end_time: '00:00:00',
    timezone: 'UTC',
    starts_at: NEVER,
    ends_at: NEVER,
    created_at: NEVER,
  },
  { kind: 'entity', rowsAtOnce: 100 },
);

export const eventResponses = defineTarget(
  'event_responses',
  { event_id: 0, user_id: 0, kind: 'going', created_at: NEVER },
  { kind: 'relation', keep: ['event_id', 'user_id', 'kind', 'created_at'] },
);

export const products = defineTarget(
  'products',
  {
    id: 0,
    owner_id: 0,
    name: '',
    description: '',
    category_id: 0,
    sub_category_id: 0,
    price: '0.00',
    currency: 'USD',
    location: '',
    used: 0,
    units: 1,
    lat: null,
    lng: null,
    cell: null,
    sold: 0,
    created_at: NEVER,
  },
  { kind: 'entity', rowsAtOnce: 100 },
);

export const productImages = defineTarget(
  'product_images',
  { id: 0, product_id: 0, file_key: '', small_key: '' },
  { kind: 'entity' },
);

export const productTerms = defineTarget(
  'product_terms',
  { term: '', product_id: 0 },
  { kind: 'relation', keep: ['term', 'product_id'] },
);

export const articles = defineTarget(
  'articles',
  {
    id: 0,
    owner_id: 0,
    state: 'published',
    title: '',
    description: '',
    content: '',
    category_id: 0,
    thumbnail: '',
    tags: '',
    views: 0,
    shares: 0,
    created_at: NEVER,
  },
  { kind: 'entity', rowsAtOnce: 20 },
);

export const movies = defineTarget(
  'movies',
  {
    id: 0,
    source_key: '',
    name: '',
    genre: '',
    stars: '',
    producer: '',
    country: '',
    release_year: 0,
    quality: '',
    duration_minutes: 0,
    description: '',
    cover_url: '',
    source_url: '',
    iframe_url: '',
    video_url: '',
    rating: '',
    views: 0,
    created_at: NEVER,
  },
  { kind: 'entity', rowsAtOnce: 100 },
);

export const stories = defineTarget(
  'stories',
  {
    id: 0,
    user_id: 0,
    title: '',
    description: '',
    file_kind: 'image',
    file_key: '',
    thumb_key: '',
    created_at: NEVER,
    expires_at: NEVER,
  },
  { kind: 'entity' },
);

export const storyViews = defineTarget(
  'story_views',
  { story_id: 0, user_id: 0, created_at: NEVER },
  { kind: 'relation', keep: ['story_id', 'user_id', 'created_at'] },
);

export const notifications = defineTarget(
  'notifications',
  {
    recipient_id: 0,
    notifier_id: 0,
    type: '',
    type2: '',
    post_id: 0,
    comment_id: 0,
    reply_id: 0,
    story_id: 0,
    page_id: 0,
    group_id: 0,
    event_id: 0,
    blog_id: 0,
    text: '',
    url: '',
    dedupe_key: '',
    seen_at: null,
    created_at: NEVER,
  },
  { kind: 'relation', keep: ['recipient_id', 'dedupe_key'] },
);

export const activities = defineTarget(
  'activities',
  {
    user_id: 0,
    type: '',
    post_id: 0,
    comment_id: 0,
    reply_id: 0,
    target_user_id: 0,
    dedupe_key: '',
    created_at: NEVER,
  },
  { kind: 'relation', keep: ['user_id', 'dedupe_key'] },
);

export const recentSearches = defineTarget(
  'recent_searches',
  { viewer_id: 0, kind: 'user', entity_id: 0 },
  { kind: 'relation', keep: ['viewer_id', 'kind', 'entity_id'] },
);
