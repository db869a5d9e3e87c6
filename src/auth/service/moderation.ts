import type { Services } from '../../context.ts';
import { shownEmail } from '../../text/email-address.ts';
import { type Account, accountByLogin, updateAccount } from '../queries.ts';
import { revokeSessionsOf } from './sessions.ts';

export const roles = ['member', 'moderator', 'admin'] as const;

/** The state of an account for the site's admin. */
export type AccountState = { id: number; username: string; email: string; state: string; role: string; banned: string };

/** An account by its username, address or phone number. 1 statement. Throws an Error in words for the admin. */
export async function accountState(services: Services, login: string): Promise<AccountState> {
  const { id, username, email, state, role, banned, banned_reason: reason } = await requireAccount(services, login);
  return { id, username, email: shownEmail(email), state, role, banned: banned ? reason || 'yes' : 'no' };
}

/**
 * Changes a user's role: what they may do to others' content. Throws an Error in words for the admin. Contract: §4, where it says
 * staff.
 */
export async function changeRole(services: Services, login: string, role: (typeof roles)[number]): Promise<string> {
  const { id, username } = await requireAccount(services, login);
  await services.write((tx) => updateAccount(tx, id, { role }));
  return username;
}

/**
 * Bans an account: no search finds it, it cannot sign in, and its sessions and pushes end. Throws an Error in words for the
 * admin.
 */
export async function banAccount(services: Services, login: string, reason: string): Promise<string> {
  const { id, username } = await requireAccount(services, login);
  await services.write(async (tx) => {
    await updateAccount(tx, id, { banned: 1, banned_reason: reason.slice(0, 191) });
    await revokeSessionsOf(services, tx, { userId: id });
  });
  return username;
}

/** Lifts a ban: the user can sign in again. Throws an Error in words for the admin. */
export async function unbanAccount(services: Services, login: string): Promise<string> {
  const { id, username } = await requireAccount(services, login);
  await services.write((tx) => updateAccount(tx, id, { banned: 0, banned_reason: '' }));
  return username;
}

async function requireAccount({ db }: Services, login: string): Promise<Account> {
  const account = await accountByLogin(db, login);
  if (!account) throw new Error(`there is nobody named ${login}`);
  return account;
}
