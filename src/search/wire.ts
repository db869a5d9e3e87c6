import { z } from 'zod';
import { LikedPageData } from '../communities/wire.ts';
import { ListedProductData } from '../market/wire.ts';
import { UserData } from '../users/wire.ts';

/** A member of `users` of a search, contract §2.46. */
export const FoundUserData = UserData.extend({ is_following: z.union([z.literal(0), z.literal(1)]) }).meta({
  id: 'FoundUserData',
});

/**
 * A member of `nearby_users`, contract §2.38: the distance in km, the location as `lat,lng`, the age in years ("0": not shown).
 */
export const NearbyUserData = UserData.extend({
  distance: z.string(),
  user_geoinfo: z.string(),
  is_following: z.enum(['yes', 'no']),
  age: z.string(),
}).meta({ id: 'NearbyUserData' });

/** A member of `suggestions` and `contacts_suggestions`, contract §2.44. */
export const SuggestedUserData = UserData.extend({ lastseen_time_text: z.string() }).meta({ id: 'SuggestedUserData' });

/** A product with its distance in km. */
export const NearbyProductData = ListedProductData.extend({ distance: z.string() });

/** A page with its location and its distance in km. */
export const NearbyPageData = LikedPageData.extend({ lat: z.string(), lng: z.string(), distance: z.string() });
