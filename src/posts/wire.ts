import { z } from 'zod';
import { ArticleData } from '../articles/wire.ts';
import { CommentData } from '../comments/wire.ts';
import { GroupData, PagePublisher } from '../communities/wire.ts';
import { ReactionData } from '../reactions/wire.ts';
import { UserData } from '../users/wire.ts';

export { ReactionData };

const texts = <const Name extends string>(...names: Name[]) =>
  // fromEntries forgets the names; they are the ones given
  Object.fromEntries(names.map((name) => [name, z.string()])) as Record<Name, z.ZodString>;
const flags = <const Name extends string>(...names: Name[]) =>
  // as above
  Object.fromEntries(names.map((name) => [name, z.boolean()])) as Record<Name, z.ZodBoolean>;

const nothing = z.array(z.never());
const zeroOrOne = z.union([z.literal(0), z.literal(1)]);

/** One of several photos, contract §1.3. */
export const PhotoData = z.object(texts('id', 'image', 'post_id', 'parent_id', 'image_org')).meta({ id: 'PhotoData' });

/** An answer of a poll and its part of the votes. */
export const PollOptionData = z
  .object({
    ...texts('id', 'post_id', 'text', 'time', 'option_votes', 'percentage'),
    percentage_num: z.int(),
    all: z.int(),
  })
  .meta({ id: 'PollOptionData' });

export const POST_TEXTS = [
  'id',
  'post_id',
  'user_id',
  'recipient_id',
  'postText',
  'page_id',
  'group_id',
  'event_id',
  'page_event_id',
  'postLink',
  'postLinkImage',
  'postLinkContent',
  'postVimeo',
  'postDailymotion',
  'postFacebook',
  'postFile',
  'postFileName',
  'postFileThumb',
  'postYoutube',
  'postVine',
  'postSoundCloud',
  'postPlaytube',
  'postDeepsound',
  'postMap',
  'postShare',
  'postPrivacy',
  'postType',
  'postFeeling',
  'postListening',
  'postTraveling',
  'postWatching',
  'postPlaying',
  'postPhoto',
  'time',
  'registered',
  'album_name',
  'multi_image',
  'multi_image_post',
  'boosted',
  'product_id',
  'poll_id',
  'blog_id',
  'forum_id',
  'thread_id',
  'videoViews',
  'postRecord',
  'postSticker',
  'parent_id',
  'cache',
  'comments_status',
  'blur',
  'color_id',
  'job_id',
  'offer_id',
  'fund_raise_id',
  'fund_id',
  'active',
  'stream_name',
  'agora_token',
  'live_time',
  'live_ended',
  'agora_resource_id',
  'agora_sid',
  'send_notify',
  '240p',
  '360p',
  '480p',
  '720p',
  '1080p',
  '2048p',
  '4096p',
  'processing',
  'postText_API',
  'Orginaltext',
  'post_time',
  'url',
  'seo_id',
  'via_type',
  'postFile_full',
  'post_comments',
  'post_shares',
  'post_likes',
  'post_wonders',
  'post_share',
] as const;

const own = {
  ...texts(...POST_TEXTS),
  postLinkTitle: z.string().nullable(),
  post_url: z.null(),
  postFeelingIcon: z.string().optional(),
  limit_comments: z.int(),
  page: z.int(),
  post_is_promoted: zeroOrOne,
  is_post_boosted: zeroOrOne,
  live_sub_users: z.int(),
  voted_id: z.union([z.literal(0), z.string()]),
  ...flags(
    'limited_comments',
    'is_group_post',
    'group_recipient_exists',
    'group_admin',
    'recipient_exists',
    'admin',
    'is_post_saved',
    'is_post_reported',
    'is_liked',
    'is_wondered',
    'is_post_pinned',
    'is_still_live',
    'have_next_image',
    'have_pre_image',
  ),
  /** A person, or the page it stands on. */
  publisher: z.union([UserData, PagePublisher]),
  recipient: z.union([z.literal(''), UserData]),
  group_recipient: GroupData.optional(),
  photo_album: z.array(PhotoData),
  photo_multi: z.array(PhotoData).optional(),
  options: z.array(PollOptionData),
  reaction: ReactionData,
  product: z.looseObject({ id: z.string() }).optional(),
  event: z.looseObject({ id: z.string() }).optional(),
  /** The article it tells of. */
  blog: ArticleData.optional(),
  job: nothing,
  offer: nothing,
  fund: nothing,
  fund_data: nothing,
  forum: nothing,
  thread: nothing,
  page_info: nothing,
  user_data: z.null(),
};

/** The original of a share: a post that itself shares nothing. */
const OriginalData = z.object({ ...own, shared_from: z.null(), shared_info: z.null() });

/** post_data without its comments, contract §1.3. */
export const BarePostData = z
  .object({
    ...own,
    /** Who wrote the original, where the viewer may know. */
    shared_from: z.union([UserData, z.null()]),
    shared_info: z.union([OriginalData, z.null()]),
  })
  .meta({ id: 'BarePostData' });

/** post_data, contract §1.3: a column is text, what is computed has its own type. */
export const PostData = BarePostData.extend({ get_post_comments: z.array(CommentData) }).meta({ id: 'PostData' });

/** Somebody who left a mark on a post; `row_id` is the mark's, by which lists go on. */
export const PostMarkerData = UserData.extend({ row_id: z.string() }).meta({ id: 'PostMarkerData' });

export type BarePost = z.output<typeof BarePostData>;
export type OriginalPost = z.output<typeof OriginalData>;

/** A hashtag, contract §1.17. */
export const HashtagData = z
  .object({
    id: z.string(),
    hash: z.string(),
    tag: z.string(),
    last_trend_time: z.string(),
    trend_use_num: z.string(),
    expire: z.string(),
    url: z.string(),
  })
  .meta({ id: 'HashtagData' });
