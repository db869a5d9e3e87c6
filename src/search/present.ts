import type { z } from 'zod';
import { canSeeBirthday } from '../graph/rules.ts';
import type { UserMaps } from '../users/hydrate.ts';
import { lastSeenText, type PresentCtx, personOf, presentUser } from '../users/present.ts';
import { ageOf } from './rules/age.ts';
import type { FoundUserData, NearbyUserData, SuggestedUserData } from './wire.ts';

export function presentFound(id: number, maps: UserMaps, ctx: PresentCtx): z.output<typeof FoundUserData> {
  return { ...presentUser(id, maps, ctx), is_following: isFollowing(id, maps) ? 1 : 0 };
}

/** Only who shares their location may come here. */
export function presentNearby(
  { id, distance }: { id: number; distance: number },
  maps: UserMaps,
  ctx: PresentCtx,
): z.output<typeof NearbyUserData> {
  const { lat, lng, birthday } = personOf(id, maps);
  return {
    ...presentUser(id, maps, ctx),
    distance: distance.toFixed(2),
    user_geoinfo: `${lat ?? 0},${lng ?? 0}`,
    is_following: isFollowing(id, maps) ? 'yes' : 'no',
    age: birthday && canSeeBirthday(id, maps) ? String(ageOf(birthday, ctx.now)) : '0',
  };
}

export function presentSuggested(id: number, maps: UserMaps, ctx: PresentCtx): z.output<typeof SuggestedUserData> {
  return { ...presentUser(id, maps, ctx), lastseen_time_text: lastSeenText(personOf(id, maps), ctx.now) };
}

function isFollowing(id: number, maps: UserMaps): boolean {
  return maps.relations.get(id)?.following === 'active';
}
