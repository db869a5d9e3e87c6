import { z } from 'zod';
import { exact, text } from '../../http/form.ts';
import { canonicalEmail } from '../../text/email-address.ts';
import type { PushApp } from '../queries.ts';
import { MAX_PASSWORD_BYTES, normalizePassword } from '../service/password.ts';
import type { Device } from '../service/sessions.ts';

/** The device fields that apps send when they sign in (contract §2.2). */
export const deviceFields = {
  device_id: text(191).optional(),
  android_m_device_id: text(191).optional(),
  ios_m_device_id: text(191).optional(),
  android_n_device_id: text(191).optional(),
  ios_n_device_id: text(191).optional(),
  device_type: z.enum(['phone', 'windows']).catch('phone').optional(),
};

type DeviceInput = { [Name in keyof typeof deviceFields]?: z.output<(typeof deviceFields)[Name]> | undefined };

export function deviceOf(input: DeviceInput): Device {
  const named: [PushApp, string | undefined][] = [
    ['android_m', input.android_m_device_id],
    ['ios_m', input.ios_m_device_id],
    ['android_n', input.android_n_device_id],
    ['ios_n', input.ios_n_device_id],
    ['web', input.device_id],
  ];
  const [pushApp, pushDeviceId] = named.find(([, id]) => id !== undefined && id !== '') ?? (['', ''] as const);
  return { platform: input.device_type ?? 'phone', pushApp, pushDeviceId: pushDeviceId ?? '' };
}

/** An IANA timezone; an unknown one is ignored, since a wrong clock must not lock anyone out. */
export function timezone() {
  return z
    .string()
    .transform((name) => (isTimezone(name) ? name : undefined))
    .optional();
}

export function isTimezone(name: string): boolean {
  if (name.length > 64) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** A new password: 6 characters to 72 bytes (what bcrypt reads). */
export function newPassword() {
  return exact(
    text(1000)
      .refine((password) => normalizePassword(password).length >= 6, 'tooShort')
      .refine((password) => Buffer.byteLength(normalizePassword(password)) <= MAX_PASSWORD_BYTES, 'tooLong'),
  );
}

export const username = () =>
  text(1000)
    .regex(/^[A-Za-z0-9_]+$/, 'invalidCharacters')
    .refine((name) => name.length >= 5 && name.length <= 32, 'usernameLength');

// zod's own pattern, plus top-level domains in their ASCII form, which contain digits and hyphens
const EMAIL =
  /^(?!\.)(?!.*\.\.)[A-Za-z0-9_'+\-.]*[A-Za-z0-9_+-]@(?:[A-Za-z0-9][A-Za-z0-9-]*\.)+(?:[A-Za-z]{2,}|xn--[A-Za-z0-9-]+)$/;

/** An e-mail address in its canonical form: lower case, the domain in ASCII. */
export const email = () =>
  text(191)
    .transform((address) => canonicalEmail(address) ?? '')
    .refine((address) => address.length <= 191 && EMAIL.test(address), 'emailInvalid');

/** The answer for a session's holder. `user_id` is text: apps store it as such (contract §3.1 item 9). */
export const SessionAnswer = z.object({ timezone: z.string(), access_token: z.string(), user_id: z.string() });
