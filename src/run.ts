import type { Logger } from 'pino';
import { createApp } from './app.ts';
import { purgeDeletedArticles } from './articles/service/purge.ts';
import { purgeDeletedUsers } from './auth/service/deletion.ts';
import { sweepIdleSessions } from './auth/service/sessions.ts';
import { purgeDeletedGroupChats } from './chat/service/groups.ts';
import { purgeDeletedMessages } from './chat/service/purge.ts';
import { purgeDeletedComments } from './comments/service/purge.ts';
import { purgeDeletedCommunities } from './communities/service/purge.ts';
import type { Config } from './config.ts';
import { purgeDeletedEvents } from './events/service/purge.ts';
import { createLogger } from './http/log.ts';
import { type RunningServer, serve } from './http/server.ts';
import { purgeDeletedProducts } from './market/service/purge.ts';
import { sweepMedia } from './media/ledger.ts';
import { sweepTemporary } from './media/temporary.ts';
import { sweepNotifications } from './notifications/service/inbox.ts';
import { purgeDeletedPosts } from './posts/service/delete.ts';
import { attachSockets } from './realtime/sockets.ts';
import { openServices, type RunningServices } from './services.ts';
import { purgeEndedStories } from './stories/service/purge.ts';

/**
 * Opens everything, listens, and runs until SIGTERM or SIGINT: then accepts no new request, finishes those in progress, and
 * closes everything. `prepare` runs before the first request. When it cannot start, it closes what it opened and throws.
 */
export async function run(
  config: Config,
  prepare: (running: RunningServices) => Promise<void> = async () => {},
): Promise<RunningServer> {
  const log = createLogger(config.log);
  try {
    const running = await openServices(config, log);
    return await listen(running, prepare).catch(async (error: unknown) => {
      await running.close();
      throw error;
    });
  } catch (error) {
    log.fatal({ err: error }, 'the start failed');
    throw error;
  }
}

async function listen(running: RunningServices, prepare: (running: RunningServices) => Promise<void>): Promise<RunningServer> {
  const { services } = running;
  await prepare(running);
  const server = await serve(createApp(services), services.config, attachSockets(services));
  startJobs(running);
  services.log.info(`listening on ${server.address}`);
  stopOnSignals({ server, running, log: services.log });
  return server;
}

/** For callers of `run`: prints in one line why it threw, and ends the process with 1. */
export function failStart(error: unknown): never {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
}

function startJobs({ services, jobs }: RunningServices): void {
  jobs.every(60, 'purge deleted pages and groups', () => purgeDeletedCommunities(services));
  jobs.every(60, 'purge deleted events', () => purgeDeletedEvents(services));
  jobs.every(60, 'purge deleted products', () => purgeDeletedProducts(services));
  jobs.every(60, 'purge deleted articles', () => purgeDeletedArticles(services));
  jobs.every(60, 'purge deleted accounts', () => purgeDeletedUsers(services));
  jobs.every(60, 'remove deleted comments', () => purgeDeletedComments(services));
  jobs.every(60, 'purge deleted group chats', () => purgeDeletedGroupChats(services));
  jobs.every(60, 'purge deleted messages', () => purgeDeletedMessages(services));
  jobs.every(60, 'purge ended stories', () => purgeEndedStories(services));
  jobs.every(60, 'purge deleted posts', () => purgeDeletedPosts(services));
  jobs.every(60, 'sweep unwanted files', () => sweepMedia(services.media, new Date()));
  jobs.every(3600, 'sweep temporary files', () => sweepTemporary(services.config.directories.temporary, 3_600_000));
  jobs.every(3600, 'sweep seen notifications', () => sweepNotifications(services, new Date()));
  jobs.every(3600, 'sweep idle sessions', () => sweepIdleSessions(services, new Date()));
}

function stopOnSignals({ server, running, log }: { server: RunningServer; running: RunningServices; log: Logger }): void {
  let stopping = false;

  async function stop(signal: string): Promise<void> {
    log.info({ signal }, 'stopping');
    await server.stop();
    await running.close();
    log.info('stopped');
  }

  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (stopping) process.exit(1); // a second signal does not wait
      stopping = true;
      stop(signal).then(
        () => log.flush(() => process.exit(0)),
        (error: unknown) => {
          log.fatal({ err: error }, 'the stop failed');
          log.flush(() => process.exit(1));
        },
      );
    });
  }
}
