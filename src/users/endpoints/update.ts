import { z } from 'zod';
import { email, newPassword, timezone, username } from '../../auth/endpoints/fields.ts';
import { GENDERS, RELATIONSHIPS } from '../../catalogues/catalogue.ts';
import { defineEndpoint } from '../../http/endpoint.ts';
import {
  clearableAddress,
  clearableText,
  clearableTitle,
  file,
  form,
  isOfTheWeb,
  secret,
  text,
  wordless,
} from '../../http/form.ts';
import { NOTIFICATION_KINDS } from '../rules.ts';
import { changedFieldsTaken, updateProfile } from '../service/update.ts';

/** One of the values; any other leaves the field unchanged (contract §2.32). */
const oneOf = (...values: string[]) => z.enum(values).optional().catch(undefined);
const flag = () => oneOf('0', '1');

const webAddress = () => wordless(text(255).refine(isOfTheWeb, 'invalid').optional());

/** YYYY-MM-DD, or DD-MM-YYYY as one family of apps sends it; anything but a past day is ignored. */
const birthday = () =>
  z
    .string()
    .transform((value) => isoDay(value))
    .optional();

function isoDay(value: string): string | undefined {
  const iso = value.replace(/^(\d{1,2})[-/](\d{1,2})[-/](\d{4})$/, '$3-$2-$1').replace(/-(\d)(?=-|$)/g, '-0$1');
  const day = z.iso.date().safeParse(iso);
  return day.success && iso >= '1900-01-01' && iso <= new Date().toISOString().slice(0, 10) ? iso : undefined;
}

const coordinate = (limit: number) =>
  z
    .string()
    .transform((value) =>
      /^-?\d{1,3}(\.\d{1,20})?$/.test(value) && Math.abs(Number(value)) <= limit ? Number(value) : undefined,
    )
    .optional();

const notificationSwitches = Object.fromEntries(NOTIFICATION_KINDS.map((kind) => [kind, flag()]));

const phoneNumber = () =>
  wordless(
    text(32)
      .regex(/^\+?[\d\s().-]{5,31}$/, 'phoneInvalid')
      .optional(),
  );

const imageRefused = [11, 'Image format is not supported, (jpg, png, gif, jpeg) are supported.'] as const;

export const updateUserData = defineEndpoint({
  name: 'update-user-data',
  summary: 'Change what the viewer tells of themselves, their settings, pictures or password',
  access: 'user',
  limit: 'write',
  input: form({
    username: wordless(username().optional()),
    email: wordless(email().optional()),
    phone_number: phoneNumber(),
    first_name: clearableTitle(60),
    last_name: clearableTitle(60),
    gender: oneOf(...GENDERS.keys()),
    birthday: birthday(),
    country_id: z
      .string()
      .regex(/^\d{1,4}$/)
      .transform(Number)
      .optional()
      .catch(undefined),
    about: clearableText(5000),
    address: clearableTitle(191),
    city: clearableTitle(191),
    state: clearableTitle(191),
    zip: clearableTitle(16),
    school: clearableTitle(191),
    working: clearableTitle(191),
    working_link: webAddress(),
    website: webAddress(),
    relationship: oneOf('0', ...[...RELATIONSHIPS.keys()].map(String)),
    facebook: clearableAddress(191),
    google: clearableAddress(191),
    twitter: clearableAddress(191),
    linkedin: clearableAddress(191),
    youtube: clearableAddress(191),
    vk: clearableAddress(191),
    instagram: clearableAddress(191),
    follow_privacy: oneOf('0', '1'),
    friend_privacy: oneOf('0', '1', '2', '3'),
    post_privacy: oneOf('everyone', 'ifollow', 'nobody'),
    message_privacy: oneOf('0', '1', '2'),
    birth_privacy: oneOf('0', '1', '2'),
    visit_privacy: flag(),
    confirm_followers: flag(),
    show_activities_privacy: flag(),
    share_my_location: flag(),
    status: flag(),
    order_posts_by: flag(),
    notifications_sound: flag(),
    ...notificationSwitches,
    two_factor: oneOf('on', 'off'),
    language: text(32)
      .regex(/^[a-z_]+$/)
      .optional()
      .catch(undefined),
    timezone: timezone(),
    lat: coordinate(90),
    lng: coordinate(180),
    new_password: newPassword().optional(),
    current_password: secret().optional(),
    avatar: file().optional(),
    cover: file().optional(),
  }).refine((input) => input.new_password === undefined || input.current_password !== undefined, {
    error: 'missing',
    path: ['current_password'],
  }),
  answer: z.object({ message: z.string(), type: z.literal('code sent').optional() }),
  errors: {
    nameTaken: [2, 'Username is already exists'],
    nameReserved: [3, 'Invalid username characters'],
    invalidCharacters: [3, 'Invalid username characters'],
    'username.invalid': [3, 'Invalid username characters'],
    usernameLength: [4, 'Username must be between 5/32'],
    'username.tooLong': [4, 'Username must be between 5/32'],
    emailTaken: [5, 'E-mail is already exists'],
    emailInvalid: [6, 'Invalid email characters'],
    'email.invalid': [6, 'Invalid email characters'],
    'email.tooLong': [6, 'Invalid email characters'],
    phoneTaken: [7, 'Phone number already used'],
    phoneInvalid: [7, 'Phone number is invalid'],
    'phone_number.tooLong': [7, 'Phone number is invalid'],
    'phone_number.invalid': [7, 'Phone number is invalid'],
    wrongPassword: [8, 'Current password not match'],
    tooShort: [9, 'Password is too short'],
    'new_password.tooLong': [9, 'Password is too long'],
    'new_password.invalid': [9, 'Password holds characters that cannot be used'],
    'current_password.tooLong': [8, 'Current password not match'],
    'current_password.invalid': [8, 'Current password not match'],
    missing: [10, '{field} (POST) is missing'],
    unsupported: imageRefused,
    corrupt: imageRefused,
    tooLarge: [11, 'Image is too large'],
    tooLong: [12, '{field} is too long'],
    invalid: [12, '{field} holds what it may not'],
  },
  foresee: ({ ctx, valid }) => changedFieldsTaken(ctx, { username: valid.username, email: valid.email }),
  async handle({ ctx, input }) {
    const { codeSent } = await updateProfile(ctx, input);
    return { message: 'Your profile was updated', ...(codeSent ? { type: 'code sent' as const } : {}) };
  },
});
