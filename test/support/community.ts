import { plain } from '../fixtures/media/pictures.ts';
import type { Fields } from './call.ts';
import { factory, type Person } from './people.ts';
import type { Site } from './site.ts';

/** A community with one of everything the pages show, and the addresses of these pages. */
export type Community = {
  ada: Person;
  bo: Person;
  paths: Record<string, string>;
  ids: Record<'post' | 'page' | 'group' | 'photos', string>;
};

const FEED = '/get_news_feed';

export async function smallCommunity(site: Site): Promise<Community> {
  const a = factory(site);
  const [ada, bo, newcomer] = [
    await a.user({ first_name: 'Ada', last_name: 'Lovelace' }),
    await a.user({ first_name: 'Bo', last_name: 'Ångström-Featherstonehaugh-Dampfschiffahrt' }),
    await a.user(),
  ];
  await a.follow(ada, bo);
  await a.follow(bo, ada);
  const picture = async (name: string, width = 800, height = 600) => ({
    name,
    type: 'image/png',
    content: await plain(width, height).png().toBuffer(),
  });
  const photo = await picture('photo.png');
  const say = async (person: Person, fields: Fields) => (await person.call('new_post', fields)).post_data;
  const word = 'Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz';
  const short = bo.username.slice(2, 12);

  await bo.call('update-user-data', {
    about: `I like ${word} and https://example.org/${'long/'.repeat(20)}`,
    city: 'Uppsala',
    working: 'Observatory',
    cover: photo,
  });
  const { page_data: page } = await bo.call('create-page', {
    page_name: `p_${short}`,
    page_title: 'Stars and tea',
    page_category: '2',
    page_description: 'Every night.',
  });
  const { group_data: group } = await bo.call('create-group', {
    ...{
      group_name: `g_${short}`,
      group_title: `Friends of ${word}`,
      category: '2',
      about: 'All welcome.',
      privacy: '1',
      join_privacy: '1',
    },
  });
  const event = await bo.call('create-event', {
    ...{ event_name: 'Night of the comets', event_location: 'The hill', event_description: 'Bring a blanket and a thermos.' },
    ...{ event_start_date: '2031-01-01', event_end_date: '2031-01-02', event_start_time: '20:00', event_end_time: '23:00' },
  });
  await bo.call('create-product', {
    ...{
      product_title: 'Telescope',
      product_category: '1',
      product_description: 'Hardly used',
      product_price: '120',
      product_location: 'Uppsala',
    },
    ...{ images: [photo], currency: '0', product_type: '0' },
  });
  await say(bo, {
    postText: `A long word: ${word}${word} and an address https://example.org/${'a'.repeat(120)} #stars`,
    postMap: 'Uppsala',
    feeling_type: 'feelings',
    feeling: 'happy',
  });
  await say(bo, {
    postText: 'Look',
    url_link: 'https://example.org/comets',
    url_title: 'Comets of the year',
    url_content: 'A list, with pictures.',
  });
  await say(bo, { postText: 'Which one?', answer: ['The red one', word] });
  const photos = await say(bo, {
    postText: 'Six of them',
    postPhotos: Array.from({ length: 6 }, () => photo),
    album_name: 'Summer',
  });
  await say(bo, { postText: 'In the group', group_id: group.group_id });
  await say(bo, { postText: 'On the page', page_id: page.page_id });
  await say(bo, { postText: 'At the event', event_id: event.event_id });
  const own = await say(ada, { postText: 'My own words', postPhotos: [photo] });
  await ada.call('posts', { type: 'share_post_on_timeline', id: photos.id, user_id: ada.id, text: 'Worth a look' });
  await bo.call('post-actions', { post_id: own.id, action: 'reaction', reaction: '2' });
  const { data: comment } = await bo.call('comments', { type: 'create', post_id: own.id, text: `Lovely ${word}` });
  await bo.call('comments', { type: 'create', post_id: own.id, text: 'and a picture', image: photo });
  await ada.call('comments', { type: 'create_reply', comment_id: comment.id, text: 'Thank you' });
  await ada.call('comments', { type: 'comment_like', comment_id: comment.id });
  const story = await bo.call('create-story', {
    file: photo,
    file_type: 'image',
    story_title: 'Tonight',
    story_description: 'From the hill',
  });
  const own_story = await ada.call('create-story', { file: photo, file_type: 'image' });
  for (const [index, text] of ['Hello', word, 'See https://example.org/'].entries()) {
    await bo.call('send-message', { user_id: ada.id, text, message_hash_id: `b${index}` });
    await ada.call('send-message', { user_id: bo.id, text: 'Yes', message_hash_id: `a${index}` });
  }
  await bo.call('send-message', { user_id: ada.id, file: photo, message_hash_id: 'photo' });
  const { data: talk } = await bo.call('group_chat', { type: 'create', group_name: 'Friends of the sky', parts: String(ada.id) });
  await ada.call('group_chat', { type: 'accept', group_id: talk.group_id });
  await bo.call('group_chat', { type: 'send', id: talk.group_id, text: `Tonight? ${word}`, message_hash_id: 'g1' });
  const { data: own_talk } = await ada.call('group_chat', {
    ...{ type: 'create', group_name: word.slice(0, 20), parts: `${bo.id},${newcomer.id}` },
  });
  await bo.call('group_chat', { type: 'accept', group_id: own_talk.group_id });
  await ada.call('page_chat', { type: 'send', page_id: page.page_id, text: 'Is it open?', message_hash_id: 'p1' });
  await bo.call('page_chat', {
    type: 'send',
    page_id: page.page_id,
    recipient_id: ada.id,
    text: 'Until six',
    message_hash_id: 'p2',
  });
  await site.settled();

  return {
    ada,
    bo,
    ids: { post: own.id, page: page.page_id, group: group.group_id, photos: photos.id },
    paths: {
      home: FEED,
      profile: `${FEED}?user_id=${bo.id}`,
      'own profile': `${FEED}?user_id=${ada.id}`,
      'empty profile': `${FEED}?user_id=${newcomer.id}`,
      page: `${FEED}?page_id=${page.page_id}`,
      group: `${FEED}?group_id=${group.group_id}`,
      event: `${FEED}?event_id=${event.event_id}`,
      'one post': `${FEED}?post_id=${own.id}&comment_id=${comment.id}`,
      'a shared post': `${FEED}?post_id=${photos.id}`,
      'nothing saved': `${FEED}?save_posts=1`,
      error: `${FEED}?post_id=999999999`,
      edit: `/posts/${own.id}/edit`,
      delete: `/posts/${own.id}/delete`,
      notifications: '/notifications',
      chats: '/messages',
      chat: `/messages/${bo.id}`,
      'group chat': `/messages/groups/${talk.group_id}`,
      'group chat page': `/messages/groups/${own_talk.group_id}/about`,
      'new group chat': '/messages/groups/new',
      'page chat': `/messages/pages/${page.page_id}`,
      story: `/stories/${story.story_id}`,
      'own story': `/stories/${own_story.story_id}`,
      'new story': '/stories/new',
    },
  };
}
