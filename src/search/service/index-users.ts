import type { Services } from '../../context.ts';
import type { Tx } from '../../database/write.ts';
import { lockUserSources, type UserSource } from '../queries/index-sources.ts';
import { cellOf } from '../rules/cells.ts';
import { phoneDigits } from '../rules/phone.ts';
import { isPoint } from '../rules/sphere.ts';
import { type Entry, indexEntries, removeEntry } from './index-entries.ts';

type Place = Pick<Entry, 'cell' | 'lat' | 'lng'>;

/** Updates the index to the rows of these users, in the running transaction. */
export async function indexUsers(tx: Tx, ids: readonly number[]): Promise<void> {
  const sources = await lockUserSources(tx, ids);
  await indexEntries(tx, 'user', sources.map(entryOf));
}

/** The location a user is found at; none unless they share it. */
export function locationOf({ lat, lng, share_my_location }: Pick<UserSource, 'lat' | 'lng' | 'share_my_location'>): Place {
  if (lat === null || lng === null || share_my_location === 0 || !isPoint({ lat, lng })) return {};
  return { cell: cellOf({ lat, lng }), lat, lng };
}

function entryOf(user: UserSource): Entry {
  return {
    id: user.id,
    texts: [user.username, user.first_name, user.last_name],
    phone: phoneDigits(user.phone_number ?? '') ?? null,
    ...locationOf(user),
  };
}

/** Listener of `userCreated` and `userChanged`. */
export function indexUser(services: Services, { userId }: { userId: number }): Promise<void> {
  return services.write((tx) => indexUsers(tx, [userId]));
}

/** Listener of `userDeleted`. */
export function removeUserFromIndex(services: Services, { userId }: { userId: number }): Promise<void> {
  return services.write((tx) => removeEntry(tx, 'user', userId));
}
