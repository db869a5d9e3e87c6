import { z } from 'zod';
import { defineEndpoint } from '../../http/endpoint.ts';
import { form, id, secret, text } from '../../http/form.ts';
import { guessedAccount, signIn } from '../service/sign-in.ts';
import { signInSocially } from '../service/social.ts';
import { finishTwoFactor } from '../service/two-factor.ts';
import { deviceFields, deviceOf, SessionAnswer, timezone } from './fields.ts';

const missing = [3, '{field} (POST) is missing'] as const;

/** A session; or, while a second factor is pending, `message` and no token: apps branch on that (contract §2.2). */
const SignInAnswer = z.object({
  timezone: z.string().optional(),
  access_token: z.string().optional(),
  message: z.string().optional(),
  user_id: z.string(),
  membership: z.boolean(),
});

type Entered = { userId: number; token: string | undefined; timezone: string };

function presentSignedIn({ userId, token, timezone }: Entered, membership: boolean) {
  const who = { user_id: String(userId), membership };
  return token ? { timezone, access_token: token, ...who } : { message: 'Please enter your confirmation code', ...who };
}

export const auth = defineEndpoint({
  name: 'auth',
  summary: 'Sign in by username, e-mail address or phone number',
  access: 'site',
  limit: 'auth',
  limitBy: 'username',
  limitAccount: guessedAccount,
  successForgives: true,
  input: form({ username: text(191), password: secret(), timezone: timezone(), ...deviceFields }),
  answer: SignInAnswer,
  errors: {
    missing,
    tooManyRequests: [6, 'Too many login attempts please try again later'],
    banned: [7, 'this user is banned'],
    wrongCredentials: [5, 'Username or password is incorrect'],
    tooLong: [5, 'Username or password is incorrect'],
    invalid: [5, 'Username or password is incorrect'],
  },
  async handle({ ctx, input }) {
    const entered = await signIn(ctx, {
      login: input.username,
      password: input.password,
      timezone: input.timezone,
      device: deviceOf(input),
    });
    return presentSignedIn(entered, ctx.settings.isOn('membership_system'));
  },
});

export const socialLogin = defineEndpoint({
  name: 'social-login',
  summary: 'Sign in by a token of Google (an ID token) or Facebook',
  access: 'site',
  limit: 'auth',
  tokenInBody: false,
  input: form({
    access_token: text(8000),
    provider: text(32).pipe(z.enum(['facebook', 'google'], 'unknownProvider')),
    google_key: text(500).optional(),
    ...deviceFields,
  }).refine((input) => input.provider !== 'google' || input.google_key !== undefined, { error: 'missing', path: ['google_key'] }),
  answer: SignInAnswer.extend({ is_new: z.boolean() }),
  errors: {
    missing,
    providerRefused: [4, '{message}'],
    tooLong: [4, 'The token is not one of this provider'],
    invalid: [4, 'The token is not one of this provider'],
    notConfigured: [4, 'Login by {provider} is not configured'],
    registrationClosed: [13, 'Registration is closed'],
    unknownProvider: [5, 'Incorrect value for (provider), allowed: facebook|google'],
    banned: [7, 'this user is banned'],
  },
  async handle({ ctx, input }) {
    const entered = await signInSocially(ctx, { provider: input.provider, token: input.access_token, device: deviceOf(input) });
    return { ...presentSignedIn(entered, ctx.settings.isOn('membership_system')), is_new: entered.isNew };
  },
});

export const twoFactor = defineEndpoint({
  name: 'two-factor',
  summary: 'The second step of signing in: the code from the mail or the authenticator app',
  access: 'site',
  limit: 'auth',
  limitBy: 'user_id',
  successForgives: true,
  input: form({ user_id: id(), code: text(16), timezone: timezone(), ...deviceFields }),
  answer: SessionAnswer,
  errors: { missing, wrongCode: [3, 'Wrong confirmation code.'] },
  async handle({ ctx, input }) {
    const session = await finishTwoFactor(ctx, input.user_id, {
      code: input.code,
      timezone: input.timezone,
      device: deviceOf(input),
    });
    return { timezone: session.timezone, access_token: session.token, user_id: String(session.userId) };
  },
});
