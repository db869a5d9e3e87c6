import type { BarePost, OriginalPost } from '../../posts/wire.ts';
import { eventAddress, groupAddress, userAddress } from '../addresses.ts';
import { nativeProfile } from '../native.ts';
import { fill, type Strings } from '../strings.ts';

/** What stands beside the author's name: what they do, and where the post stands. */
export type Headline = {
  doing: string | undefined;
  place: { words: string; name: string; href: string; native: string | undefined } | undefined;
};

const KINDS: ReadonlyMap<string, 'newPicture' | 'newCover'> = new Map(
  Object.entries({
    profile_picture: 'newPicture',
    profile_cover_picture: 'newCover',
  }),
);

const FEELINGS = ['postFeeling', 'postListening', 'postTraveling', 'postWatching', 'postPlaying'] as const;

export function headlineOf(data: BarePost | OriginalPost, text: Strings): Headline {
  return { doing: doingOf(data, text), place: placeOf(data, text) };
}

function doingOf(data: BarePost | OriginalPost, { post: words, feelings }: Strings): string | undefined {
  const kind = KINDS.get(data.postType);
  if (kind) return words[kind];
  if (data.album_name !== '') return fill(words.albumOf, { name: data.album_name });
  if (data.via_type === 'share') return words.shared;
  const column = FEELINGS.find((name) => data[name] !== '');
  if (!column) return undefined;
  return fill(words.doing[column] ?? '', { what: feelings[data[column]] ?? data[column] });
}

function placeOf(data: BarePost | OriginalPost, { post: words }: Strings): Headline['place'] {
  const { group_recipient: group, recipient } = data;
  if (group) {
    const { group_id: id, name } = group;
    return { words: words.in, name, href: groupAddress(id), native: nativeProfile('group', id) };
  }
  if (recipient !== '') {
    const { user_id: id, name } = recipient;
    return { words: words.onWallOf, name, href: userAddress(id), native: nativeProfile('user', id) };
  }
  const { event } = data;
  // one that it announces has its card
  if (event && data.event_id !== '0' && typeof event.name === 'string') {
    return { words: words.at, name: event.name, href: eventAddress(event.id), native: undefined };
  }
  return undefined;
}
