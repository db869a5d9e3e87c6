import { defineTarget } from '../core/target.ts';

const NEVER = new Date(0);

export const posts = defineTarget(
  'posts',
  {
    id: 0,
    author_id: 0,
    page_id: 0,
    group_id: 0,
    event_id: 0,
    page_event_id: 0,
    recipient_id: 0,
    parent_id: 0,
    privacy: 0,
    kind: 'post',
    text: '',
    feeling_type: '',
    feeling: '',
    map: '',
    sticker: '',
    color_id: 0,
    album_name: '',
    is_album: 0,
    link_url: '',
    link_title: '',
    link_image: '',
    link_content: '',
    file_key: '',
    file_name: '',
    file_kind: '',
    is_recording: 0,
    file_thumb_key: '',
    is_multi_image: 0,
    product_id: 0,
    blog_id: 0,
    is_poll: 0,
    comments_enabled: 1,
    boosted: 0,
    is_counted: 1,
    created_at: NEVER,
  },
  { kind: 'entity' },
);

export const postPhotos = defineTarget('post_photos', { id: 0, post_id: 0, file_key: '', small_key: '' }, { kind: 'entity' });

/** What somebody did with a post, once. */
const mark = (table: string) =>
  defineTarget(
    table,
    { post_id: 0, user_id: 0, created_at: NEVER },
    { kind: 'relation', keep: ['post_id', 'user_id', 'created_at'] },
  );

export const postSaves = mark('post_saves');
export const postPins = mark('post_pins');
export const postHides = mark('post_hides');
export const postReports = mark('post_reports');

export const pollOptions = defineTarget('poll_options', { id: 0, post_id: 0, text: '' }, { kind: 'entity' });

export const pollVotes = defineTarget(
  'poll_votes',
  { post_id: 0, option_id: 0, user_id: 0, created_at: NEVER },
  { kind: 'relation', keep: ['post_id', 'user_id', 'created_at'] },
);
