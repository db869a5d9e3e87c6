export const activate = {
  title: 'Confirm your email address',
  intro: 'One tap, and your new account at {site} is ready to use.',
  button: 'Confirm my address',
  footnote: 'If you did not create an account, close this page and nothing will happen.',
  done: {
    title: 'Your address is confirmed',
    text: 'Welcome to {site}! Open the app and sign in.',
  },
  incomplete: {
    title: 'This link is incomplete',
    text: 'Some mail programs break long links. Copy the whole link from the email into the address bar, or type its six-digit code into the app.',
  },
  wrong: {
    title: 'This link no longer works',
    text: 'It has already been used, is older than a day, or was replaced by a newer one.',
    advice: 'If you have already confirmed your address, just sign in to the app. Otherwise ask the app for a new code.',
  },
};

export const resetPassword = {
  title: 'Set a new password',
  intro: 'Choose a new password for your account at {site}. You will be signed out on all your devices.',
  email: 'Email address',
  code: 'Code',
  codeHint: 'It is in the email we sent you.',
  password: 'New password',
  passwordHint: 'At least 6 characters. Several words are easier to remember and harder to guess.',
  passwordAgain: 'Repeat the new password',
  button: 'Set new password',
  footnote: 'If you did not ask for this, close this page and your password stays as it is.',
  wrongCode: 'This link or code is wrong, has already been used, or is older than an hour. Ask the app for a new email.',
  tooMany: 'There were too many attempts. Please try again {when}.',
  done: {
    title: 'Your new password is set',
    text: 'Open the app and sign in with it. All your devices were signed out.',
  },
  /** By `field.reason` of the form. */
  problems: {
    'email.missing': 'Enter your email address.',
    'email.emailInvalid': 'Enter an email address like name@example.org.',
    'code.missing': 'Enter the code from the email.',
    'code.tooLong': 'This is longer than a code from us.',
    'new_password.missing': 'Enter a new password.',
    'new_password.tooShort': 'Use at least 6 characters.',
    'new_password.tooLong': 'Use at most 72 characters; accented letters and emoji count more than once.',
    'confirm_password.missing': 'Repeat the new password.',
    'confirm_password.mismatch': 'The two passwords are different.',
  } as Record<string, string>,
  problem: 'This cannot be used.',
};

export const signIn = {
  title: 'Sign in',
  intro: 'Welcome back to {site}.',
  login: 'Username, email address or phone',
  password: 'Password',
  button: 'Sign in',
  footnote: 'Forgot your password? Ask the app for an email to set a new one.',
  wrong: 'Username or password is incorrect.',
  banned: 'This account is blocked.',
  tooMany: 'There were too many attempts. Please try again {when}.',
  missing: 'Enter your name and your password.',
  stale: 'This form was open for too long. Please try again.',
  inactive: 'Confirm your email address first: open the link in the email we sent you.',
  twoFactor: {
    title: 'One more step',
    intro: 'Enter the six-digit code from the email we sent you, or from your authenticator app.',
    code: 'Code',
    button: 'Continue',
    wrong: 'This code is wrong or has expired.',
    again: 'Start over',
  },
};
