import type { Services } from '../../context.ts';
import type { CounterCheck } from '../../database/counters.ts';
import { recountAll } from '../../database/recount.ts';
import { rebuildIndex } from '../../search/service/rebuild.ts';
import type { Finish } from '../core/step.ts';
import { buildFeed } from './feed.ts';
import { linkRows, raiseNextId, tagPosts } from './links.ts';
import { settleConversations } from './participants.ts';
import { settleCategories } from './site.ts';

/** Tables whose ids are the source's, and the first id that is free there. */
export type NextIds = readonly (readonly [table: string, next: number])[];

/** What is made of the imported rows as a whole: counters, feeds, the search index, lists of chats. */
export function finishingWork(
  services: Pick<Services, 'db' | 'write'>,
  { counters, nextIds }: { counters: readonly CounterCheck[]; nextIds: NextIds },
): Finish[] {
  return [
    {
      name: 'ids',
      async run() {
        for (const [table, next] of nextIds) if (next > 1) await raiseNextId(services.db, table, next);
        await services.write((tx) => settleCategories(tx));
      },
    },
    { name: 'hashtags', run: (progress) => tagPosts(services, progress) },
    { name: 'links', run: () => linkRows(services) },
    { name: 'counters', run: (progress) => recountAll(services, counters, progress) },
    { name: 'feeds', run: (progress) => buildFeed(services, progress) },
    { name: 'chat lists', run: (progress) => settleConversations(services, progress) },
    ...(['user', 'page', 'group'] as const).map((kind) => ({
      name: `search: ${kind}s`,
      run: (progress: (done: number, total: number) => void) =>
        rebuildIndex(services, { kind }, ({ lastId, highestId }) => progress(lastId, highestId)),
    })),
  ];
}
