import type { Services } from '../../context.ts';
import type { Tx } from '../../database/write.ts';
import type { EntityKind } from '../queries/index-rows.ts';
import { highestEntityId, idsAfter, lockCommunitySources, orphanIds } from '../queries/index-sources.ts';
import { indexEntries, removeEntry } from './index-entries.ts';
import { indexUsers } from './index-users.ts';

const PER_TRANSACTION = 500;

type Progress = (done: { lastId: number; highestId: number }) => void;

/**
 * Brings the index up to every row of a kind after `afterId`, for rows that came in another way than through the site; then
 * forgets what has no row. In batches of their own transactions, telling after each how far it is: it may be stopped and taken
 * up again, and run beside a running server.
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
