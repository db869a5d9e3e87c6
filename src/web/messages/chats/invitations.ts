import { presentInvitation } from '../../../chat/present/groups.ts';
import { acceptInvitation, declineInvitation, groupInvitations } from '../../../chat/service/groups.ts';
import type { ViewerContext } from '../../../context.ts';
import { groupChatAddress, MESSAGES, pathOf } from '../../shell/addresses.ts';
import { type Author, authorOf } from '../../shell/author.ts';
import { pathId } from '../../shell/forms/forms.ts';
import type { Visit } from '../../shell/session/session.ts';

/** An invitation to a group chat that is not answered yet. */
export type InvitationCard = { name: string; avatar: string; by: Author; acceptPath: string; declinePath: string };

const MAX_INVITATIONS = 20;

/** The viewer's invitations, newest first. Statements of `groupInvitations`. */
export async function invitationCards(ctx: ViewerContext): Promise<InvitationCard[]> {
  const { rows, maps } = await groupInvitations(ctx, MAX_INVITATIONS);
  return rows.map((row) => {
    const { group_tab: group, user_data } = presentInvitation(row, maps, ctx);
    const address = groupChatAddress(group.group_id);
    return {
      name: group.group_name,
      avatar: pathOf(group.avatar, ctx.config),
      by: authorOf(user_data, ctx),
      acceptPath: `${address}/accept`,
      declinePath: `${address}/decline`,
    };
  });
}

/** Joins a group chat, and opens it. */
export async function accept(visit: Visit): Promise<void> {
  const id = pathId(visit, 'groupNotFound');
  await acceptInvitation(visit.ctx, id);
  visit.res.redirect(303, groupChatAddress(id));
}

export async function decline(visit: Visit): Promise<void> {
  await declineInvitation(visit.ctx, pathId(visit, 'groupNotFound'));
  visit.res.redirect(303, MESSAGES);
}
