import type { Json } from '../kinds.ts';
import { each, STRINGS, words } from '../strings.ts';
import { SITE, TIME } from './constants.ts';
import { exampleUser } from './people.ts';

export function examplePost(members: Json = {}): Json {
  return {
    ...each(STRINGS.post, ''),
    ...each(
      words('recipient_id page_id group_id event_id page_event_id product_id poll_id blog_id parent_id color_id job_id offer_id'),
      '0',
    ),
    ...each(words('fund_id multi_image multi_image_post boosted live_time live_ended blur postPrivacy videoViews'), '0'),
    ...each(words('post_comments post_shares post_likes post_wonders post_share'), '0'),
    ...each(
      words('limited_comments is_group_post group_recipient_exists group_admin recipient_exists is_post_reported is_wondered'),
      false,
    ),
    ...each(words('is_post_pinned is_still_live have_next_image have_pre_image is_liked is_post_saved'), false),
    ...each(words('post_is_promoted page is_post_boosted voted_id live_sub_users'), 0),
    ...each(words('job offer fund fund_data forum thread page_info options photo_album'), []),
    id: '21',
    post_id: '21',
    user_id: '12',
    time: TIME,
    active: '1',
    comments_status: '1',
    postText: 'Good morning',
    Orginaltext: 'Good morning',
    postLinkTitle: null,
    postSticker: null,
    post_url: null,
    post_time: '5 m',
    limit_comments: 3,
    admin: true,
    recipient: '',
    shared_from: null,
    shared_info: null,
    user_data: null,
    publisher: exampleUser(),
    get_post_comments: [exampleComment()],
    reaction: exampleReaction(),
    ...members,
  };
}

export function exampleComment(members: Json = {}): Json {
  return {
    ...each(STRINGS.comment, ''),
    id: '31',
    user_id: '12',
    page_id: '0',
    post_id: '21',
    text: 'Lovely',
    Orginaltext: 'Lovely',
    time: TIME,
    replies_count: '0',
    comment_likes: '1',
    comment_wonders: '0',
    is_comment_liked: true,
    is_comment_wondered: false,
    onwer: true,
    post_onwer: false,
    publisher: exampleUser(),
    reaction: exampleReaction(),
    ...members,
  };
}

export function exampleReaction(members: Json = {}): Json {
  return { is_reacted: true, type: '2', count: 4, '1': 1, '2': 1, ...members };
}

export function exampleStory(members: Json = {}): Json {
  const file = { id: '1', story_id: '61', type: 'video', filename: `${SITE}/upload/videos/a_video.mp4`, expire: TIME };
  return {
    ...each(STRINGS.story, ''),
    id: '61',
    user_id: '12',
    posted: TIME,
    expire: TIME,
    thumbnail: `${SITE}/upload/photos/ada_avatar.jpg`,
    is_owner: true,
    is_viewed: 0,
    user_data: exampleUser(),
    images: [],
    videos: [file],
    reaction: exampleReaction(),
    ...members,
  };
}
