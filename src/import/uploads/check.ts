import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Services } from '../../context.ts';
import type { FileTotals, Report } from '../core/report.ts';
import { ledgerFiles, replaceSmallKeys, saveFileSizes } from '../target/media.ts';

const PAGE = 500;
const SMALL = /_small(\.\w+)$/;
const FULL = /_full(\.\w+)$/;

type Checked = { report: Report; totals: FileTotals; onProgress(done: number): void };

/**
 * Looks for the file of every row that shows one, and notes its size. Where only the smaller picture is missing the picture
 * itself stands in; all others that are missing are reported, and what shows them goes on without.
 */
export async function checkFiles(
  { db, write, media }: Pick<Services, 'db' | 'write' | 'media'>,
  { report, totals, onProgress }: Checked,
): Promise<void> {
  let done = 0;
  for (let after = 0; ; ) {
    const files = await ledgerFiles(db, after, PAGE);
    const last = files.at(-1);
    if (!last) return;
    const sizes = new Map<number, number>();
    const small: { small: string; key: string }[] = [];
    const found = await Promise.all(files.map(async (file) => ({ file, size: await sizeOf(media, file.key) })));
    for (const { file, size } of found) {
      if (size !== undefined) {
        if (size !== Number(file.size_bytes)) sizes.set(file.id, size);
      } else if (SMALL.test(file.key)) small.push({ small: file.key, key: file.key.replace(SMALL, '$1') });
      else if (!FULL.test(file.key)) {
        totals.missing += 1;
        report.tell({ kind: 'file', table: 'upload', key: file.key, reason: 'it is missing' });
      }
    }
    await write(async (tx) => {
      await saveFileSizes(tx, sizes);
      await replaceSmallKeys(tx, small);
    });
    after = last.id;
    done += files.length;
    onProgress(done);
  }
}

async function sizeOf(media: Services['media'], key: string): Promise<number | undefined> {
  const { store } = media.config;
  if (store.kind === 's3') return (await media.store.exists(key)) ? 0 : undefined;
  const found = await stat(join(store.directory, key.slice('upload/'.length))).catch(() => undefined);
  return found?.isFile() ? found.size : undefined;
}
