import type { ViewerContext } from '../../../context.ts';
import type { GeneralDataSource } from '../../../notifications/endpoints/general-data.ts';
import { unseenCount } from '../../../notifications/service/inbox.ts';
import { hydrateUsers } from '../../../users/hydrate.ts';
import { presentUser } from '../../../users/present.ts';
import { pathOf, userAddress } from '../addresses.ts';

/** The top bar of every page for signed-in people. */
export type TopBar = {
  me: { id: number; name: string; avatar: string; address: string };
  notifications: number;
  messages: number;
};

/** Counts new messages; the same source as for get-general-data. */
export type CountMessages = GeneralDataSource;

/** The viewer, and what is new for them. 4 statements and those of `countMessages`. */
export async function topBar(ctx: ViewerContext, countMessages: CountMessages): Promise<TopBar> {
  const [me, notifications, messages] = await Promise.all([
    viewerSummary(ctx),
    unseenCount(ctx),
    countMessages(ctx, { offset: undefined, markSeen: false }),
  ]);
  return { me, notifications, messages: Number(messages.count_new_messages ?? 0) };
}

/** The viewer as pages show them. 2 statements. */
export async function viewerSummary(ctx: ViewerContext): Promise<TopBar['me']> {
  const { id } = ctx.viewer;
  const me = presentUser(id, await hydrateUsers(ctx, [id]), ctx);
  return { id, name: me.name, avatar: pathOf(me.avatar, ctx.config), address: userAddress(id) };
}
