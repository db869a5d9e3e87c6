import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { nanoid } from 'nanoid';
import { createTransport, type SendMailOptions, type Transporter } from 'nodemailer';
import type { Logger } from 'pino';
import { networkFailure } from '../network-failure.ts';
import { UnavailableError } from '../unavailable.ts';

/** An e-mail in plain text. */
export type EmailMessage = { to: string; subject: string; text: string };

export type Mail = {
  /** Sends an e-mail. Throws when the mail server refuses it, `UnavailableError` when it does not answer. */
  send(message: EmailMessage): Promise<void>;
};

// A registration waits for the mail server; its answer to a message can take longer than its greeting.
const PATIENCE = { dnsTimeout: 5000, connectionTimeout: 5000, greetingTimeout: 5000, socketTimeout: 10_000 };

type MailSettings = { smtpUrl: string | undefined; from: string | undefined; mailDirectory: string };

/** Mail by SMTP when configured, otherwise as `.eml` files in a folder; any mail program opens them. */
export function createMail({ smtpUrl, from, mailDirectory }: MailSettings, log: Logger): Mail {
  const sender = from ?? 'community@localhost';
  if (!smtpUrl) return mailFolder(sender, mailDirectory, log);
  const transport = createTransport({ url: smtpUrl, ...PATIENCE });
  return { send: (message) => deliver(transport, { from: sender, ...message }) };
}

async function deliver(transport: Transporter, message: SendMailOptions): Promise<void> {
  try {
    await transport.sendMail(message);
  } catch (error) {
    // 4xx: the server may take it later; no answer at all: it is away. A 5xx is its verdict on this message.
    const { responseCode } = error as Error & { responseCode?: number };
    if (responseCode !== undefined && responseCode >= 500) throw error;
    throw new UnavailableError('the mail server does not answer', {
      dependency: 'mail',
      kind: responseCode === undefined ? (networkFailure(error) ?? 'unreachable') : `status_${responseCode}`,
      cause: error,
    });
  }
}

function mailFolder(from: string, directory: string, log: Logger): Mail {
  const transport = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
  return {
    async send(email) {
      const { message } = await transport.sendMail({ from, ...email });
      await mkdir(directory, { recursive: true, mode: 0o700 });
      const file = join(directory, `${new Date().toISOString().replace(/[:.]/g, '-')}-${nanoid(6)}.eml`);
      await writeFile(file, message, { mode: 0o600 });
      log.info({ file }, 'no SMTP_URL is set: the e-mail is in the mail folder');
    },
  };
}
