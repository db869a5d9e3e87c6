import type { BarePost, OriginalPost } from '../../../posts/wire.ts';
import { eventAddress, groupAddress, userAddress } from '../../shell/addresses.ts';
import { nativeProfile } from '../../shell/native.ts';
import { fill, type Strings } from '../../shell/strings.ts';

/** The line beside the author's name: an activity, and the container the post is in. */
export type Headline = {
  activity: string | undefined;
  container: { label: string; name: string; href: string; native: string | undefined } | undefined;
};

const KINDS: ReadonlyMap<string, 'newPicture' | 'newCover'> = new Map(
  Object.entries({
    profile_picture: 'newPicture',
    profile_cover_picture: 'newCover',
  }),
);

const FEELINGS = ['postFeeling', 'postListening', 'postTraveling', 'postWatching', 'postPlaying'] as const;

export function headlineOf(data: BarePost | OriginalPost, text: Strings): Headline {
  return { activity: activityOf(data, text), container: containerOf(data, text) };
}

function activityOf(data: BarePost | OriginalPost, { post: words, feelings }: Strings): string | undefined {
  const kind = KINDS.get(data.postType);
  if (kind) return words[kind];
  if (data.album_name !== '') return fill(words.albumOf, { name: data.album_name });
  if (data.via_type === 'share') return words.shared;
  const column = FEELINGS.find((name) => data[name] !== '');
  if (!column) return undefined;
  return fill(words.activities[column] ?? '', { what: feelings[data[column]] ?? data[column] });
}

function containerOf(data: BarePost | OriginalPost, { post: words }: Strings): Headline['container'] {
  const { group_recipient: group, recipient } = data;
  if (group) {
    const { group_id: id, name } = group;
    return { label: words.in, name, href: groupAddress(id), native: nativeProfile('group', id) };
  }
  if (recipient !== '') {
    const { user_id: id, name } = recipient;
    return { label: words.onWallOf, name, href: userAddress(id), native: nativeProfile('user', id) };
  }
  const { event } = data;
  // an event that the post announces is shown as a card instead
  if (event && data.event_id !== '0' && typeof event.name === 'string') {
    return { label: words.at, name: event.name, href: eventAddress(event.id), native: undefined };
  }
  return undefined;
}
