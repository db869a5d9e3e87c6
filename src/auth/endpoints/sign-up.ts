import { z } from 'zod';
import { GENDERS } from '../../catalogues/catalogue.ts';
import { defineEndpoint } from '../../http/endpoint.ts';
import { form, id, secret, text, title, wordless } from '../../http/form.ts';
import { activateAndSignIn, confirmEmail, requireActive, resendActivation, signUp, takenFields } from '../service/accounts.ts';
import { normalizePassword } from '../service/password.ts';
import { guessedAccount } from '../service/sign-in.ts';
import { deviceFields, deviceOf, email, newPassword, SessionAnswer, username } from './fields.ts';

const missing = [3, '{field} (POST) is missing'] as const;

export const createAccount = defineEndpoint({
  name: 'create-account',
  summary: 'Create an account and sign in to it',
  access: 'site',
  limit: 'auth',
  input: form({
    username: username(),
    password: newPassword(),
    email: email(),
    confirm_password: secret(),
    gender: text(16)
      .transform((gender) => (GENDERS.has(gender) ? gender : 'male'))
      .prefault('male'),
    first_name: wordless(title(60).catch('').prefault('')),
    last_name: wordless(title(60).catch('').prefault('')),
    ref: text(32).optional(),
    ...deviceFields,
  }).refine((input) => normalizePassword(input.password) === normalizePassword(input.confirm_password), {
    error: 'mismatch',
    path: ['confirm_password'],
  }),
  answer: z.object({
    api_status: z.literal(220).optional(),
    message: z.string().optional(),
    access_token: z.string().optional(),
    user_id: z.string(),
    membership: z.boolean(),
  }),
  errors: {
    missing,
    registrationClosed: [13, 'Registration is closed'],
    nameTaken: [4, 'Username is already taken'],
    invalidCharacters: [5, 'Invalid username characters, please choose another username'],
    nameReserved: [5, 'Invalid username characters, please choose another username'],
    'username.invalid': [5, 'Invalid username characters, please choose another username'],
    usernameLength: [6, 'Username must be between 5 / 32 letters'],
    'username.tooLong': [6, 'Username must be between 5 / 32 letters'],
    emailTaken: [7, 'E-mail is already taken'],
    emailInvalid: [8, 'E-mail is invalid'],
    'email.invalid': [8, 'E-mail is invalid'],
    'email.tooLong': [8, 'E-mail is invalid'],
    tooShort: [9, 'Password is too short'],
    'password.tooLong': [9, 'Password is too long'],
    'password.invalid': [9, 'Password holds characters that cannot be used'],
    mismatch: [10, "Passwords don't match"],
    'confirm_password.tooLong': [10, "Passwords don't match"],
    'confirm_password.invalid': [10, "Passwords don't match"],
    mailFailed: [11, 'Failed to send the email, please check your server email settings'],
  },
  foresee: ({ ctx, valid }) => takenFields(ctx, valid),
  async handle({ ctx, input }) {
    const { userId, token } = await signUp(ctx, {
      username: input.username,
      email: input.email,
      password: input.password,
      gender: input.gender,
      firstName: input.first_name,
      lastName: input.last_name,
      referrer: input.ref,
      device: deviceOf(input),
    });
    const account = { user_id: String(userId), membership: ctx.settings.isOn('membership_system') };
    if (token) return { access_token: token, ...account };
    return {
      api_status: 220 as const,
      message: 'Registration successful! We have sent you an email, please check your inbox to verify your account.',
      ...account,
    };
  },
});

export const isActive = defineEndpoint({
  name: 'is-active',
  summary: 'Whether an account is confirmed and may be used',
  access: 'site',
  limit: 'read',
  input: form({ user_id: id() }),
  answer: z.object({ message: z.string() }),
  errors: { missing, userNotFound: [4, 'User not found'], notActive: [5, 'The user not active'] },
  async handle({ ctx, input }) {
    await requireActive(ctx, input.user_id);
    return { message: 'User is active' };
  },
});

export const activeAccountSms = defineEndpoint({
  name: 'active_account_sms',
  summary: 'Confirm a new account by the code sent to it, and sign in',
  access: 'site',
  limit: 'auth',
  limitBy: 'user_id',
  successForgives: true,
  input: form({ user_id: id(), code: text(64), ...deviceFields }),
  answer: SessionAnswer.extend({ message: z.string() }),
  errors: { missing, wrongCode: [3, 'Wrong confirmation code.'] },
  async handle({ ctx, input }) {
    const session = await activateAndSignIn(ctx, input.user_id, { code: input.code, device: deviceOf(input) });
    return {
      message: 'Your account is active',
      timezone: session.timezone,
      access_token: session.token,
      user_id: String(session.userId),
    };
  },
});

export const validationUser = defineEndpoint({
  name: 'validation_user',
  summary: 'Confirm the e-mail address of a new account, or a changed one',
  access: 'site',
  limit: 'auth',
  limitBy: 'email',
  limitAccount: guessedAccount,
  successForgives: true,
  input: form({ email: email(), code: text(64) }),
  answer: z.object({ message: z.string() }),
  errors: {
    'email.missing': [5, 'email (POST) is missing'],
    emailInvalid: [5, 'email (POST) is wrong'],
    missing: [6, '{field} (POST) is missing'],
    wrongCode: [6, 'Wrong confirmation code.'],
  },
  async handle({ ctx, input }) {
    await confirmEmail(ctx, input.email, input.code);
    return { message: 'Your e-mail address is confirmed' };
  },
});

export const resendCode = defineEndpoint({
  name: 'resend_code',
  summary: 'Send the activation code again',
  access: 'site',
  limit: 'auth',
  limitBy: 'user_id',
  input: form({ user_id: id() }),
  answer: z.object({ message: z.string() }),
  errors: { missing },
  async handle({ ctx, input }) {
    resendActivation(ctx, input.user_id);
    return { message: 'If the account awaits its confirmation, the code was sent again.' };
  },
});
