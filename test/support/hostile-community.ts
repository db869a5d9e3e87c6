import { readFileSync } from 'node:fs';
import { plain } from '../fixtures/media/pictures.ts';
import type { Fields } from './call.ts';
import { factory, type Person } from './people.ts';
import type { Site } from './site.ts';

/** Texts that try to run a script, one a line. */
export const vectors = readFileSync(new URL('../fixtures/xss-vectors.txt', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n');

/** All of them in as few pieces as fit a field. */
export function piecesOf(maxLength: number): string[] {
  const pieces: string[] = [];
  for (const vector of vectors) {
    const last = pieces.at(-1);
    if (last !== undefined && last.length + 1 + vector.length <= maxLength) pieces[pieces.length - 1] = `${last} ${vector}`;
    else pieces.push(vector.slice(0, maxLength));
  }
  return pieces;
}

/** A person who put all of these texts into every field, friends whose names contain them, and every page that shows them. */
export type HostileCommunity = { ada: Person; paths: string[]; parts: string[] };

const FEED = '/get_news_feed';

export async function hostileCommunity(site: Site): Promise<HostileCommunity> {
  const a = factory(site);
  const { db } = site.services;
  const all = vectors.join('\n');
  const [lines, titles, names] = [piecesOf(250), piecesOf(99), piecesOf(60)];
  const nameOf = (index: number) => ({
    first_name: names[(2 * index) % names.length] ?? '',
    last_name: names[(2 * index + 1) % names.length] ?? '',
  });
  const title = (index: number) => titles[index % titles.length] ?? '';
  const file = { name: `"><img src=x onerror=alert(1)>.png`, content: await plain(60, 40).png().toBuffer(), type: 'image/png' };

  async function hostile(index: number): Promise<Person> {
    const person = await a.user();
    await db('users').where({ id: person.id }).update(nameOf(index));
    return person;
  }
  async function make(person: Person, name: string, fields: Fields) {
    const answer = await person.call(name, fields);
    if (answer.api_status !== 200) throw new Error(`${name}: ${JSON.stringify(answer)}`);
    return answer;
  }

  const mal = await hostile(0);
  const ada = await hostile(1);
  const friends: Person[] = [];
  for (let index = 2; index < 28; index += 1) friends.push(await hostile(index));
  await a.follow(ada, mal);
  const place = Object.fromEntries(
    ['address', 'city', 'state', 'school', 'working'].map((field, index) => [field, (lines[index] ?? '').slice(0, 190)]),
  );
  await make(mal, 'update-user-data', { about: all.slice(0, 4900), ...place });
  await db('users').where({ id: mal.id }).update({ website: 'javascript:alert(1)', working_link: 'javascript:alert(1)' });

  const short = mal.username.slice(2, 12);
  const group = await make(mal, 'create-group', {
    ...{
      group_name: `g_${short}`,
      group_title: title(0),
      category: '2',
      about: all.slice(0, 4900),
      privacy: '1',
      join_privacy: '1',
    },
  });
  const page = await make(mal, 'create-page', {
    ...{ page_name: `p_${short}`, page_title: title(1), page_category: '2', page_description: all.slice(0, 4900) },
  });
  await make(mal, 'update-page-data', {
    page_id: page.page_data.page_id,
    company: title(2),
    phone: title(3),
    address: title(4),
    call_action_type: '1',
  });
  const event = await make(mal, 'create-event', {
    ...{ event_name: title(5), event_location: lines[0] ?? '', event_description: all.slice(0, 9000), event_cover: file },
    ...{ event_start_date: '2031-01-01', event_end_date: '2031-01-02', event_start_time: '10:00', event_end_time: '12:00' },
  });
  const product = await make(mal, 'create-product', {
    ...{ product_title: `ab ${title(6)}`, product_category: '1', product_description: `ab ${all.slice(0, 9000)}` },
    ...{ product_price: '5', product_location: `ab ${lines[1] ?? ''}`, images: [file], currency: '0', product_type: '0' },
  });
  await make(mal, 'blogs', {
    type: 'create',
    title: title(7),
    content: all,
    description: lines[2] ?? '',
    tags: lines[3] ?? '',
  });
  const story = await make(mal, 'create-story', {
    file,
    file_type: 'image',
    story_title: title(8),
    story_description: lines[4] ?? '',
  });

  const written: string[] = [];
  for (const [index, line] of lines.entries()) {
    const said = await make(mal, 'new_post', {
      ...{
        postText: line,
        postMap: line,
        feeling_type: ['watching', 'listening', 'traveling', 'playing', 'feelings'][index % 5] ?? '',
        feeling: line,
      },
      ...(index % 3 === 0
        ? { url_link: 'https://example.org/', url_title: line, url_content: line, url_image: 'https://evil.example/a.png' }
        : {}),
      ...(index % 3 === 1 ? { answer: [line, `${line.slice(0, 200)} 2`] } : {}),
      ...(index % 3 === 2 ? { postPhotos: [file, file], album_name: title(index) } : {}),
    });
    written.push(said.post_data.id);
  }
  const within = [{ group_id: group.group_data.group_id }, { page_id: page.page_data.page_id }, { event_id: event.event_id }];
  for (const fields of within) await make(mal, 'new_post', { postText: all, ...fields });
  // values that data of other servers may contain
  const [first = '', second = ''] = written;
  await db('posts')
    .where({ id: Number(first) })
    .update({ link_url: 'javascript:alert(1)', sticker: 'javascript:alert(1)', link_image: 'javascript:alert(1)' });
  await db('posts')
    .where({ id: Number(second) })
    .update({ link_url: 'https://x.example/"onclick="alert(1)', link_title: all.slice(0, 250), file_name: lines[5] ?? '' });

  const own = await make(ada, 'new_post', { postText: all });
  await make(mal, 'post-actions', { post_id: own.post_data.id, action: 'reaction', reaction: '2' });
  const shared = await make(ada, 'posts', { type: 'share_post_on_timeline', id: first, user_id: ada.id, text: all });
  for (const [index, friend] of friends.entries()) {
    const line = lines[index % lines.length] ?? '';
    const { data } = await make(friend, 'comments', { type: 'create', post_id: own.post_data.id, text: line });
    if (index < 8) await make(mal, 'comments', { type: 'create_reply', comment_id: data.id, text: lines[index + 8] ?? '' });
    if (index < 20) await make(friend, 'send-message', { user_id: ada.id, text: line, message_hash_id: `h${index}` });
  }
  for (const [index, line] of lines.slice(0, 25).entries())
    await make(mal, 'send-message', { user_id: ada.id, text: line, message_hash_id: `m${index}` });
  await make(mal, 'send-message', { user_id: ada.id, file, message_hash_id: 'file' });
  await make(mal, 'send-message', { user_id: ada.id, contact: all.slice(0, 4000), message_hash_id: 'contact' });
  const { data: talk } = await make(mal, 'group_chat', {
    type: 'create',
    group_name: titles[0]?.slice(0, 25) ?? '',
    parts: String(ada.id),
  });
  await make(ada, 'group_chat', { type: 'accept', group_id: talk.group_id });
  await make(mal, 'group_chat', { type: 'send', id: talk.group_id, text: all, message_hash_id: 'g' });
  await make(ada, 'page_chat', { type: 'send', page_id: page.page_data.page_id, text: all, message_hash_id: 'p' });
  await site.settled();

  const [comment] = await db('comments')
    .where({ subject_kind: 'post', subject_id: Number(own.post_data.id), parent_id: 0 })
    .orderBy('id', 'desc')
    .pluck('id');
  const [replied] = await db('comments')
    .where({ subject_kind: 'post', subject_id: Number(own.post_data.id), parent_id: 0 })
    .orderBy('id')
    .pluck('id');
  return {
    ada,
    paths: [
      FEED,
      `${FEED}?user_id=${mal.id}`,
      `${FEED}?user_id=${mal.id}&after_post_id=${written.at(-6)}`,
      `${FEED}?user_id=${mal.id}&after_post_id=${written.at(10)}`,
      `${FEED}?post_id=${own.post_data.id}&comment_id=${replied}`,
      `${FEED}?post_id=${shared.data.id}`,
      `${FEED}?post_id=${product.product_post_id}`,
      `${FEED}?group_id=${group.group_data.group_id}`,
      `${FEED}?page_id=${page.page_data.page_id}`,
      `${FEED}?event_id=${event.event_id}`,
      `${FEED}?hashtag=${encodeURIComponent(lines[0] ?? '')}`,
      `/posts/${own.post_data.id}/edit`,
      `/posts/${own.post_data.id}/delete`,
      '/notifications',
      '/messages',
      `/messages/${mal.id}`,
      `/messages/groups/${talk.group_id}`,
      `/messages/pages/${page.page_data.page_id}`,
      `/stories/${story.story_id}`,
      '/stories/new',
    ],
    parts: [
      `${FEED}?user_id=${mal.id}&after_post_id=${written.at(-6)}`,
      `/posts/${own.post_data.id}/comments?before=${comment}`,
      `/posts/${own.post_data.id}/edit`,
      `/comments/${replied}/replies`,
      `/messages/${mal.id}?before=999999999`,
      ...lines.map((line) => `${FEED}?hashtag=${encodeURIComponent(line.slice(0, 199))}`),
    ],
  };
}
