import type { Knex } from 'knex';
import type { Tx } from '../../database/write.ts';
import type { UserRow } from '../../users/queries.ts';
import type { Point } from '../rules/sphere.ts';

/** A user's own location, whether or not they share it: for their own searches only. */
export async function ownLocation(db: Knex, userId: number): Promise<Point | undefined> {
  const row = await db('users').where({ id: userId }).first('lat', 'lng');
  return row?.lat == null || row.lng === null ? undefined : { lat: row.lat, lng: row.lng };
}

export async function updateUserLocation(
  tx: Tx,
  userId: number,
  place: Pick<UserRow, 'lat' | 'lng' | 'location_changed_at'>,
): Promise<void> {
  await tx('users').where({ id: userId }).update(place);
}

/** As typed; '' without one. */
export async function phoneNumberOf(db: Knex, userId: number): Promise<string> {
  const row = await db('users').where({ id: userId }).first('phone_number');
  return row?.phone_number ?? '';
}
