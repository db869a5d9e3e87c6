import { fileTypeFromFile } from 'file-type';

/** The type of a file by its own bytes. */
export type Sniffed = { ext: string; mime: string };

// One read while looking into a zip or a tag.
const MAX_BUFFER_BYTES = 16 * 1024 * 1024;
const TIMEOUT_MS = 5_000;

/** The kind of the file at `path` by its content, or undefined: text, or nothing known. Its name is not looked at. */
export async function sniff(path: string): Promise<Sniffed | undefined> {
  try {
    return await fileTypeFromFile(path, { maxBufferSize: MAX_BUFFER_BYTES, signal: AbortSignal.timeout(TIMEOUT_MS) });
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) throw error;
    // A structure the detector cannot follow is an unknown kind.
    return undefined;
  }
}
