import type { ViewerContext } from '../../context.ts';
import { canSeeLocation } from '../../graph/rules.ts';
import { hydrateUsers, type UserMaps } from '../../users/hydrate.ts';
import { listSizes, NO_ID } from '../queries/lists.ts';
import { crowdSizes, type NearbyRow, nearestPeople, placeOfUser } from '../queries/nearby.ts';
import { askerOf, type PeopleFilter } from '../queries/people.ts';
import { personalPlace, updateUserPlace } from '../queries/personal.ts';
import { CROWD, circlesAround, DOUBLINGS, firstCircle } from '../rules/circles.ts';
import { distanceKm, FARTHEST_KM, type Point } from '../rules/sphere.ts';
import { queryTerms } from '../rules/words.ts';
import { indexUsers } from './index-users.ts';
import { listsFor, shortest, WALK } from './people.ts';

/** How far somebody has moved when it is worth writing down. */
const STEP_KM = 0.01;

export type NearbyQuestion = {
  keyword: string | undefined;
  filter: PeopleFilter;
  distanceKm: number;
  limit: number;
  after: number | undefined;
};

/** People in the order of distance, each with how far away in km. */
export type Nearby = { found: NearbyRow[]; maps: UserMaps };

/**
 * Takes down where the viewer is, unless they are still there. Apps send 0, 0 for not knowing. Contract: get-nearby-users, `lat`
 * and `lng`.
 */
export async function moveTo(
  ctx: ViewerContext,
  { lat, lng }: { lat?: number | undefined; lng?: number | undefined },
): Promise<void> {
  if (lat === undefined || lng === undefined || (lat === 0 && lng === 0)) return;
  const known = await personalPlace(ctx.db, ctx.viewer.id);
  if (known && distanceKm(known, { lat, lng }) < STEP_KM) return;
  await ctx.write(async (tx) => {
    await updateUserPlace(tx, ctx.viewer.id, { lat, lng, location_changed_at: ctx.now });
    await indexUsers(tx, [ctx.viewer.id]);
  });
}

/** Where the viewer is, as far as they told. 1 statement. */
export function viewersPlace(ctx: ViewerContext): Promise<Point | undefined> {
  return personalPlace(ctx.db, ctx.viewer.id);
}

/**
 * The nearest people who share where they are and whom nothing connects to the viewer yet, from the last one seen on; nobody
 * while it is not known where the viewer is. At most 7 + hydration statements. Contract: get-nearby-users.
 */
export async function nearbyPeople(ctx: ViewerContext, question: NearbyQuestion): Promise<Nearby> {
  const place = await personalPlace(ctx.db, ctx.viewer.id);
  const found = place ? await nearestTo(ctx, place, question) : [];
  const maps = await hydrateUsers(
    ctx,
    found.map((row) => row.id),
  );
  return { found: found.filter((row) => canSeeLocation(row.id, maps)), maps };
}

async function nearestTo(ctx: ViewerContext, from: Point, question: NearbyQuestion): Promise<NearbyRow[]> {
  const { filter, after, limit } = question;
  const terms = question.keyword === undefined ? [] : queryTerms(question.keyword);
  if (question.keyword !== undefined && terms.length === 0) return [];
  const asker = askerOf(ctx);
  const wanted = { terms, filter, asker, after, limit };
  const circles = circlesAround(from, Math.min(question.distanceKm, FARTHEST_KM));
  const [crowds, sizes, seen] = await Promise.all([
    crowdSizes(
      ctx.db,
      circles.map((circle) => circle.ranges),
      CROWD,
    ),
    listSizes(ctx.db, listsFor(terms, filter, asker), { before: NO_ID, most: WALK }),
    after === undefined ? undefined : placeOfUser(ctx.db, asker, after),
  ]);
  if (after !== undefined && !seen) return [];
  const whole = circles.length - 1;
  const short = shortest(sizes);
  if (short && short.size < WALK && (crowds[whole] ?? 0) >= CROWD) {
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
