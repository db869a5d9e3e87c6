import {
  deleteAccessToken,
  deleteUser,
  resetPasswordEndpoint,
  sendResetPasswordEmail,
  sessions,
  setBrowserCookie,
  updateTwoFactor,
} from './account.ts';
import { auth, socialLogin, twoFactor } from './sign-in.ts';
import { activeAccountSms, createAccount, isActive, resendCode, validationUser } from './sign-up.ts';

export const authEndpoints = [
  createAccount,
  auth,
  socialLogin,
  twoFactor,
  setBrowserCookie,
  deleteAccessToken,
  sendResetPasswordEmail,
  resetPasswordEndpoint,
  activeAccountSms,
  validationUser,
  resendCode,
  isActive,
  updateTwoFactor,
  sessions,
  deleteUser,
];
