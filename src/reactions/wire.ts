import { z } from 'zod';

/** The reactions of the viewer and others to a post or comment; a key "1".."6" for each reaction given. Contract §1.3. */
export const ReactionData = z
  .object({
    is_reacted: z.boolean(),
    type: z.string(),
    count: z.int(),
    // the type of fromEntries loses the names
    ...(Object.fromEntries(['1', '2', '3', '4', '5', '6'].map((id) => [id, z.literal(1).optional()])) as Record<
      '1' | '2' | '3' | '4' | '5' | '6',
      z.ZodOptional<z.ZodLiteral<1>>
    >),
    Like: z.int(),
    Love: z.int(),
    HaHa: z.int(),
    Wow: z.int(),
    Sad: z.int(),
    Angry: z.int(),
  })
  .meta({ id: 'ReactionData' });
