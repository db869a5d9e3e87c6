import type { Knex } from 'knex';
import { prepared } from '../database/prepared.ts';
import type { Tx } from '../database/write.ts';
import { canonicalEmail } from '../text/email-address.ts';
import type { UserRow } from '../users/queries.ts';

export type PushApp = '' | 'android_m' | 'ios_m' | 'android_n' | 'ios_n' | 'web';

export type SessionRow = {
  id: number;
  user_id: number;
  token_hash: Buffer;
  parent_id: number;
  kind: 'app' | 'browser';
  platform: string;
  user_agent: string;
  address: string;
  push_device_id: string;
  push_app: PushApp;
  created_at: Date;
  last_used_at: Date;
};

export type CodePurpose = 'activation' | 'reset' | 'two_factor' | 'two_factor_setup' | 'email_change';

export type CodeRow = {
  id: number;
  user_id: number;
  purpose: CodePurpose;
  code_hash: Buffer;
  subject: string;
  address: string;
  tries_here: number;
  tries_elsewhere: number;
  created_at: Date;
  expires_at: Date;
};

export type IdentityRow = { id: number; user_id: number; provider: string; subject: string };

declare module 'knex/types/tables.js' {
  interface Tables {
    sessions: SessionRow;
    verification_codes: CodeRow;
    social_identities: IdentityRow;
  }
}

const accountColumns = [
  'id',
  'username',
  'email',
  'email_verified_at',
  'password_hash',
  'state',
  'role',
  'banned',
  'banned_reason',
  'timezone',
  'two_factor',
  'totp_secret',
  'totp_last_step',
] as const satisfies readonly (keyof UserRow)[];

/** The columns of an account that signing in needs. */
export type Account = Pick<UserRow, (typeof accountColumns)[number]>;

function accounts(db: Knex) {
  return db('users')
    .select(...accountColumns)
    .whereNot('state', 'deleted');
}

export async function accountById(db: Knex, id: number): Promise<Account | undefined> {
  return accounts(db).where({ id }).first();
}

export async function accountByEmail(db: Knex, email: string): Promise<Account | undefined> {
  return accounts(db)
    .where({ email: canonicalEmail(email) ?? email.toLowerCase() })
    .first();
}

/**
 * The account with a username, an e-mail address or a phone number, in that order. 1 statement. The collation also finds similar
 * names (`ádá` for `ada`); accepting them would give each spelling its own budget of guesses.
 */
export async function accountByLogin(db: Knex, login: string): Promise<Account | undefined> {
  const typed = login.trim().toLowerCase();
  const name = canonicalEmail(typed) ?? typed;
  const candidates = await db('users')
    .select(...accountColumns, 'phone_number')
    .whereNot('state', 'deleted')
    .where((either) => either.where({ username: name }).orWhere({ email: name }).orWhere({ phone_number: name }))
    .limit(10);
  return (
    candidates.find((account) => account.username.toLowerCase() === name) ??
    candidates.find((account) => account.email === name) ??
    candidates.find((account) => account.phone_number === name)
  );
}

export async function insertSession(tx: Tx, row: Omit<SessionRow, 'id'>): Promise<number> {
  const [id] = await tx('sessions').insert(row);
  if (id === undefined) throw new Error('the database gave no id for a new session');
  return id;
}

const holderColumns = [
  'users.id as user_id',
  'users.username',
  'users.role',
  'users.timezone',
  'users.state',
  'users.banned',
] as const;

/** A session and its user. */
export type SessionHolder = Pick<SessionRow, 'id' | 'kind' | 'last_used_at' | 'user_id'> &
  Pick<UserRow, 'username' | 'role' | 'timezone' | 'state' | 'banned'>;

export async function sessionByTokenHash(db: Knex, tokenHash: Buffer): Promise<SessionHolder | undefined> {
  return db('sessions')
    .join('users', 'users.id', 'sessions.user_id')
    .where('sessions.token_hash', tokenHash)
    .first<SessionHolder | undefined>('sessions.id', 'sessions.kind', 'sessions.last_used_at', ...holderColumns);
}

/** App and browser sessions that users signed in to, without the browser sessions attached to another. */
export function appSessionsOf(db: Knex, userId: number): Promise<SessionRow[]> {
  return db('sessions').where({ user_id: userId, parent_id: 0 }).orderBy('id', 'desc').limit(100);
}

export async function lastSessionPlatforms(
  db: Knex,
  userIds: readonly number[],
): Promise<Pick<SessionRow, 'user_id' | 'platform'>[]> {
  return newestPlatforms(db, { userIds });
}

const newestPlatforms = prepared<{ userIds: readonly number[] }, Pick<SessionRow, 'user_id' | 'platform'>>((db, { userIds }) => {
  const newest = db('sessions').max('id').whereIn('user_id', userIds).groupBy('user_id');
  return db('sessions').select('user_id', 'platform').whereIn('id', newest);
});

/** Marks a session and its user as seen now; a user who appears offline is not marked. */
export async function touchSession(tx: Tx, session: { id: number; user_id: number }, now: Date): Promise<void> {
  await tx('sessions').where({ id: session.id }).update({ last_used_at: now });
  await tx('users').where({ id: session.user_id, appears_offline: 0 }).update({ last_seen_at: now });
}

/** App sessions whose users may sign in. */
export async function usableSessions(db: Knex, ids: readonly number[]): Promise<Pick<SessionRow, 'id' | 'user_id'>[]> {
  if (ids.length === 0) return [];
  return db('sessions')
    .join('users', 'users.id', 'sessions.user_id')
    .whereIn('sessions.id', ids)
    .where('sessions.kind', 'app')
    .where('users.state', 'active')
    .where('users.banned', 0)
    .orderBy('sessions.user_id')
    .select('sessions.id', 'sessions.user_id');
}

/** Marks sessions and their users as seen now, as `touchSession`. */
export async function touchSessions(tx: Tx, sessions: readonly Pick<SessionRow, 'id' | 'user_id'>[], now: Date): Promise<void> {
  if (sessions.length === 0) return;
  const idsOf = (key: 'id' | 'user_id') => sessions.map((session) => session[key]);
  await tx('sessions').whereIn('id', idsOf('id')).update({ last_used_at: now });
  await tx('users').whereIn('id', idsOf('user_id')).where({ appears_offline: 0 }).update({ last_seen_at: now });
}

type SessionState = Pick<SessionRow, 'id' | 'user_id' | 'push_device_id' | 'push_app'> &
  Pick<UserRow, 'last_seen_at' | 'appears_offline'>;

/** The state of a session's app: when its user was seen, unless they appear offline, and its device. */
export async function sessionState(db: Knex, id: number): Promise<SessionState | undefined> {
  return db('sessions')
    .join('users', 'users.id', 'sessions.user_id')
    .where('sessions.id', id)
    .first(
      'sessions.id',
      'sessions.user_id',
      'sessions.push_device_id',
      'sessions.push_app',
      'users.last_seen_at',
      'users.appears_offline',
    );
}

/** A device that can receive pushes. */
export type SessionDevice = Pick<SessionRow, 'push_app' | 'push_device_id'>;

export async function deviceRows(db: Knex, userIds: readonly number[], apps: readonly PushApp[]): Promise<SessionDevice[]> {
  if (userIds.length === 0) return [];
  return db('sessions')
    .distinct('push_app', 'push_device_id')
    .whereIn('user_id', userIds)
    .whereIn('push_app', apps)
    .whereNot('push_device_id', '');
}

/** Assigns a device to one session. A session that had it before loses it: another user has the phone now. */
export async function claimDevice(tx: Tx, sessionId: number, device: { pushDeviceId: string; pushApp: PushApp }): Promise<void> {
  await releaseDevices(tx, [device.pushDeviceId]);
  await tx('sessions').where({ id: sessionId }).update({ push_device_id: device.pushDeviceId, push_app: device.pushApp });
}

/** Removes devices from the sessions that have them. */
export async function releaseDevices(tx: Tx, deviceIds: readonly string[]): Promise<void> {
  await tx('sessions').whereIn('push_device_id', deviceIds).update({ push_device_id: '', push_app: '' });
}

/** Deletes a session of the user and the browser sessions attached to it. Gives how many app sessions were deleted. */
export async function deleteSession(tx: Tx, userId: number, id: number): Promise<number> {
  const deleted = await tx('sessions').where({ id, user_id: userId }).delete();
  if (deleted > 0) await tx('sessions').where({ parent_id: id, user_id: userId }).delete();
  return deleted;
}

/** Deletes all sessions of a user but one and those attached to it. `keepId` 0 keeps none. */
export async function deleteOtherSessions(tx: Tx, userId: number, keepId: number): Promise<void> {
  const others = tx('sessions').where({ user_id: userId });
  if (keepId > 0) others.whereNot('id', keepId).whereNot('parent_id', keepId);
  await others.delete();
}

export async function deleteBrowserSessions(tx: Tx, parentId: number): Promise<void> {
  await tx('sessions').where({ parent_id: parentId }).delete();
}

export async function deleteIdleSessions(tx: Tx, lastUsedBefore: Date, limit: number): Promise<number> {
  return tx('sessions').where('last_used_at', '<', lastUsedBefore).limit(limit).delete();
}

export async function saveCode(tx: Tx, row: Omit<CodeRow, 'id'>): Promise<void> {
  await tx('verification_codes').insert(row).onConflict(['user_id', 'purpose']).merge();
}

export async function codeOf(db: Knex, userId: number, purpose: CodePurpose): Promise<CodeRow | undefined> {
  return db('verification_codes').where({ user_id: userId, purpose }).first();
}

export async function lockCode(tx: Tx, userId: number, purpose: CodePurpose): Promise<CodeRow | undefined> {
  return tx('verification_codes').where({ user_id: userId, purpose }).forUpdate().first();
}

export async function countTry(tx: Tx, id: number, place: 'tries_here' | 'tries_elsewhere'): Promise<void> {
  await tx('verification_codes').where({ id }).increment(place, 1);
}

export async function deleteCode(tx: Tx, id: number): Promise<void> {
  await tx('verification_codes').where({ id }).delete();
}

export async function deleteCodesOf(tx: Tx, userId: number): Promise<void> {
  await tx('verification_codes').where({ user_id: userId }).delete();
}

/** Deletes the codes a signed-in user has requested. */
export async function deleteCodesOfSession(tx: Tx, userId: number): Promise<void> {
  await tx('verification_codes').where({ user_id: userId }).whereNot('purpose', 'activation').delete();
}

export async function identityOwner(db: Knex, provider: string, subject: string): Promise<number | undefined> {
  const row = await db('social_identities').where({ provider, subject }).first('user_id');
  return row?.user_id;
}

export async function insertIdentity(tx: Tx, row: Omit<IdentityRow, 'id'>): Promise<void> {
  await tx('social_identities').insert(row);
}

export async function deleteIdentitiesOf(tx: Tx, userId: number): Promise<void> {
  await tx('social_identities').where({ user_id: userId }).delete();
}

/** Ids of deleted accounts that still have rows. */
export async function deletedUserIds(db: Knex, limit: number): Promise<number[]> {
  return db('users').where({ state: 'deleted' }).orderBy('id').limit(limit).pluck('id');
}

/** Uses a TOTP time step, once: gives 0 when it or a later one was used before. */
export async function raiseTotpStep(tx: Tx, userId: number, step: number): Promise<number> {
  return tx('users').where({ id: userId }).where('totp_last_step', '<', step).update({ totp_last_step: step });
}

/** Users who asked to change to an address, a few at most. */
export async function emailChangesTo(db: Knex, email: string): Promise<number[]> {
  return db('verification_codes').where({ purpose: 'email_change', subject: email }).orderBy('id').limit(5).pluck('user_id');
}

export type NewAccount = Pick<
  UserRow,
  'username' | 'email' | 'password_hash' | 'state' | 'gender' | 'language' | 'created_at' | 'last_seen_at'
> &
  Partial<UserRow>;

export async function insertAccount(tx: Tx, row: NewAccount): Promise<number> {
  const [id] = await tx('users').insert(row);
  if (id === undefined) throw new Error('the database gave no id for a new user');
  return id;
}

/** Locks an account and gives its password hash; null without one. */
export async function lockPasswordHash(tx: Tx, id: number): Promise<string | null> {
  const row = await tx('users').where({ id }).forUpdate().first('password_hash');
  return row?.password_hash ?? null;
}

/** Replaces the hash that was compared. Gives whether it was still there: of several concurrent calls one wins. */
export async function replacePasswordHash(
  tx: Tx,
  id: number,
  { from, to }: { from: string | null; to: string },
): Promise<boolean> {
  return (await tx('users').where({ id, password_hash: from }).update({ password_hash: to })) === 1;
}

export async function updateAccount(tx: Tx, id: number, changes: Partial<Omit<UserRow, 'id'>>): Promise<void> {
  await tx('users').where({ id }).update(changes);
}

export async function deleteAccountRow(tx: Tx, id: number): Promise<void> {
  await tx('users').where({ id }).delete();
}
