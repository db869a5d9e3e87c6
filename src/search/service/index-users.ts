import type { Services } from '../../context.ts';
import type { Tx } from '../../database/write.ts';
import { highestUserId, lockUserSources, type UserSource, userIdsAfter } from '../queries/index-sources.ts';
import { cellOf } from '../rules/cells.ts';
import { phoneDigits } from '../rules/phone.ts';
import { isPoint } from '../rules/sphere.ts';
import { type Entry, forgetEntry, indexEntries } from './index-entries.ts';

const USERS_PER_TRANSACTION = 500;

type Place = Pick<Entry, 'cell' | 'lat' | 'lng'>;

/** Brings the index up to the rows of these people, in the running transaction. */
export async function indexUsers(tx: Tx, ids: readonly number[]): Promise<void> {
  const sources = await lockUserSources(tx, ids);
  await indexEntries(tx, 'user', sources.map(entryOf));
}

/** Where a person is found nearby; nowhere unless they share it. */
export function placeOf({ lat, lng, share_my_location }: Pick<UserSource, 'lat' | 'lng' | 'share_my_location'>): Place {
  if (lat === null || lng === null || share_my_location === 0 || !isPoint({ lat, lng })) return {};
  return { cell: cellOf({ lat, lng }), lat, lng };
}

function entryOf(user: UserSource): Entry {
  return {
    id: user.id,
    texts: [user.username, user.first_name, user.last_name],
    phone: phoneDigits(user.phone_number ?? '') ?? null,
    ...placeOf(user),
  };
}

/** Listener of `userCreated` and `userChanged`. */
export function indexUser(services: Services, { userId }: { userId: number }): Promise<void> {
  return services.write((tx) => indexUsers(tx, [userId]));
}

/** Listener of `userDeleted`. */
export function forgetUser(services: Services, { userId }: { userId: number }): Promise<void> {
  return services.write((tx) => forgetEntry(tx, 'user', userId));
}

/**
 * Indexes every person after `afterId`, in batches of their own transactions, and tells after each which id is done. It may
 * be stopped and taken up again, or run beside a running server.
 */
export async function rebuildUserIndex(
  services: Pick<Services, 'db' | 'write'>,
  afterId: number,
  progress: (done: { lastId: number; highestId: number }) => void,
): Promise<void> {
  const highestId = await highestUserId(services.db);
  for (let lastId = afterId; ; ) {
    const ids = await userIdsAfter(services.db, lastId, USERS_PER_TRANSACTION);
    const last = ids.at(-1);
    if (last === undefined) return;
    await services.write((tx) => indexUsers(tx, ids));
    lastId = last;
    progress({ lastId, highestId });
  }
}
