import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Express } from 'express';
import PostalMime from 'postal-mime';
import { afterAll, expect } from 'vitest';
import { createApp } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import type { Services } from '../../src/context.ts';
import { createLogger } from '../../src/http/log.ts';
import { openServices, type RunningServices } from '../../src/services.ts';
import { type Fields, post } from './call.ts';
import { dropDatabase, fileDatabaseUrl } from './file-database.ts';
import { closed, listening, tracked } from './listening.ts';

export type Site = {
  app: Express;
  /** The app's address: `http://127.0.0.1:port`. */
  address: string;
  /** The app for another server; closing the site waits for its answers. */
  listener: RequestListener;
  services: Services;
  serverKey: string;
  /** Lines of the server's log so far, as JSON objects. */
  log: Record<string, unknown>[];
  dataDirectory: string;
  /** Calls an endpoint without a session. Every answer is checked against its schema and the app families. */
  call(name: string, fields?: Fields): Promise<Answer>;
  /** Waits for background work: e-mails, touches, purges. */
  settled(): Promise<void>;
  /** The e-mails sent to an address, oldest first, once background work has ended. */
  emailsTo(address: string): Promise<{ subject: string; text: string }[]>;
};

/** An answer's body. Tests read members they expect; `expect` fails when they are absent. */
// biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
export type Answer = Record<string, any>;

const RELAXED = '1000000/60';

/** The real app on a database of its own, for one test file. Environment settings may be overridden. */
export async function openSite(environment: Record<string, string> = {}): Promise<Site> {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'community-test-'));
  const databaseUrl = await fileDatabaseUrl();
  const log: Record<string, unknown>[] = [];
  const logger = createLogger({ level: 'debug', pretty: false }, { write: (line: string) => log.push(JSON.parse(line)) });
  const config = readConfig({
    DATA_DIR: dataDirectory,
    BCRYPT_COST: '4',
    LINK_PREVIEWS: '0',
    HTTP_COMPRESSION: '0',
    // few, so that a write that waits for a second connection is detected
    DATABASE_POOL: '4',
    RATE_LIMIT_READ: RELAXED,
    RATE_LIMIT_SEARCH: RELAXED,
    RATE_LIMIT_WRITE: RELAXED,
    RATE_LIMIT_UPLOAD: RELAXED,
    RATE_LIMIT_AUTH_ADDRESS: RELAXED,
    RATE_LIMIT_AUTH_ACCOUNT: RELAXED,
    DATABASE_URL: databaseUrl,
    ...environment,
  });
  const running: RunningServices = await openServices(config, logger);
  const { services, jobs } = running;
  const app = createApp(services);
  const serverKey = services.settings.serverKey();
  const { listener, answered } = tracked(app);
  const server = createServer({ keepAliveTimeout: 60_000 }, listener);
  const address = await listening(server);

  afterAll(async () => {
    await closed(server);
    await answered();
    await running.close();
    await dropDatabase(databaseUrl);
    await rm(dataDirectory, { recursive: true, force: true });
    expect(log.filter((line) => Number(line.level) >= 50)).toEqual([]);
  });

  return {
    app,
    address,
    listener,
    services,
    serverKey,
    log,
    dataDirectory,
    call: (name, fields = {}) => post({ address, serverKey }, name, { fields }),
    settled: () => jobs.settled(),
    async emailsTo(address) {
      await jobs.settled();
      const files = await readdir(config.directories.mail).catch(() => []);
      const emails = await Promise.all(
        files.sort().map(async (file) => PostalMime.parse(await readFile(join(config.directories.mail, file)))),
      );
      return emails
        .filter((email) => email.to?.some((to) => to.address === address))
        .map((email) => ({ subject: email.subject ?? '', text: email.text ?? '' }));
    },
  };
}
