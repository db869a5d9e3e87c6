import { readConfig } from './config.ts';
import { failStart, run } from './run.ts';

try {
  await run(readConfig());
} catch (error) {
  failStart(error);
}
