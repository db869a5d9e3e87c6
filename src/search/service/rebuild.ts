import type { Services } from '../../context.ts';
import type { Tx } from '../../database/write.ts';
import type { EntityKind } from '../queries/index-rows.ts';
import { highestEntityId, idsAfter, lockCommunitySources, orphanIds } from '../queries/index-sources.ts';
import { indexEntries, removeEntry } from './index-entries.ts';
import { indexUsers } from './index-users.ts';

const PER_TRANSACTION = 500;

type Progress = (done: { lastId: number; highestId: number }) => void;

/**
 * Indexes every row of a kind after `afterId`, for rows that were not written through the site; then removes index entries
 * without a row. Works in batches, each its own transaction, and reports its progress after each: it can be stopped and resumed,
 * and run beside a running server.
 */
export async function rebuildIndex(
  services: Pick<Services, 'db' | 'write'>,
  { kind, afterId = 0 }: { kind: EntityKind; afterId?: number },
  progress: Progress,
): Promise<void> {
  const highestId = await highestEntityId(services.db, kind);
  for (let lastId = afterId; ; ) {
    const ids = await idsAfter(services.db, kind, { after: lastId, limit: PER_TRANSACTION });
    const last = ids.at(-1);
    if (last === undefined) break;
    await services.write((tx) => indexRows(tx, kind, ids));
    lastId = last;
    progress({ lastId, highestId });
  }
  await deleteOrphans(services, kind);
}

async function indexRows(tx: Tx, kind: EntityKind, ids: readonly number[]): Promise<void> {
  if (kind === 'user') return indexUsers(tx, ids);
  const sources = await lockCommunitySources(tx, kind, ids);
  await indexEntries(
    tx,
    kind,
    sources.map(({ id, name, title }) => ({ id, texts: [title, name] })),
  );
}

async function deleteOrphans({ db, write }: Pick<Services, 'db' | 'write'>, kind: EntityKind): Promise<void> {
  for (;;) {
    const ids = await orphanIds(db, kind, PER_TRANSACTION);
    if (ids.length === 0) return;
    await write(async (tx) => {
      for (const id of ids) await removeEntry(tx, kind, id);
    });
  }
}
