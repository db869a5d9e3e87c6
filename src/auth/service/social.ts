import { randomBytes } from 'node:crypto';
import { createRemoteJWKSet, errors as joseErrors, jwtVerify } from 'jose';
import { z } from 'zod';
import type { Config } from '../../config.ts';
import type { Ctx } from '../../context.ts';
import { refuseDuplicates } from '../../database/duplicate-key.ts';
import type { Tx } from '../../database/write.ts';
import { Refusal } from '../../http/errors.ts';
import { nameProblem } from '../../names/service.ts';
import { accountByEmail, accountById, deleteCodesOf, identityOwner, insertIdentity, updateAccount } from '../queries.ts';
import { createUser } from './accounts.ts';
import { type Device, revokeSessionsOf } from './sessions.ts';
import { type SignedIn, startSession } from './sign-in.ts';

export type Provider = 'google' | 'facebook';

/** The identity a provider vouches for. `email` only when the provider has verified that it is the user's. */
type Identity = { subject: string; email: string | undefined; firstName: string; lastName: string };

const PROVIDER_TIMEOUT_MS = 8000;

/**
 * Signs in by a provider's token and creates the account the first time. An existing account with the same verified address is
 * linked; if that address was never confirmed here, its password and sessions are revoked, since another person may have set
 * them. Refuses `providerRefused`, `notConfigured`, `registrationClosed`, `banned`. Contract: social-login, §4 Authentication.
 */
export async function signInSocially(
  ctx: Ctx,
  { provider, token, device }: { provider: Provider; token: string; device: Device },
): Promise<SignedIn & { isNew: boolean }> {
  const identity = await (provider === 'google' ? googleIdentity(ctx.config, token) : facebookIdentity(ctx.config, token));
  const { userId, isNew } = await ownerOf(ctx, provider, identity);
  const account = await accountById(ctx.db, userId);
  if (!account || account.banned || account.state === 'disabled') throw new Refusal('banned');
  return { ...(await startSession(ctx, account, { timezone: undefined, device })), isNew };
}

/**
 * The account of an identity, found, linked or created. Of several concurrent first sign-ins the unique keys let one create it.
 */
async function ownerOf(
  ctx: Ctx,
  provider: Provider,
  identity: Identity,
  triesLeft = 3,
): Promise<{ userId: number; isNew: boolean }> {
  try {
    return await ctx.write(async (tx) => {
      const known = await identityOwner(tx, provider, identity.subject);
      if (known !== undefined) return { userId: known, isNew: false };
      const linked = await linkByEmail(ctx, tx, identity);
      const userId = linked ?? (await createFromIdentity(ctx, tx, provider, identity));
      const row = { user_id: userId, provider, subject: identity.subject };
      await refuseDuplicates({ social_identities_subject_unique: 'identityTaken' }, insertIdentity(tx, row));
      return { userId, isNew: linked === undefined };
    });
  } catch (error) {
    const lostTheRace = error instanceof Refusal && ['identityTaken', 'emailTaken', 'nameTaken'].includes(error.reason);
    if (!lostTheRace || triesLeft === 0) throw error;
    return ownerOf(ctx, provider, identity, triesLeft - 1);
  }
}

async function linkByEmail(ctx: Ctx, tx: Tx, identity: Identity): Promise<number | undefined> {
  const account = identity.email ? await accountByEmail(tx, identity.email) : undefined;
  if (!account) return undefined;
  if (account.email_verified_at === null) {
    await updateAccount(tx, account.id, {
      password_hash: null,
      email_verified_at: ctx.now,
      state: account.state === 'pending' ? 'active' : account.state,
      two_factor: 'off',
      totp_secret: '',
    });
    await revokeSessionsOf(ctx, tx, { userId: account.id });
    await deleteCodesOf(tx, account.id);
  }
  return account.id;
}

async function createFromIdentity(ctx: Ctx, tx: Tx, provider: Provider, identity: Identity): Promise<number> {
  if (!ctx.settings.isOn('user_registration')) throw new Refusal('registrationClosed');
  const prefix = provider === 'google' ? 'go' : 'fb';
  return createUser(ctx, tx, {
    username: await freeUsername(tx),
    email: identity.email ?? `${prefix}_${identity.subject}@${provider}.com`,
    email_verified_at: identity.email ? ctx.now : null,
    password_hash: null,
    state: 'active',
    gender: 'male',
    first_name: identity.firstName.slice(0, 60),
    last_name: identity.lastName.slice(0, 60),
  });
}

async function freeUsername(tx: Tx): Promise<string> {
  const name = `u_${randomBytes(5).toString('hex')}`;
  return (await nameProblem({ db: tx }, name)) === undefined ? name : freeUsername(tx);
}

const keySets = new Map<string, ReturnType<typeof createRemoteJWKSet>>();

function keySet(url: string): ReturnType<typeof createRemoteJWKSet> {
  const known = keySets.get(url) ?? createRemoteJWKSet(new URL(url), { timeoutDuration: PROVIDER_TIMEOUT_MS });
  keySets.set(url, known);
  return known;
}

const googleClaims = z.object({
  sub: z.string().min(1).max(191),
  email: z.email().optional(),
  email_verified: z.union([z.boolean(), z.literal('true').transform(() => true)]).catch(false),
  given_name: z.string().default(''),
  family_name: z.string().default(''),
});

/** Verifies a Google ID token: signature by Google's keys, issuer, audience (one of ours), time. */
async function googleIdentity(config: Config, idToken: string): Promise<Identity> {
  const { clientIds, jwksUrl, issuers } = config.social.google;
  if (clientIds.length === 0) throw new Refusal('notConfigured', { values: { provider: 'Google' } });
  try {
    const { payload } = await jwtVerify(idToken, keySet(jwksUrl), {
      audience: clientIds,
      issuer: issuers,
      algorithms: ['RS256'],
    });
    const claims = googleClaims.parse(payload);
    return {
      subject: claims.sub,
      email: claims.email_verified ? claims.email : undefined,
      firstName: claims.given_name,
      lastName: claims.family_name,
    };
  } catch (error) {
    throw providerRefusal(error, error instanceof joseErrors.JOSEError ? error.message : 'Google could not be asked');
  }
}

const facebookApp = z.object({ id: z.string() });
const facebookProfile = z.object({
  id: z.string().min(1).max(191),
  first_name: z.string().default(''),
  last_name: z.string().default(''),
});

/**
 * Asks Facebook's Graph API for the app of a token (ours, or it proves nothing) and its user. Does not use the address known to
 * Facebook: nothing says that it was verified.
 */
async function facebookIdentity(config: Config, accessToken: string): Promise<Identity> {
  const { appId, graphUrl } = config.social.facebook;
  if (appId === '') throw new Refusal('notConfigured', { values: { provider: 'Facebook' } });
  const ask = async (path: string) => {
    const url = `${graphUrl}/${path}${path.includes('?') ? '&' : '?'}access_token=${encodeURIComponent(accessToken)}`;
    const response = await fetch(url, { signal: AbortSignal.timeout(PROVIDER_TIMEOUT_MS), redirect: 'error' });
    if (!response.ok) throw new Refusal('providerRefused', { values: { message: 'Facebook did not accept the token' } });
    return response.json();
  };
  try {
    const app = facebookApp.parse(await ask('app'));
    if (app.id !== appId) throw new Refusal('providerRefused', { values: { message: 'The token is for another app' } });
    const profile = facebookProfile.parse(await ask('me?fields=id,first_name,last_name'));
    return { subject: profile.id, email: undefined, firstName: profile.first_name, lastName: profile.last_name };
  } catch (error) {
    throw error instanceof Refusal ? error : providerRefusal(error, 'Facebook could not be asked');
  }
}

function providerRefusal(cause: unknown, message: string): Refusal {
  return new Refusal('providerRefused', { cause, values: { message } });
}
