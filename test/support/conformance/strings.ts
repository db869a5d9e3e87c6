import type { Kind } from './kinds.ts';

type Listed = Exclude<
  Kind,
  'answer' | 'details' | 'reaction' | 'chat' | 'config' | 'postColors' | 'postColor' | 'usersByReaction'
>;

/** The members that §1 of the contract types as strings (`str`, `str#`, `flag`, `ts`, `url`), by kind of object. */
export const STRINGS: Readonly<Record<Listed, readonly string[]>> = {
  user: words(`
    user_id username email first_name last_name avatar cover background_image relationship_id address working working_link about school
    gender birthday country_id website facebook google twitter linkedin youtube vk instagram qq wechat discord mailru okru language
    ip_address follow_privacy friend_privacy post_privacy message_privacy confirm_followers show_activities_privacy birth_privacy
    visit_privacy verified lastseen emailNotification e_liked e_wondered e_shared e_followed e_commented e_visited e_liked_page
    e_mentioned e_joined_group e_accepted e_profile_wall_post e_sentme_msg e_last_notif notification_settings status active admin
    registered phone_number is_pro pro_type timezone referrer ref_user_id balance paypal_email notifications_sound order_posts_by
    android_m_device_id ios_m_device_id android_n_device_id ios_n_device_id web_device_id wallet lat lng last_location_update
    share_my_location last_data_update last_avatar_mod last_cover_mod points daily_points point_day_expire last_follow_id share_my_data
    last_login_data two_factor two_factor_hash two_factor_verified new_email new_phone info_file city state zip school_completed
    weather_unit paystack_ref code_sent time_code_sent StripeSessionId permission skills languages currently_working banned banned_reason
    coinbase_hash coinbase_code yoomoney_hash ConversationId securionpay_key fortumo_hash aamarpay_tran_id ngenius_ref
    coinpayments_txn_id name url avatar_full user_platform lastseen_unix_time lastseen_status gender_text lastseen_time_text`),
  page: words(`
    page_id user_id page_name page_title page_description avatar cover users_post page_category sub_category website facebook google vk
    twitter linkedin company phone address call_action_type call_action_type_url background_image background_image_status instgram
    youtube verified active registered boosted time about id type url name category page_sub_category username likes_count
    call_action_type_text`),
  group: words(`
    id user_id group_name group_title avatar cover about category sub_category privacy join_privacy active registered time group_id url
    name category_id type username group_sub_category members_count members`),
  post: words(`
    id post_id user_id recipient_id postText page_id group_id event_id page_event_id postLink postLinkTitle postLinkImage postLinkContent
    postVimeo postDailymotion postFacebook postFile postFileName postFileThumb postYoutube postVine postSoundCloud postPlaytube
    postDeepsound postMap postShare postPrivacy postType postFeeling postListening postTraveling postWatching postPlaying postPhoto time
    registered album_name multi_image multi_image_post boosted product_id poll_id blog_id forum_id thread_id videoViews postRecord
    postSticker post_url parent_id cache comments_status blur color_id job_id offer_id fund_raise_id fund_id active stream_name
    agora_token live_time live_ended agora_resource_id agora_sid send_notify 240p 360p 480p 720p 1080p 2048p 4096p processing
    postText_API Orginaltext post_time postFeelingIcon url seo_id via_type post_comments post_shares post_likes post_wonders postFile_full`),
  photo: words('id image post_id parent_id image_org'),
  option: words('id post_id text time option_votes percentage'),
  comment: words(`
    id user_id page_id post_id comment_id text record c_file time url fullurl Orginaltext comment_likes comment_wonders reply_likes
    reply_wonders replies_count`),
  product: words(`
    id user_id page_id name description category sub_category price location status type currency lng lat units time active time_text
    post_id edit_description url reviews_url product_sub_category price_format`),
  event: words(`
    id name location description start_date start_time end_date end_time poster_id cover url start_edit_date end_edit_date
    start_date_js going_count interested_count`),
  story: words('id user_id title description posted expire thumbnail time_text'),
  storyFile: words('id story_id type filename expire'),
  message: words(`
    id from_id group_id page_id to_id text media mediaFileName mediaFileNames time seen deleted_one deleted_two sent_push
    notification_id type_two stickers product_id lat lng reply_id story_id broadcast_id forward listening or_text pin fav time_text
    position type message_hash_id chat_color`),
  article: words(`
    id user title content description posted category thumbnail view shared tags active url category_link category_name`),
  movie: words(`
    id name genre stars producer country release quality duration description cover source iframe video views rating url`),
  activity: words('id user_id post_id reply_id comment_id follow_id activity_type time activity_text'),
  notification: words(`
    id notifier_id recipient_id post_id reply_id comment_id page_id group_id group_chat_id event_id thread_id blog_id story_id seen_pop
    type type2 text url full_link seen sent_push admin time ajax_url type_text icon time_text_string time_text`),
  hashtag: words('id hash tag last_trend_time trend_use_num expire url'),
};

/** Counts of `details`; mutual_friends_count is a number (§1.1). */
export const DETAIL_COUNTS = words('post_count album_count following_count followers_count groups_count likes_count');

/** Settings that are not strings (§1.18). */
export const CONFIG_LABELS = words(`
  page_categories group_categories blog_categories products_categories job_categories genders family movie_category`);
export const CONFIG_LISTS = words('fields page_custom_fields group_custom_fields product_custom_fields');
export const CONFIG_SUB_CATEGORIES = words('page_sub_categories group_sub_categories products_sub_categories');

/** One schema for each of the names. */
export function each<T>(names: readonly string[], schema: T): Record<string, T> {
  return Object.fromEntries(names.map((name) => [name, schema]));
}

export function words(text: string): string[] {
  return text.trim().split(/\s+/);
}
