import { POST_COLORS } from '../../catalogues/catalogue.ts';
import { knownOrNone } from '../../catalogues/rules.ts';
import { isSafeKey } from '../../media/store.ts';
import { renderText, renderTextForApps } from '../../text/render.ts';
import { mediaUrl, type PresentCtx } from '../../users/present.ts';
import type { Post, PostMaps } from '../hydrate.ts';

/** Everything of post_data that is a column of the row, but its file. */
export function columnsOf(post: Post, maps: PostMaps, ctx: PresentCtx) {
  const text = { names: maps.names, baseUrl: ctx.config.baseUrl };
  const url = `${ctx.config.baseUrl}/post/${post.id}`;
  return {
    id: String(post.id),
    post_id: String(post.id),
    recipient_id: String(post.recipient_id),
    page_id: String(post.page_id),
    group_id: String(post.group_id),
    event_id: String(post.event_id),
    page_event_id: String(post.page_event_id),
    postText: renderText(post.text, text),
    postText_API: renderTextForApps(post.text, text),
    Orginaltext: post.text,
    postLink: post.link_url,
    postLinkTitle: post.link_title,
    // a preview's picture is a file of ours, one that came with the post an address
    postLinkImage: isSafeKey(post.link_image) ? mediaUrl(ctx, post.link_image) : post.link_image,
    postLinkContent: post.link_content,
    postMap: post.map,
    postPrivacy: String(post.privacy),
    postType: post.kind,
    postSticker: post.sticker,
    ...feelingOf(post),
    album_name: post.album_name,
    multi_image: String(post.is_multi_image),
    color_id: String(knownOrNone(POST_COLORS, post.color_id)),
    product_id: String(post.product_id),
    blog_id: String(post.blog_id),
    poll_id: post.is_poll === 1 ? '1' : '0',
    boosted: String(post.boosted),
    comments_status: String(post.comments_enabled),
    registered: registered(post.created_at),
    videoViews: String(post.views_count),
    post_comments: String(post.comments_count),
    post_shares: String(post.shares_count),
    post_share: String(post.shares_count),
    postShare: String(post.shares_count),
    post_likes: String(post.likes_count),
    post_wonders: String(post.wonders_count),
    url,
    seo_id: String(post.id),
  };
}

/** The file of a post, its URLs absolute. The kind is told by the marker in its name. */
export function fileOf(post: Post, ctx: PresentCtx) {
  const file = post.file_key && mediaUrl(ctx, post.file_key);
  return {
    // a voice recording stands in its own column
    postFile: post.is_recording === 1 ? '' : file,
    postRecord: post.is_recording === 1 ? file : '',
    postFile_full: file,
    postFileName: post.file_name,
    postFileThumb: post.file_kind === 'video' && post.file_thumb_key !== '' ? mediaUrl(ctx, post.file_thumb_key) : '',
    cache: '0',
  };
}

const FEELING_COLUMNS = {
  feelings: 'postFeeling',
  listening: 'postListening',
  traveling: 'postTraveling',
  watching: 'postWatching',
  playing: 'postPlaying',
} as const;

/** What the author may be doing: types of a feeling. */
export const FEELING_TYPES = ['feelings', 'listening', 'traveling', 'watching', 'playing'] as const;

function feelingOf({ feeling_type, feeling }: Post): Record<string, string> {
  const type = FEELING_TYPES.find((known) => known === feeling_type);
  if (!type) return {};
  return { [FEELING_COLUMNS[type]]: feeling, ...(type === 'feelings' ? { postFeelingIcon: feeling } : {}) };
}

/** `5/2026`. */
function registered(at: Date): string {
  return `${at.getUTCMonth() + 1}/${at.getUTCFullYear()}`;
}

/** Columns of features this site does not have, and what a post without a feeling, file or link holds. */
export const noColumns = {
  postVimeo: '',
  postDailymotion: '',
  postFacebook: '',
  postYoutube: '',
  postVine: '',
  postSoundCloud: '',
  postPlaytube: '',
  postDeepsound: '',
  postPhoto: '',
  postFeeling: '',
  postListening: '',
  postTraveling: '',
  postWatching: '',
  postPlaying: '',
  multi_image_post: '0',
  forum_id: '0',
  thread_id: '0',
  post_url: null,
  blur: '0',
  job_id: '0',
  offer_id: '0',
  fund_raise_id: '0',
  fund_id: '0',
  active: '1',
  stream_name: '',
  agora_token: '',
  live_time: '0',
  live_ended: '0',
  agora_resource_id: '',
  agora_sid: '',
  send_notify: '',
  '240p': '0',
  '360p': '0',
  '480p': '0',
  '720p': '0',
  '1080p': '0',
  '2048p': '0',
  '4096p': '0',
  processing: '0',
  page: 0,
  post_is_promoted: 0 as const,
  live_sub_users: 0,
  is_still_live: false,
  have_next_image: false,
  have_pre_image: false,
  job: [],
  offer: [],
  fund: [],
  fund_data: [],
  forum: [],
  thread: [],
  page_info: [],
  user_data: null,
};
