import type { Request } from 'express';

/** Everything the pages say, in English. A translation is another value of this shape; `{name}` is filled in by `fill`. */
const english = {
  lang: 'en',
  dir: 'ltr',
  problemTitle: 'Problem: {title}',

  activate: {
    title: 'Confirm your email address',
    intro: 'One tap, and your new account at {site} is ready to use.',
    button: 'Confirm my address',
    footnote: 'You did not create an account? Then close this page, and nothing will happen.',
    done: {
      title: 'Your address is confirmed',
      text: 'Welcome to {site}! Open the app and sign in.',
    },
    incomplete: {
      title: 'This link is incomplete',
      text: 'Some mail programs break long links. Copy the whole link from the letter into the address bar, or type its six-digit code into the app.',
    },
    wrong: {
      title: 'This link does not work any more',
      text: 'It was used already, is older than a day, or was replaced by a newer one.',
      advice: 'If you confirmed your address before, just sign in to the app. Otherwise let the app send you a new code.',
    },
  },

  resetPassword: {
    title: 'Set a new password',
    intro: 'Choose a new password for your account at {site}. You will be signed out on all your devices.',
    email: 'Email address',
    code: 'Code',
    codeHint: 'It is in the letter we sent you.',
    password: 'New password',
    passwordHint: 'At least 6 characters. Several words are easier to remember and harder to guess.',
    passwordAgain: 'New password, once more',
    button: 'Set new password',
    footnote: 'You did not ask for this? Then close this page, and your password stays as it is.',
    wrongCode: 'This link or code is wrong, was used already, or is older than an hour. Ask the app for a new letter.',
    tooMany: 'There were too many attempts. Please try again {when}.',
    done: {
      title: 'Your new password is set',
      text: 'Open the app and sign in with it. All your devices were signed out.',
    },
    /** By `field.reason` of the form. */
    problems: {
      'email.missing': 'Enter your email address.',
      'email.emailInvalid': 'Enter an email address like name@example.org.',
      'code.missing': 'Enter the code from the letter.',
      'code.tooLong': 'This is longer than a code from us.',
      'new_password.missing': 'Enter a new password.',
      'new_password.tooShort': 'Use at least 6 characters.',
      'new_password.tooLong': 'Use at most 72 characters; accented letters and emoji count more than once.',
      'confirm_password.missing': 'Enter the new password once more.',
      'confirm_password.mismatch': 'The two passwords differ.',
    } as Record<string, string>,
    problem: 'This cannot be used.',
  },

  /** By HTTP status. */
  errors: {
    403: {
      title: 'That did not come from here',
      text: 'The form was sent by another website. Open the page here and try again.',
    },
    404: { title: 'Page not found', text: 'There is nothing at this address. Check it for typing errors.' },
    413: { title: 'That was too much', text: 'What you sent is larger than this page accepts.' },
    429: { title: 'Not so fast', text: 'There were too many requests. Please try again {when}.' },
    500: { title: 'Something went wrong', text: 'It is our fault, and it has been noted. Please try again later.' },
    503: { title: 'We will be right back', text: 'The server is busy at the moment. Please try again in a minute.' },
  } as Record<number, { title: string; text: string }>,
  error: { title: 'That did not work', text: 'Your browser sent something that this page does not understand.' },
  requestId: 'If you report this, please give the number {id}.',
};

export type Strings = typeof english;

const translations: Readonly<Record<string, Strings>> = { en: english };

/** The strings in the language the browser asks for, as far as there is a translation. */
export function stringsFor(req: Request): Strings {
  const language = req.acceptsLanguages(Object.keys(translations));
  return (language === false ? undefined : translations[language]) ?? english;
}

/** Fills `{name}` placeholders. The result is text, not HTML: templates escape it. */
export function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** "in 2 minutes", in the language of the strings. */
export function fromNow(seconds: number, { lang }: Strings): string {
  const words = new Intl.RelativeTimeFormat(lang);
  return seconds < 60 ? words.format(seconds, 'second') : words.format(Math.ceil(seconds / 60), 'minute');
}
