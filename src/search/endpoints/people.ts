import { z } from 'zod';
import { defineEndpoint } from '../../http/endpoint.ts';
import { clamped, form, page } from '../../http/form.ts';
import { presentNearby, presentSuggested } from '../present.ts';
import { FARTHEST_KM } from '../rules/sphere.ts';
import { nearbyPeople, updateLocation } from '../service/nearby.ts';
import { suggestPeople } from '../service/suggestions.ts';
import { NearbyUserData, SuggestedUserData } from '../wire.ts';
import { choice, count, degrees, either, keywords, tolerant } from './fields.ts';

export const getNearbyUsers = defineEndpoint({
  name: 'get-nearby-users',
  summary: 'People who share their location, nearest first; lat and lng set the location of the viewer',
  access: 'user',
  limit: 'search',
  input: form({
    ...page({ limit: 25 }),
    gender: choice(),
    keyword: keywords(),
    status: either('1', '0'),
    distance: clamped(25, Math.ceil(FARTHEST_KM)),
    relship: count(255),
    lat: degrees(90),
    lng: degrees(180),
  }),
  answer: z.object({ nearby_users: z.array(NearbyUserData) }),
  errors: {},
  async handle({ ctx, input }) {
    await updateLocation(ctx, input);
    const filter = { gender: input.gender, online: input.status, relationshipId: input.relship };
    const question = { keyword: input.keyword, filter, distanceKm: input.distance, limit: input.limit, after: input.offset };
    const { found, maps } = await nearbyPeople(ctx, question);
    return { nearby_users: found.map((row) => presentNearby(row, maps, ctx)) };
  },
});

export const getUserSuggestions = defineEndpoint({
  name: 'get-user-suggestions',
  summary:
    'Strangers to follow, other ones each time; contacts (JSON: numbers, or {"Key": name, "Value": number}) finds them by number',
  access: 'user',
  limit: 'search',
  input: form({ limit: clamped(12, 100), contacts: tolerant((text) => text) }),
  answer: z.object({
    suggestions: z.array(SuggestedUserData),
    contacts_suggestions: z.array(SuggestedUserData).optional(),
  }),
  errors: {},
  async handle({ ctx, input }) {
    const { people, contacts, maps } = await suggestPeople(ctx, input);
    const present = (userId: number) => presentSuggested(userId, maps, ctx);
    return {
      suggestions: people.map(present),
      ...(input.contacts === undefined ? {} : { contacts_suggestions: contacts.map(present) }),
    };
  },
});
