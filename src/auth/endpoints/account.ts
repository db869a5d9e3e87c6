import { z } from 'zod';
import { defineEndpoint } from '../../http/endpoint.ts';
import { form, id, secret, text } from '../../http/form.ts';
import { presentSession } from '../present.ts';
import { deleteAccount } from '../service/deletion.ts';
import { resetPassword, sendPasswordReset } from '../service/recovery.ts';
import { createBrowserSession, logOut, ownSessions, revokeSession } from '../service/sessions.ts';
import { guessedAccount } from '../service/sign-in.ts';
import { finishSetup, startMailSetup, startTotpSetup, turnTwoFactorOff } from '../service/two-factor.ts';
import { SessionItem } from '../wire.ts';
import { email, newPassword } from './fields.ts';

const BROWSER_COOKIE_DAYS = 90;

export const setBrowserCookie = defineEndpoint({
  name: 'set-browser-cookie',
  summary: 'Carry the session over to a browser: sets its cookie and leads to the news feed',
  access: 'user',
  limit: 'write',
  methods: ['get', 'post'],
  input: form({}),
  answer: z.object({ browserToken: z.string() }).meta({ description: 'Not sent: the answer is a redirect (302) with a cookie' }),
  errors: {},
  async handle({ ctx }) {
    return { browserToken: await createBrowserSession(ctx) };
  },
  send({ res, answer, ctx }) {
    res.cookie('user_id', answer.browserToken, {
      httpOnly: true,
      sameSite: 'lax',
      secure: ctx.config.baseUrl.startsWith('https:'),
      path: '/',
      maxAge: BROWSER_COOKIE_DAYS * 86_400_000,
    });
    res.redirect(302, `${ctx.config.baseUrl}/get_news_feed`);
  },
});

export const deleteAccessToken = defineEndpoint({
  name: 'delete-access-token',
  summary: 'Sign out: ends this session, its browser sessions and its pushes',
  access: 'user',
  limit: 'write',
  input: form({}),
  answer: z.object({}),
  errors: {},
  async handle({ ctx }) {
    await logOut(ctx);
    return {};
  },
});

export const sendResetPasswordEmail = defineEndpoint({
  name: 'send-reset-password-email',
  summary: 'Mail a link to set a new password; the answer is the same whether or not there is such an account',
  access: 'site',
  limit: 'auth',
  limitBy: 'email',
  limitAccount: guessedAccount,
  input: form({ email: email() }),
  answer: z.object({}),
  errors: {
    missing: [3, '{field} (POST) is missing'],
    emailInvalid: [6, 'Email not found'],
    tooLong: [6, 'Email not found'],
    invalid: [6, 'Email not found'],
  },
  async handle({ ctx, input }) {
    sendPasswordReset(ctx, input.email);
    return {};
  },
});

export const resetPasswordEndpoint = defineEndpoint({
  name: 'reset_password',
  summary: 'Set a new password by the mailed code; ends all sessions',
  access: 'site',
  limit: 'auth',
  limitBy: 'email',
  limitAccount: guessedAccount,
  successForgives: true,
  input: form({ code: text(64), email: email(), new_password: newPassword() }),
  answer: z.object({ message: z.string() }),
  errors: {
    missing: [8, '{field} can not be empty'],
    tooShort: [10, 'Password is too short'],
    'new_password.tooLong': [10, 'Password is too long'],
    'new_password.invalid': [10, 'Password holds characters that cannot be used'],
    wrongCode: [9, 'The code is wrong or has expired'],
    emailInvalid: [9, 'The code is wrong or has expired'],
    tooLong: [9, 'The code is wrong or has expired'],
    invalid: [9, 'The code is wrong or has expired'],
  },
  async handle({ ctx, input }) {
    await resetPassword(ctx, { email: input.email, code: input.code, password: input.new_password });
    return { message: 'Your password was updated' };
  },
});

export const updateTwoFactor = defineEndpoint({
  name: 'update_two_factor',
  summary: 'Set up the second factor: codes by mail (no type) or an authenticator app (totp), then verify; off by password',
  access: 'user',
  limit: 'auth',
  input: form({
    type: z.enum(['verify', 'totp', 'off']).optional().catch(undefined),
    code: text(16).optional(),
    password: secret().optional(),
  })
    .refine((input) => input.type !== 'verify' || input.code !== undefined, { error: 'missing', path: ['code'] })
    .refine((input) => input.type !== 'off' || input.password !== undefined, { error: 'missing', path: ['password'] }),
  answer: z.object({ message: z.string(), secret: z.string().optional(), otpauth_url: z.string().optional() }),
  errors: {
    missing: [7, '{field} (POST) is missing'],
    wrongCode: [8, 'Wrong confirmation code.'],
    invalid: [8, 'Wrong confirmation code.'],
    tooLong: [8, 'Wrong confirmation code.'],
    wrongPassword: [9, 'Current password not match'],
  },
  async handle({ ctx, input }) {
    if (input.type === 'totp') {
      const { secret, url } = await startTotpSetup(ctx, input.password);
      return { message: 'Enter the code your authenticator app shows', secret, otpauth_url: url };
    }
    if (input.type === 'verify') {
      await finishSetup(ctx, input.code ?? '');
      return { message: 'Two-factor authentication is on' };
    }
    if (input.type === 'off') {
      await turnTwoFactorOff(ctx, input.password ?? '');
      return { message: 'Two-factor authentication is off' };
    }
    await startMailSetup(ctx);
    return { message: 'We have sent you an email with the confirmation code.' };
  },
});

const noType = [4, 'type can not be empty'] as const;

export const sessions = defineEndpoint({
  name: 'sessions',
  summary: "The viewer's sessions (get), or the end of one (delete)",
  access: 'user',
  limit: 'write',
  input: z.discriminatedUnion('type', [z.object({ type: z.literal('get') }), z.object({ type: z.literal('delete'), id: id() })], {
    error: (issue) => (issue.code === 'invalid_union' ? 'noType' : undefined),
  }),
  answer: z.object({ data: z.array(SessionItem).optional(), message: z.string().optional() }),
  errors: {
    noType,
    'type.missing': noType,
    missing: [5, '{field} can not be empty'],
    sessionNotFound: [6, 'Session not found'],
  },
  async handle({ ctx, input }) {
    if (input.type === 'get') return { data: (await ownSessions(ctx)).map((session) => presentSession(session, ctx)) };
    await revokeSession(ctx, input.id);
    return { message: 'Session was deleted' };
  },
});

export const deleteUser = defineEndpoint({
  name: 'delete-user',
  summary: "Delete the viewer's account",
  access: 'user',
  limit: 'auth',
  input: form({ password: secret() }),
  answer: z.object({ message: z.string() }),
  errors: {
    missing: [4, '{field} (POST) is missing'],
    wrongPassword: [5, 'Password is incorrect'],
    tooLong: [5, 'Password is incorrect'],
    invalid: [5, 'Password is incorrect'],
    notAllowed: [6, 'Accounts can not be deleted on this site'],
  },
  async handle({ ctx, input }) {
    await deleteAccount(ctx, input.password);
    return { message: 'User successfully deleted.' };
  },
});
