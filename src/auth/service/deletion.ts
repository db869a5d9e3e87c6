import type { Ctx, Services, ViewerContext } from '../../context.ts';
import { Refusal } from '../../http/errors.ts';
import { releaseName } from '../../names/service.ts';
import { accountById, deleteAccountRow, deleteCodesOf, deletedUserIds, deleteIdentitiesOf, updateAccount } from '../queries.ts';
import { lockProvenPassword, type ProvenPassword, provePassword } from './credentials.ts';
import { revokeSessionsOf } from './sessions.ts';

/**
 * Deletes the viewer's account for everyone; it is purged in the background. Refuses `notAllowed` when the site does not offer
 * it, `wrongPassword`. Contract: delete-user, §4 Authentication.
 */
export async function deleteAccount(ctx: ViewerContext, password: string): Promise<void> {
  if (!ctx.settings.isOn('deleteAccount')) throw new Refusal('notAllowed');
  const proven = await provePassword(ctx, password);
  const account = await accountById(ctx.db, ctx.viewer.id);
  if (!account) throw new Refusal('wrongPassword');
  await removeAccount(ctx, account, proven);
}

/** Deletes an account for everyone; its rows and files are purged in the background. */
export async function removeAccount(ctx: Ctx, account: { id: number; username: string }, proven?: ProvenPassword): Promise<void> {
  await ctx.write(async (tx) => {
    if (proven) await lockProvenPassword(tx, proven);
    await releaseName(tx, account.username);
    await updateAccount(tx, account.id, {
      state: 'deleted',
      username: `deleted_${account.id}`,
      email: `deleted_${account.id}@invalid`,
      phone_number: null,
      password_hash: null,
      lat: null,
      lng: null,
    });
    await revokeSessionsOf(ctx, tx, { userId: account.id });
    await deleteCodesOf(tx, account.id);
    await deleteIdentitiesOf(tx, account.id);
    await ctx.emit(ctx, 'userDeleted', { userId: account.id });
  });
  ctx.background('purge deleted accounts', () => purgeDeletedUsers(ctx));
}

/**
 * Removes everything that belongs to deleted accounts, in bounded batches, and then their rows. Can be run again at any point.
 */
export async function purgeDeletedUsers(services: Services): Promise<void> {
  for (const userId of await deletedUserIds(services.db, 100)) {
    await services.emit(services, 'userPurged', { userId });
    await services.write((tx) => deleteAccountRow(tx, userId));
  }
}
