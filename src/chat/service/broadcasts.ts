import type { Services, ViewerContext } from '../../context.ts';
import { deleteInBatches } from '../../database/batches.ts';
import { canMessage, canSeeUser } from '../../graph/rules.ts';
import { Refusal } from '../../http/errors.ts';
import type { Upload } from '../../http/form.ts';
import { claimMedia, discardMedia, releaseMedia } from '../../media/ledger.ts';
import { hydrateUsers, type UserMaps } from '../../users/hydrate.ts';
import { hydrateMessages } from '../hydrate.ts';
import {
  type BroadcastRow,
  broadcastMembers,
  broadcastMessageIds,
  broadcastRows,
  deleteBroadcastMember,
  deleteBroadcastMembers,
  deleteBroadcastRow,
  insertBroadcast,
  insertBroadcastMembers,
  lockOwnBroadcast,
  ownBroadcast,
  updateBroadcast,
} from '../queries/broadcasts.ts';
import { canSeeMessage } from '../rules.ts';
import { withAvatar } from './avatar.ts';
import type { MessageDraft } from './content.ts';
import type { Messages } from './messages.ts';
import { addMessage, userDestination, visibleContentOf } from './send.ts';

/** How many recipients a broadcast may have: each gets a message of their own. */
export const MAX_RECIPIENTS = 100;

/** Broadcasts with the recipients the viewer can see. */
export type Broadcasts = { rows: BroadcastRow[]; members: Map<number, number[]>; users: UserMaps };

export type BroadcastForm = { name?: string | undefined; image?: Upload | undefined };

/** The viewer's broadcasts, newest first. 2 + hydration statements. Contract-beyond: broadcast. */
export async function broadcastsOf(ctx: ViewerContext, part: { before: number | undefined; limit: number }): Promise<Broadcasts> {
  return withPeople(ctx, await broadcastRows(ctx.db, ctx.viewer.id, part));
}

/** One of the viewer's broadcasts. Refuses `broadcastNotFound`. */
export async function requireBroadcast(ctx: ViewerContext, id: number): Promise<Broadcasts> {
  const row = await ownBroadcast(ctx.db, ctx.viewer.id, id);
  if (!row) throw new Refusal('broadcastNotFound');
  return withPeople(ctx, [row]);
}

async function withPeople(ctx: ViewerContext, rows: BroadcastRow[]): Promise<Broadcasts> {
  const all = await broadcastMembers(
    ctx.db,
    rows.map((row) => row.id),
  );
  const users = await hydrateUsers(
    ctx,
    all.map((row) => row.user_id),
  );
  const seen = all.filter((row) => canSeeUser(row.user_id, users));
  const members = new Map(rows.map(({ id }) => [id, seen.filter((row) => row.broadcast_id === id).map((row) => row.user_id)]));
  return { rows, members, users };
}

/** Creates a broadcast list; skips users the viewer cannot write to. */
export async function createBroadcast(
  ctx: ViewerContext,
  { name = '', image, userIds }: BroadcastForm & { userIds: readonly number[] },
): Promise<number> {
  const receivers = await writable(ctx, userIds);
  return withAvatar(ctx, image, (key) =>
    ctx.write(async (tx) => {
      const id = await insertBroadcast(tx, { owner_id: ctx.viewer.id, name, image: key, created_at: ctx.now });
      await claimMedia(tx, key ? [key] : []);
      await insertBroadcastMembers(
        tx,
        receivers.slice(0, MAX_RECIPIENTS).map((user_id) => ({ broadcast_id: id, user_id })),
      );
      return id;
    }),
  );
}

/** Changes the name or picture. Refuses `broadcastNotFound`. */
export async function changeBroadcast(ctx: ViewerContext, id: number, { name, image }: BroadcastForm): Promise<void> {
  await withAvatar(ctx, image, (key) =>
    ctx.write(async (tx) => {
      const row = await lockOwnBroadcast(tx, ctx.viewer.id, id);
      if (!row) throw new Refusal('broadcastNotFound');
      await updateBroadcast(tx, id, { ...(name ? { name } : {}), ...(key ? { image: key } : {}) });
      if (!key) return;
      await claimMedia(tx, [key]);
      if (row.image !== '') await releaseMedia(tx, [row.image]);
    }),
  );
}

/** Deletes the list; sent messages stay in their chats. Refuses `broadcastNotFound`. */
export async function deleteBroadcast(ctx: ViewerContext, id: number): Promise<void> {
  await ctx.write(async (tx) => {
    const row = await lockOwnBroadcast(tx, ctx.viewer.id, id);
    if (!row) throw new Refusal('broadcastNotFound');
    if (row.image !== '') await releaseMedia(tx, [row.image]);
    await deleteBroadcastRow(tx, id);
  });
}

/** Refuses `broadcastNotFound`, `tooManyMembers`. */
export async function addRecipients(ctx: ViewerContext, id: number, userIds: readonly number[]): Promise<void> {
  const receivers = await writable(ctx, userIds);
  await ctx.write(async (tx) => {
    if (!(await lockOwnBroadcast(tx, ctx.viewer.id, id))) throw new Refusal('broadcastNotFound');
    const before = (await broadcastMembers(tx, [id])).map((row) => row.user_id);
    if (new Set([...before, ...receivers]).size > MAX_RECIPIENTS) throw new Refusal('tooManyMembers');
    await insertBroadcastMembers(
      tx,
      receivers.map((user_id) => ({ broadcast_id: id, user_id })),
    );
  });
}

/** Refuses `broadcastNotFound`. */
export async function removeRecipients(ctx: ViewerContext, id: number, userIds: readonly number[]): Promise<void> {
  await ctx.write(async (tx) => {
    if (!(await lockOwnBroadcast(tx, ctx.viewer.id, id))) throw new Refusal('broadcastNotFound');
    await deleteBroadcastMembers(tx, id, userIds);
  });
}

/**
 * Sends the same message to each recipient in their one-to-one chat with the viewer; skips recipients who no longer accept
 * messages. One transaction each: sending again after a failure reaches those it missed. Refuses `broadcastNotFound`, and as
 * content does.
 */
export async function sendBroadcast(ctx: ViewerContext, id: number, saying: MessageDraft): Promise<Messages> {
  const { members } = await requireBroadcast(ctx, id);
  const receivers = await writable(ctx, members.get(id) ?? []);
  const content = await visibleContentOf(ctx, { ...saying, replyId: undefined });
  const ids: number[] = [];
  try {
    for (const userId of receivers) {
      const address = userDestination(ctx, userId);
      const addition = {
        address: { ...address, columns: { ...address.columns, broadcast_id: id } },
        content,
        hashId: saying.hashId,
      };
      ids.push(...(await ctx.write((tx) => addMessage(ctx, tx, addition)).then((one) => [one], withoutBlockedSince)));
    }
    return { ids, maps: await hydrateMessages(ctx, ids) };
  } finally {
    await discardMedia(ctx.media, content.keys);
  }
}

/** The recipients blocked, either way, since the list was read. */
function withoutBlockedSince(error: unknown): [] {
  if (error instanceof Refusal && error.reason === 'userNotFound') return [];
  throw error;
}

/** The messages a broadcast sent that the viewer still has, newest first. Refuses `broadcastNotFound`. */
export async function broadcastMessages(
  ctx: ViewerContext,
  id: number,
  part: { before: number | undefined; limit: number },
): Promise<Messages> {
  await requireBroadcast(ctx, id);
  const ids = await broadcastMessageIds(ctx.db, id, part);
  const maps = await hydrateMessages(ctx, ids);
  return { ids: ids.filter((messageId) => canSeeMessage(messageId, maps)), maps };
}

/** Listener of `userPurged`. */
export async function purgeBroadcasts(services: Services, { userId }: { userId: number }): Promise<void> {
  for (let rows: BroadcastRow[] = await broadcastRows(services.db, userId, FIRST); rows.length > 0; ) {
    for (const { id, image } of rows) {
      await services.write(async (tx) => {
        if (!(await lockOwnBroadcast(tx, userId, id))) return;
        if (image !== '') await releaseMedia(tx, [image]);
        await deleteBroadcastRow(tx, id);
      });
    }
    rows = await broadcastRows(services.db, userId, FIRST);
  }
  await deleteInBatches(services.write, (tx, limit) => deleteBroadcastMember(tx, userId, limit));
}

const FIRST = { before: undefined, limit: 100 };

async function writable(ctx: ViewerContext, userIds: readonly number[]): Promise<number[]> {
  const wanted = [...new Set(userIds)];
  const people = await hydrateUsers(ctx, wanted);
  return wanted.filter((id) => canMessage(id, people));
}
