import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Upload } from '../http/form.ts';
import { UnavailableError } from '../unavailable.ts';
import type { Media } from './media.ts';
import { MediaRefusal } from './refusal.ts';

const MAX_TOOL_OUTPUT_BYTES = 1024 * 1024;

// None of our environment (it contains secrets) reaches a tool that parses users' files.
const toolEnvironment = { PATH: '/usr/local/bin:/usr/bin:/bin:/opt/homebrew/bin', LC_ALL: 'C' };

const execute = promisify(execFile);

/** An upload to process, in a folder of its own. */
export type Workplace = { media: Media; upload: Upload; directory: string };

/**
 * Runs a decoder of users' files in a separate process. Gives standard output, or null without the tool. Refuses `corrupt` when
 * it fails, `tooLarge` when it takes too long.
 */
export async function runTool(
  { media, upload, directory }: Workplace,
  { command, args, seconds }: { command: string; args: string[]; seconds: number },
): Promise<string | null> {
  const limits = { timeout: seconds * 1000, killSignal: 'SIGKILL', maxBuffer: MAX_TOOL_OUTPUT_BYTES } as const;
  try {
    const { stdout } = await execute(command, args, { cwd: directory, env: toolEnvironment, ...limits });
    return stdout;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if ('code' in error && error.code === 'ENOENT') {
      media.log.warn({ command }, 'not found: what needs it is refused or taken unchecked');
      return null;
    }
    if ('syscall' in error) throw error;
    if (/No space left|Disk quota exceeded|Read-only file system/.test(error.message))
      throw new UnavailableError('the disk takes no more', { dependency: 'disk', kind: 'full', cause: error });
    throw new MediaRefusal('killed' in error && error.killed ? 'tooLarge' : 'corrupt', upload, { cause: error });
  }
}
