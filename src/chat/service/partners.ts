import type { ViewerContext } from '../../context.ts';
import { chatParticipants } from '../queries/lists.ts';

/** The people in the viewer's latest one-to-one chats. 1 statement. */
export async function chatPartnerIds(ctx: ViewerContext, limit: number): Promise<number[]> {
  const participants = await chatParticipants(ctx.db, ctx.viewer.id, { kind: 'user', before: undefined, limit, keep: 'current' });
  return participants.map((participant) => participant.chat_id);
}
