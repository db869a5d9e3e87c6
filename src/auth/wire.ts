import { z } from 'zod';

/** One of the viewer's own sessions. `session_id` is not the token: only its masked number. */
export const SessionItem = z
  .object({
    id: z.string(),
    user_id: z.string(),
    session_id: z.string(),
    platform: z.string(),
    platform_details: z.string(),
    time: z.string(),
    browser: z.string(),
    ip_address: z.string(),
    is_current: z.boolean(),
  })
  .meta({ id: 'SessionItem' });
