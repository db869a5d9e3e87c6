import type { ViewerContext } from '../../context.ts';
import { canSeeLocation } from '../../graph/rules.ts';
import { hydrateUsers, type UserMaps } from '../../users/hydrate.ts';
import { listSizes, NO_ID } from '../queries/lists.ts';
import { countPeopleByArea, locationOfUser, type NearbyRow, nearestPeople } from '../queries/nearby.ts';
import { type PeopleFilter, searcherOf } from '../queries/people.ts';
import { ownLocation, updateUserLocation } from '../queries/personal.ts';
import { circlesAround, DOUBLINGS, ENOUGH, firstCircle } from '../rules/circles.ts';
import { distanceKm, FARTHEST_KM, type Point } from '../rules/sphere.ts';
import { queryTerms } from '../rules/words.ts';
import { indexUsers } from './index-users.ts';
import { listsFor, MAX_WALK, shortest } from './people.ts';

/** The distance a user must move before it is stored. */
const STEP_KM = 0.01;

export type NearbyQuery = {
  keyword: string | undefined;
  filter: PeopleFilter;
  distanceKm: number;
  limit: number;
  after: number | undefined;
};

/** People by distance, each with their distance in km. */
export type Nearby = { found: NearbyRow[]; maps: UserMaps };

/**
 * Stores the viewer's location, unless it has not changed. Apps send 0, 0 for an unknown one. Contract: get-nearby-users, `lat`
 * and `lng`.
 */
export async function updateLocation(
  ctx: ViewerContext,
  { lat, lng }: { lat?: number | undefined; lng?: number | undefined },
): Promise<void> {
  if (lat === undefined || lng === undefined || (lat === 0 && lng === 0)) return;
  const known = await ownLocation(ctx.db, ctx.viewer.id);
  if (known && distanceKm(known, { lat, lng }) < STEP_KM) return;
  await ctx.write(async (tx) => {
    await updateUserLocation(tx, ctx.viewer.id, { lat, lng, location_changed_at: ctx.now });
    await indexUsers(tx, [ctx.viewer.id]);
  });
}

/** The viewer's stored location. 1 statement. */
export function viewerLocation(ctx: ViewerContext): Promise<Point | undefined> {
  return ownLocation(ctx.db, ctx.viewer.id);
}

/**
 * The nearest people who share their location and are not connected to the viewer, after the last one seen; nobody while the
 * viewer's location is unknown. At most 7 + hydration statements. Contract: get-nearby-users.
 */
export async function nearbyPeople(ctx: ViewerContext, question: NearbyQuery): Promise<Nearby> {
  const place = await ownLocation(ctx.db, ctx.viewer.id);
  const found = place ? await nearestTo(ctx, place, question) : [];
  const maps = await hydrateUsers(
    ctx,
    found.map((row) => row.id),
  );
  return { found: found.filter((row) => canSeeLocation(row.id, maps)), maps };
}

async function nearestTo(ctx: ViewerContext, from: Point, question: NearbyQuery): Promise<NearbyRow[]> {
  const { filter, after, limit } = question;
  const terms = question.keyword === undefined ? [] : queryTerms(question.keyword);
  if (question.keyword !== undefined && terms.length === 0) return [];
  const asker = searcherOf(ctx);
  const wanted = { terms, filter, asker, after, limit };
  const circles = circlesAround(from, Math.min(question.distanceKm, FARTHEST_KM));
  const [crowds, sizes, seen] = await Promise.all([
    countPeopleByArea(
      ctx.db,
      circles.map((circle) => circle.ranges),
      ENOUGH,
    ),
    listSizes(ctx.db, listsFor(terms, filter, asker), { before: NO_ID, most: MAX_WALK }),
    after === undefined ? undefined : locationOfUser(ctx.db, asker, after),
  ]);
  if (after !== undefined && !seen) return [];
  const whole = circles.length - 1;
  const short = shortest(sizes);
  if (short && short.size < MAX_WALK && (crowds[whole] ?? 0) >= ENOUGH) {
    return nearestPeople(ctx.db, { from, radiusKm: circles[whole]?.radiusKm ?? 0, by: short.list }, wanted);
  }
  const start = firstCircle(circles, crowds, seen ? distanceKm(from, seen) : 0);
  let rows: NearbyRow[] = [];
  for (const { radiusKm, ranges } of circles.slice(start, start + 1 + DOUBLINGS)) {
    rows = await nearestPeople(ctx.db, { from, radiusKm, by: ranges }, wanted);
    if (rows.length >= limit) break;
  }
  return rows;
}
