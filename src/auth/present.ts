import type { z } from 'zod';
import type { ViewerContext } from '../context.ts';
import type { SessionRow } from './queries.ts';
import type { SessionItem } from './wire.ts';

export function presentSession(session: SessionRow, ctx: ViewerContext): z.output<typeof SessionItem> {
  return {
    id: String(session.id),
    user_id: String(session.user_id),
    session_id: `•••• ${session.id}`,
    platform: session.platform,
    platform_details: session.user_agent,
    time: String(Math.floor(session.last_used_at.getTime() / 1000)),
    browser: session.user_agent,
    ip_address: session.address,
    is_current: session.id === ctx.viewer.sessionId,
  };
}
