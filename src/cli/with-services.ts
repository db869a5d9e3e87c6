import { readConfig } from '../config.ts';
import { createLogger } from '../http/log.ts';
import { openServices, type RunningServices } from '../services.ts';

/** Runs an admin's command over opened services and closes them. A failure is told in one line and exits with 1. */
export async function withServices(command: (running: RunningServices) => Promise<void>): Promise<void> {
  try {
    const read = readConfig();
    // what an admin asks for may take as long as it takes
    const config = { ...read, database: { ...read.database, timeoutSeconds: 0 } };
    const log = createLogger({ ...config.log, level: 'warn' });
    const running = await openServices(config, log);
    try {
      await command(running);
    } finally {
      await running.close();
    }
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
}
