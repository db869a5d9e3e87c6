import { z } from 'zod';

/** What the viewer and others answered a post or comment with; a key "1".."6" for each reaction there is. Contract §1.3. */
export const ReactionData = z
  .object({
    is_reacted: z.boolean(),
    type: z.string(),
    count: z.int(),
    // fromEntries forgets the names
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
