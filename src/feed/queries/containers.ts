import type { Knex } from 'knex';
import { prepared, run } from '../../database/prepared.ts';
import type { Tx } from '../../database/write.ts';
import { type FeedPage, MAX_ROWS, oldestOf } from '../queries.ts';

export const CONTAINER_KIND = { group: 1, page: 2 } as const;

type ContainerKind = (typeof CONTAINER_KIND)[keyof typeof CONTAINER_KIND];

/** A post of a group or page; one that is not open is visible to its author only. */
export type FeedContainerPostRow = {
  container_kind: ContainerKind;
  container_id: number;
  post_id: number;
  author_id: number;
  is_open: number;
};

declare module 'knex/types/tables.js' {
  interface Tables {
    feed_container_posts: FeedContainerPostRow;
  }
}

/** A group the reader is a member of or a page they like; `newestId` is its newest post on the page that they can see. */
export type FeedContainer = { kind: ContainerKind; containerId: number; newestId: number };

// Blocks are counted instead of using `NOT EXISTS`: MariaDB would copy the reader's blocks to a temporary table for each
// container.
const newestIn = (kind: ContainerKind, column: string) => `
  ${kind} AS kind, ${column} AS containerId, COALESCE((
    SELECT posts.post_id FROM feed_container_posts AS posts
    WHERE posts.container_kind = ${kind} AND posts.container_id = ${column} AND posts.post_id < ? AND (posts.author_id = ? OR (
      posts.is_open = 1
      AND (SELECT COUNT(*) FROM blocks WHERE blocks.blocker_id = ? AND blocks.blocked_id = posts.author_id) = 0
      AND (SELECT COUNT(*) FROM blocks WHERE blocks.blocked_id = ? AND blocks.blocker_id = posts.author_id) = 0))
    ORDER BY posts.post_id DESC LIMIT 1), 0) AS newestId`;

const FEED_PLACES = `
  SELECT kind, containerId, newestId FROM (
    SELECT ${newestIn(CONTAINER_KIND.group, 'members.group_id')}
    FROM group_members AS members JOIN community_groups AS containers ON containers.id = members.group_id
    WHERE members.user_id = ? AND members.state = 'member' AND containers.deleted_at IS NULL
    UNION ALL
    SELECT ${newestIn(CONTAINER_KIND.page, 'likes.page_id')}
    FROM page_likes AS likes JOIN pages AS containers ON containers.id = likes.page_id
    WHERE likes.user_id = ? AND containers.deleted_at IS NULL
      AND (SELECT COUNT(*) FROM blocks WHERE blocks.blocker_id = containers.owner_id AND blocks.blocked_id = likes.user_id) = 0
  ) AS heads WHERE newestId > 0 ORDER BY newestId DESC LIMIT ?`;

/**
 * The reader's groups, and liked pages whose owner did not block them, with the newest posts, at most `limit`; leaves out posts
 * of blocked users, also in groups.
 */
export async function feedContainers(db: Knex, readerId: number, { before, limit }: FeedPage): Promise<FeedContainer[]> {
  const branch = [before, readerId, readerId, readerId, readerId];
  const rows = await run<FeedContainer>(db, FEED_PLACES, [...branch, ...branch, limit]);
  // a choice between an id and 0 arrives as text
  return rows.map((row) => ({ ...row, newestId: Number(row.newestId) }));
}

type ContainersPage = FeedPage & { containers: readonly FeedContainer[]; blockedIds: readonly number[] };

/** The newest posts in the containers that `feedContainers` gave for the page. As `postIdsOf`; none for no containers. */
export async function postIdsIn(db: Knex, readerId: number, part: ContainersPage): Promise<number[]> {
  const { containers, before, limit } = part;
  if (containers.length === 0) return [];
  const oldestId = oldestOf(containers, limit);
  if (oldestId === 0) return postIdsByContainer(db, readerId, part);
  const idsOf = (kind: ContainerKind) =>
    containers.flatMap((container) => (container.kind === kind ? [container.containerId] : []));
  const rows = await postsInRanges(db, {
    groupIds: [0, ...idsOf(CONTAINER_KIND.group)],
    pageIds: [0, ...idsOf(CONTAINER_KIND.page)],
    before,
    oldestId,
    most: MAX_ROWS,
  });
  if (rows.length === MAX_ROWS) return postIdsByContainer(db, readerId, part);
  const blocked = new Set(part.blockedIds);
  return rows
    .filter((row) => row.author_id === readerId || (row.is_open === 1 && !blocked.has(row.author_id)))
    .map((row) => row.post_id)
    .sort((one, other) => other - one)
    .slice(0, limit);
}

type Ranges = { groupIds: readonly number[]; pageIds: readonly number[]; before: number; oldestId: number; most: number };

const postsInRanges = prepared<Ranges, FeedContainerPostRow>((db, { groupIds, pageIds, before, oldestId, most }) =>
  db('feed_container_posts')
    .select('post_id', 'author_id', 'is_open')
    .where((containers) => {
      containers.where((groups) => groups.where('container_kind', CONTAINER_KIND.group).whereIn('container_id', groupIds));
      containers.orWhere((pages) => pages.where('container_kind', CONTAINER_KIND.page).whereIn('container_id', pageIds));
    })
    .where('post_id', '<', before)
    .where('post_id', '>=', oldestId)
    .limit(most),
);

async function postIdsByContainer(
  db: Knex,
  readerId: number,
  { containers, blockedIds, before, limit }: ContainersPage,
): Promise<number[]> {
  const oldestId = oldestOf(containers, limit);
  const notBlocked = blockedIds.length > 0 ? `AND author_id NOT IN (${blockedIds.map(() => '?').join()})` : '';
  const branch = `
    (SELECT post_id FROM feed_container_posts
     WHERE container_kind = ? AND container_id = ? AND post_id < ? AND post_id >= ? AND (author_id = ? OR (is_open = 1 ${notBlocked}))
     ORDER BY post_id DESC LIMIT ?)`;
  const rows = await run<{ post_id: number }>(
    db,
    `${containers.map(() => branch).join(' UNION ALL ')} ORDER BY post_id DESC LIMIT ?`,
    [
      ...containers.flatMap(({ kind, containerId }) => [kind, containerId, before, oldestId, readerId, ...blockedIds, limit]),
      limit,
    ],
  );
  return rows.map((row) => row.post_id);
}

export async function saveContainerPost(tx: Tx, row: FeedContainerPostRow): Promise<void> {
  await tx('feed_container_posts').insert(row).onConflict('post_id').merge(['is_open']);
}

/** Changes the audience of a post in a container; does nothing for one outside. */
export async function setContainerPostOpen(tx: Tx, postId: number, open: { inGroup: boolean; onPage: boolean }): Promise<void> {
  const { group } = CONTAINER_KIND;
  const is_open = tx.raw<number>('IF(container_kind = ?, ?, ?)', [group, Number(open.inGroup), Number(open.onPage)]);
  await tx('feed_container_posts').where({ post_id: postId }).update({ is_open });
}

export async function deleteContainerPost(tx: Tx, postId: number): Promise<void> {
  await tx('feed_container_posts').where({ post_id: postId }).delete();
}
