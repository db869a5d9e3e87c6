import type { z } from 'zod';
import type { PageMaps } from '../communities/hydrate.ts';
import { presentLikedPage } from '../communities/present.ts';
import { canSeeBirthday } from '../graph/rules.ts';
import type { ProductMaps } from '../market/hydrate.ts';
import { presentListedProduct } from '../market/present.ts';
import type { UserMaps } from '../users/hydrate.ts';
import { lastSeenText, type PresentCtx, presentUser, userOf } from '../users/present.ts';
import { ageOf } from './rules/age.ts';
import { distanceKm, type Point } from './rules/sphere.ts';
import type { FoundUserData, NearbyPageData, NearbyProductData, NearbyUserData, SuggestedUserData } from './wire.ts';

export function presentFound(id: number, maps: UserMaps, ctx: PresentCtx): z.output<typeof FoundUserData> {
  return { ...presentUser(id, maps, ctx), is_following: isFollowing(id, maps) ? 1 : 0 };
}

/** Only for people who share their location. */
export function presentNearby(
  { id, distance }: { id: number; distance: number },
  maps: UserMaps,
  ctx: PresentCtx,
): z.output<typeof NearbyUserData> {
  const { lat, lng, birthday } = userOf(id, maps);
  return {
    ...presentUser(id, maps, ctx),
    distance: distance.toFixed(2),
    user_geoinfo: `${lat ?? 0},${lng ?? 0}`,
    is_following: isFollowing(id, maps) ? 'yes' : 'no',
    age: birthday && canSeeBirthday(id, maps) ? String(ageOf(birthday, ctx.now)) : '0',
  };
}

export function presentSuggested(id: number, maps: UserMaps, ctx: PresentCtx): z.output<typeof SuggestedUserData> {
  return { ...presentUser(id, maps, ctx), lastseen_time_text: lastSeenText(userOf(id, maps), ctx.now) };
}

/** A product with its distance from a point. */
export function presentNearbyProduct(
  { id, from }: { id: number; from: Point },
  maps: ProductMaps,
  ctx: PresentCtx,
): z.output<typeof NearbyProductData> {
  return { ...presentListedProduct(id, maps, ctx), distance: distanceTo(maps.products.get(id), from) };
}

/** A page with its distance from a point. */
export function presentNearbyPage(
  { id, from }: { id: number; from: Point },
  maps: PageMaps,
  ctx: PresentCtx,
): z.output<typeof NearbyPageData> {
  const page = maps.pages.get(id);
  const place = { lat: String(page?.lat ?? 0), lng: String(page?.lng ?? 0) };
  return { ...presentLikedPage(id, maps, ctx), ...place, distance: distanceTo(page, from) };
}

/** In km, like all distances. */
function distanceTo(thing: { lat: number | null; lng: number | null } | undefined, from: Point): string {
  if (thing?.lat == null || thing.lng === null) return '0';
  return distanceKm(from, { lat: thing.lat, lng: thing.lng }).toFixed(2);
}

function isFollowing(id: number, maps: UserMaps): boolean {
  return maps.relations.get(id)?.following === 'active';
}
