import { createApp } from './app.ts';
import { purgeDeletedUsers } from './auth/service/deletion.ts';
import { sweepIdleSessions } from './auth/service/sessions.ts';
import { readConfig } from './config.ts';
import { createLogger } from './http/log.ts';
import { serve } from './http/server.ts';
import { openServices } from './services.ts';

const config = readConfig();
const log = createLogger(config.log);
const { services, jobs, close } = await openServices(config, log);

jobs.every(60, 'purge deleted accounts', () => purgeDeletedUsers(services));
jobs.every(3600, 'sweep idle sessions', () => sweepIdleSessions(services, new Date()));

const server = await serve(createApp(services), config);
log.info({ address: server.address }, `listening on ${server.address}`);

let stopping = false;

/** Finishes what is under way, then closes everything. A second signal does not wait. */
async function stop(signal: string): Promise<void> {
  if (stopping) process.exit(1);
  stopping = true;
  log.info({ signal }, 'stopping');
  await server.stop();
  await close();
  log.info('stopped');
  log.flush();
}

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.on(signal, () => {
    stop(signal).then(
      () => process.exit(0),
      (error: unknown) => {
        log.fatal({ err: error }, 'the stop failed');
        process.exit(1);
      },
    );
  });
}
