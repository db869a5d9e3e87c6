import type { Ctx } from '../../context.ts';

/** Changes that the owner of an account is told about, whoever made them. */
const WORDS = {
  passwordChanged: 'the password of your account was changed. All other sessions have ended.',
  emailChanged: 'the e-mail address of your account was changed. Letters will no longer come here.',
  secondFactorOff: 'signing in to your account no longer asks for a confirmation code.',
} as const;

type Owner = { username: string; email: string };

/** E-mails a user about a change of their account, so that an intruder is discovered. Off the request's path. */
export function emailAccountOwner(ctx: Ctx, { username, email }: Owner, what: keyof typeof WORDS): void {
  const site = ctx.settings.value('siteName');
  ctx.background('security notice', () =>
    ctx.mail.send({
      to: email,
      subject: `${site}: a change of your account`,
      text: `Hello ${username},\n\n${WORDS[what]}\n\nIf that was not you, set a new password at once, which ends all other sessions, or write to the people who run the site.\n`,
    }),
  );
}
