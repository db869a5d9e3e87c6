import { mkdir } from 'node:fs/promises';
import type { Logger } from 'pino';
import { listeners } from './api.ts';
import { createUnavailableNotes } from './availability.ts';
import { createJobs, type Jobs } from './background.ts';
import { createTyping } from './chat/typing.ts';
import type { Config } from './config.ts';
import type { Services } from './context.ts';
import { connect, type DatabaseAddress } from './database/connection.ts';
import { migrateToLatest } from './database/migrate.ts';
import { openDatabase } from './database/open.ts';
import { createWrite } from './database/write.ts';
import { createLimits } from './http/limits.ts';
import { createMail } from './mail/mail.ts';
import { createMedia } from './media/media.ts';
import { createMetrics, watchPool } from './metrics.ts';
import { createPush } from './notifications/push.ts';
import { deliverMessages } from './realtime/deliver.ts';
import { createRealtime } from './realtime/realtime.ts';
import { loadSettings } from './settings/service.ts';
import { createEmit } from './signals/signals.ts';

export type RunningServices = { services: Services; jobs: Jobs; close(): Promise<void> };

/** Opens what the process needs, in order: folders, database (migrated), settings, limits, mail. `close` undoes it. */
export async function openServices(config: Config, log: Logger): Promise<RunningServices> {
  await mkdir(config.directories.temporary, { recursive: true, mode: 0o700 });
  const metrics = createMetrics();
  const noteUnavailable = createUnavailableNotes(log, metrics);
  const database = await openDatabase(config, log);
  const { poolSize, timeoutSeconds } = config.database;
  const db = connect(database.address, poolSize, { log, ...(timeoutSeconds ? { timeoutSeconds } : {}) });
  try {
    await migrate(database.address, log);
    watchPool(metrics, db);
    const settings = await loadSettings(db, (error) => {
      if (!noteUnavailable(error)) log.error({ err: error }, 'the settings could not be read again');
    });
    const limits = createLimits(config.limits, { db, site: config.baseUrl, noteUnavailable });
    const mail = createMail(
      {
        smtpUrl: config.mail.smtpUrl,
        from: config.mail.from ?? settings.value('siteEmail'),
        mailDirectory: config.directories.mail,
      },
      log,
    );
    const push = createPush(config.push);
    const typing = createTyping(config.realtime.redisUrl, { site: config.baseUrl, noteUnavailable });
    const realtime = createRealtime(config, { log, noteUnavailable }, deliverMessages);
    const jobs = createJobs(log, noteUnavailable);
    const services: Services = {
      config,
      db,
      write: createWrite(db),
      settings,
      limits,
      mail,
      media: createMedia(config.media, { db, log }),
      push,
      typing,
      realtime,
      emit: createEmit(listeners),
      background: jobs.background,
      metrics,
      noteUnavailable,
      log,
    };
    return {
      services,
      jobs,
      async close() {
        await settings.close();
        push.close();
        await typing.close();
        await jobs.stop();
        await realtime.close();
        await limits.close();
        await db.destroy();
        await database.close();
      },
    };
  } catch (error) {
    await db.destroy();
    await database.close();
    throw error;
  }
}

/** Over a connection without a time limit: building an index takes as long as it takes. */
async function migrate(address: DatabaseAddress, log: Logger): Promise<void> {
  const db = connect(address, 1, { log });
  try {
    await migrateToLatest(db);
  } finally {
    await db.destroy();
  }
}
