import { z } from 'zod';
import { nearbyPages } from '../../communities/service/nearby.ts';
import { defineEndpoint } from '../../http/endpoint.ts';
import { clamped, form, page } from '../../http/form.ts';
import { nearbyProducts } from '../../market/service/nearby.ts';
import { presentNearbyPage, presentNearbyProduct } from '../present.ts';
import { FARTHEST_KM } from '../rules/sphere.ts';
import { updateLocation, viewerLocation } from '../service/nearby.ts';
import { NearbyPageData, NearbyProductData } from '../wire.ts';
import { degrees } from './fields.ts';

const around = {
  distance: clamped(25, Math.ceil(FARTHEST_KM)),
  lat: degrees(90),
  lng: degrees(180),
  ...page({ limit: 20, max: 50 }),
};

const noType = [4, 'type can not be empty'] as const;

export const nearby = defineEndpoint({
  name: 'nearby',
  summary:
    'Products for sale (type=shops) or pages (type=businesses) of others with a location, nearest first; lat and lng set the ' +
    'location of the viewer',
  access: 'user',
  limit: 'search',
  input: z.discriminatedUnion(
    'type',
    [form({ type: z.literal('shops'), ...around }), form({ type: z.literal('businesses'), ...around })],
    'noType',
  ),
  answer: z.object({ data: z.union([z.array(NearbyProductData), z.array(NearbyPageData)]) }),
  errors: { noType },
  async handle({ ctx, input }) {
    await updateLocation(ctx, input);
    const from = await viewerLocation(ctx);
    if (!from) return { data: [] };
    const near = { from, widestKm: input.distance, after: input.offset, limit: input.limit };
    if (input.type === 'shops') {
      const { ids, maps } = await nearbyProducts(ctx, near);
      return { data: ids.map((id) => presentNearbyProduct({ id, from }, maps, ctx)) };
    }
    const { ids, maps } = await nearbyPages(ctx, near);
    return { data: ids.map((id) => presentNearbyPage({ id, from }, maps, ctx)) };
  },
});
