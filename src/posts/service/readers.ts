import { hydrateGroupFor } from '../../communities/hydrate.ts';
import type { Ctx } from '../../context.ts';
import { hydrateRelations } from '../../graph/hydrate.ts';
import { hydrateContainers } from '../hydrate/containers.ts';
import type { Post } from '../hydrate.ts';
import { containerOpenTo, groupOpenTo, privacyOpenTo } from '../rules.ts';

/** Whether a post stands somewhere that decides who reads it. */
export function isInContainer({ group_id, page_id, event_id }: Post): boolean {
  return group_id + page_id + event_id > 0;
}

/**
 * Those of the people who may read a post, its author among them: nobody hears of words they could not read. 1 statement, 3 for
 * a post of a group; for one of a page or event those of `hydrateContainers` for each of them as well.
 */
export async function filterReaders(
  { db, settings }: Pick<Ctx, 'db' | 'settings'>,
  post: Post,
  ids: readonly number[],
): Promise<number[]> {
  const others = [...new Set(ids)].filter((id) => id > 0);
  if (others.length === 0) return [];
  if (post.group_id > 0) {
    const groups = await hydrateGroupFor({ db, settings }, post.group_id, others);
    return others.filter((id) => {
      const maps = groups.get(id);
      return id === post.author_id || (maps !== undefined && groupOpenTo(post, maps));
    });
  }
  const relations = await hydrateRelations({ db, viewer: { id: post.author_id } }, others);
  const read = others.map(async (id) => {
    const relation = relations.get(id);
    if (id === post.author_id) return true;
    if (!isInContainer(post)) return privacyOpenTo(post, id, relation);
    return containerOpenTo(post, await hydrateContainers({ db, settings, viewer: asViewer(id) }, [post]), { id, relation });
  });
  const mayRead = await Promise.all(read);
  return others.filter((_, index) => mayRead[index]);
}

/** Somebody as pages and events meet them. */
function asViewer(id: number) {
  return { id, sessionId: 0, username: '', role: 'member', timezone: 'UTC' } as const;
}
