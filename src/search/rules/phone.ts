import { parsePhoneNumberFromString } from 'libphonenumber-js';

const MIN_DIGITS = 5;
const MAX_DIGITS = 20;

/**
 * The digits that two writings of one phone number share: those of the international form when the number, or `callingCode`,
 * gives the country; otherwise the digits as typed. Undefined for what is no number.
 */
export function phoneDigits(typed: string, callingCode?: string): string | undefined {
  const text = typed.trim().replace(/^00(?=[1-9])/, '+');
  const parsed = parsePhoneNumberFromString(text, callingCode ? { defaultCallingCode: callingCode } : undefined);
  if (parsed?.isPossible()) return parsed.number.slice(1);
  const digits = text.replace(/\D/g, '');
  return digits.length >= MIN_DIGITS && digits.length <= MAX_DIGITS ? digits : undefined;
}

/** `49` for a number in international form: how its owner's local numbers begin when called from abroad. */
export function callingCodeOf(typed: string): string | undefined {
  return parsePhoneNumberFromString(typed.trim().replace(/^00(?=[1-9])/, '+'))?.countryCallingCode;
}
