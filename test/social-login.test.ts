import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { nanoid } from 'nanoid';
import { describe, expect, test } from 'vitest';
import { changeSetting } from '../src/settings/service.ts';
import { factory } from './support/people.ts';
import { openSite } from './support/site.ts';
import { standIn } from './support/stand-in.ts';

const google = await generateKeyPair('RS256');
const stranger = await generateKeyPair('RS256');

const jwk = { ...(await exportJWK(google.publicKey)), kid: 'k1', alg: 'RS256', use: 'sig' };

/** Facebook's people by access token; the token's app and profile. */
const profiles = new Map<string, { app: string; profile: Record<string, string> }>();
const providers = await standIn((url) => {
  if (url.pathname === '/certs') return { body: { keys: [jwk] } };
  const person = profiles.get(url.searchParams.get('access_token') ?? '');
  if (!person) return { status: 400, body: { error: { message: 'Invalid OAuth access token' } } };
  return { body: url.pathname === '/app' ? { id: person.app } : person.profile };
});

const site = await openSite({
  GOOGLE_CLIENT_IDS: 'our-app.example,our-other-app.example',
  GOOGLE_JWKS_URL: `${providers.url}/certs`,
  FACEBOOK_APP_ID: '4711',
  FACEBOOK_GRAPH_URL: providers.url,
});
const a = factory(site);

const error = (id: number) => ({ api_status: '400', errors: { error_id: id, error_text: expect.any(String) } });

function idToken(
  claims: JWTPayload,
  { key = google.privateKey, kid = 'k1', audience = 'our-app.example', issuer = 'https://accounts.google.com', ttl = '1h' } = {},
) {
  return new SignJWT({ email_verified: true, ...claims })
    .setProtectedHeader({ alg: 'RS256', kid })
    .setIssuedAt()
    .setIssuer(issuer)
    .setAudience(audience)
    .setExpirationTime(ttl)
    .sign(key);
}

const byGoogle = (token: string) => site.call('social-login', { provider: 'google', google_key: 'AIza', access_token: token });

function person() {
  const subject = nanoid();
  return {
    sub: subject,
    email: `${subject.toLowerCase().replace(/[^a-z0-9]/g, '')}@gmail.example`,
    given_name: 'Ada',
    family_name: 'Lovelace',
  };
}

describe('Google', () => {
  test('creates an account the first time and signs in to it later', async () => {
    const claims = person();
    const first = await byGoogle(await idToken(claims));
    expect(first).toEqual({
      api_status: 200,
      timezone: 'UTC',
      access_token: expect.stringMatching(/^[0-9a-f]{64}$/),
      user_id: expect.stringMatching(/^\d+$/),
      membership: false,
      is_new: true,
    });
    const second = await byGoogle(await idToken(claims, { audience: 'our-other-app.example' }));
    expect(second).toMatchObject({ user_id: first.user_id, is_new: false });
    const row = await site.services
      .db('users')
      .where({ id: Number(first.user_id) })
      .first();
    expect(row).toMatchObject({ email: claims.email, first_name: 'Ada', last_name: 'Lovelace', password_hash: null });
    expect(await site.call('auth', { username: row?.username ?? '', password: 'null' })).toEqual(error(5));
  });

  test('an international address belongs to one account, in either writing', async () => {
    const { sub } = person();
    const name = sub.toLowerCase().replace(/[^a-z0-9]/g, '');
    const first = await byGoogle(await idToken({ sub, email: `${name}@bücher.example` }));
    expect(first).toMatchObject({ api_status: 200, is_new: true });
    const other = await byGoogle(await idToken({ sub: nanoid(), email: `${name}@XN--bcher-kva.example` }));
    expect(other).toMatchObject({ user_id: first.user_id, is_new: false });
    const row = await site.services
      .db('users')
      .where({ id: Number(first.user_id) })
      .first();
    expect(row?.email).toBe(`${name}@xn--bcher-kva.example`);
  });

  test('gives no name with invisible characters, and none for a blank one', async () => {
    const claims = { ...person(), given_name: '\u202eA\u3164da\u2066', family_name: ' \u200b\u3164' };
    const { user_id: id } = await byGoogle(await idToken(claims));
    const row = await site.services.db('users').where({ id }).first();
    expect(row).toMatchObject({ first_name: 'Ada', last_name: '' });
  });

  test('one account comes of 20 first times at once', async () => {
    const token = await idToken(person());
    const answers = await Promise.all(Array.from({ length: 20 }, () => byGoogle(token)));
    const signedIn = answers.filter((answer) => answer.api_status === 200);
    expect(new Set(signedIn.map((answer) => answer.user_id)).size).toBe(1);
    expect(signedIn).toHaveLength(20);
  });

  test.each([
    ['signed by somebody else', { key: stranger.privateKey }],
    ['for another app', { audience: 'their-app.example' }],
    ['of another issuer', { issuer: 'https://evil.example' }],
    ['that has expired', { ttl: '-1h' }],
    ['with an unknown key', { kid: 'k2' }],
  ])('refuses a token %s', async (_what, changes) => {
    expect(await byGoogle(await idToken(person(), changes))).toEqual(error(4));
  });

  test('creates no account where registration is closed, and signs in people who have one', async () => {
    const known = person();
    await byGoogle(await idToken(known));
    await changeSetting(site.services.write, 'user_registration', '0');
    await site.services.settings.refresh();
    try {
      expect(await byGoogle(await idToken(person()))).toEqual(error(13));
      expect(await byGoogle(await idToken(known))).toMatchObject({ api_status: 200, is_new: false });
    } finally {
      await changeSetting(site.services.write, 'user_registration', '1');
      await site.services.settings.refresh();
    }
  });

  test('refuses an unsigned token and other invalid ones', async () => {
    const [, payload] = (await idToken(person())).split('.');
    const none = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`;
    expect(await byGoogle(none)).toEqual(error(4));
    expect(await byGoogle('nonsense')).toEqual(error(4));
  });

  test('an unverified address takes over no account', async () => {
    const ada = await a.user();
    const answer = await byGoogle(await idToken({ ...person(), email: ada.email, email_verified: false }));
    expect(answer).toMatchObject({ api_status: 200, is_new: true });
    expect(answer.user_id).not.toBe(String(ada.id));
  });

  test('a verified address signs in to the account that confirmed it, which keeps its password', async () => {
    const ada = await a.user();
    await site.services.db('users').where({ id: ada.id }).update({ email_verified_at: new Date() });
    const answer = await byGoogle(await idToken({ ...person(), email: ada.email }));
    expect(answer).toMatchObject({ user_id: String(ada.id), is_new: false });
    expect(await site.call('auth', { username: ada.username, password: ada.password })).toMatchObject({ api_status: 200 });
  });

  test("a person who registered somebody else's address loses the account when the address's owner signs in", async () => {
    const squatter = await a.user();
    await squatter.call('update_two_factor');
    const answer = await byGoogle(await idToken({ ...person(), email: squatter.email }));
    expect(answer).toMatchObject({ user_id: String(squatter.id), is_new: false });
    expect(await site.services.db('verification_codes').where({ user_id: squatter.id })).toEqual([]);
    expect(await squatter.call('sessions', { type: 'get' })).toMatchObject({ api_status: '404' });
    expect(await site.call('auth', { username: squatter.username, password: squatter.password })).toEqual(error(5));
  });

  test('a banned person is refused', async () => {
    const claims = person();
    const { user_id } = await byGoogle(await idToken(claims));
    await site.services
      .db('users')
      .where({ id: Number(user_id) })
      .update({ banned: 1 });
    expect(await byGoogle(await idToken(claims))).toEqual(error(7));
  });
});

describe('Facebook', () => {
  const byFacebook = (token: string) => site.call('social-login', { provider: 'facebook', access_token: token });

  test('signs in the person the Graph API names, for our app only', async () => {
    const subject = nanoid();
    profiles.set('good', { app: '4711', profile: { id: subject, first_name: 'Bo', last_name: 'Diddley' } });
    profiles.set('theirs', { app: '666', profile: { id: subject } });
    const first = await byFacebook('good');
    expect(first).toMatchObject({ api_status: 200, is_new: true });
    expect(await byFacebook('good')).toMatchObject({ user_id: first.user_id, is_new: false });
    expect(await byFacebook('theirs')).toEqual(error(4));
    expect(await byFacebook('unknown')).toEqual(error(4));
  });

  test('the address Facebook knows takes over no account', async () => {
    const ada = await a.user();
    profiles.set('mailed', { app: '4711', profile: { id: nanoid(), email: ada.email } });
    const answer = await byFacebook('mailed');
    expect(answer).toMatchObject({ api_status: 200, is_new: true });
    expect(answer.user_id).not.toBe(String(ada.id));
  });
});

test.each([
  [{ provider: 'google', google_key: 'x' }, 3, 'access_token (POST) is missing'],
  [{ access_token: 'x' }, 3, 'provider (POST) is missing'],
  [{ access_token: 'x', provider: 'google' }, 3, 'google_key (POST) is missing'],
  [{ access_token: 'x', provider: 'myspace' }, 5, 'Incorrect value for (provider), allowed: facebook|google'],
])('refuses %j', async (form, id, text) => {
  expect(await site.call('social-login', form)).toEqual({ api_status: '400', errors: { error_id: id, error_text: text } });
});

test('a provider that does not answer, or is not configured, is reported as such', async () => {
  const { signInSocially } = await import('../src/auth/service/social.ts');
  const ctx = { ...site.services, now: new Date(), client: { address: '127.0.0.1', userAgent: '' } };
  const device = { platform: 'phone', pushApp: '', pushDeviceId: '' } as const;
  const away = {
    ...ctx,
    config: { ...ctx.config, social: { ...ctx.config.social, facebook: { appId: '1', graphUrl: 'http://127.0.0.1:1' } } },
  };
  await expect(signInSocially(away, { provider: 'facebook', token: 'x', device })).rejects.toMatchObject({
    reason: 'providerRefused',
  });
  const without = {
    ...ctx,
    config: { ...ctx.config, social: { ...ctx.config.social, google: { ...ctx.config.social.google, clientIds: [] } } },
  };
  await expect(signInSocially(without, { provider: 'google', token: 'x', device })).rejects.toMatchObject({
    reason: 'notConfigured',
  });
});
