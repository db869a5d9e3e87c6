import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { nanoid } from 'nanoid';
import { createTransport, type SendMailOptions, type Transporter } from 'nodemailer';
import type { Logger } from 'pino';

/** A letter in plain text. */
export type EmailMessage = { to: string; subject: string; text: string };

export type Mail = {
  /** Hands the letter over. Throws when the mail server refuses. */
  send(letter: EmailMessage): Promise<void>;
};

type MailSettings = { smtpUrl: string | undefined; from: string | undefined; outboxDirectory: string };

/** Mail by SMTP when configured, otherwise as `.eml` files in the outbox folder, which any mail program opens. */
export function createMail({ smtpUrl, from, outboxDirectory }: MailSettings, log: Logger): Mail {
  const sender = from ?? 'community@localhost';
  if (!smtpUrl) return mailFolder(sender, outboxDirectory, log);
  const transport = createTransport({ url: smtpUrl, connectionTimeout: 10_000, socketTimeout: 20_000 });
  return { send: (letter) => deliver(transport, { from: sender, ...letter }) };
}

async function deliver(transport: Transporter, message: SendMailOptions): Promise<void> {
  await transport.sendMail(message);
}

function mailFolder(from: string, directory: string, log: Logger): Mail {
  const transport = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
  return {
    async send(letter) {
      const { message } = await transport.sendMail({ from, ...letter });
      await mkdir(directory, { recursive: true, mode: 0o700 });
      const file = join(directory, `${new Date().toISOString().replace(/[:.]/g, '-')}-${nanoid(6)}.eml`);
      await writeFile(file, message, { mode: 0o600 });
      log.info({ file }, 'no SMTP_URL is set: the letter is in the outbox folder');
    },
  };
}
