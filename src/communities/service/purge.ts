import type { Services } from '../../context.ts';
import { deleteInBatches } from '../../database/batches.ts';
import type { Tx } from '../../database/write.ts';
import { releaseMedia } from '../../media/ledger.ts';
import { releaseName } from '../../names/service.ts';
import { removeNotifications } from '../../notifications/service/inbox.ts';
import { countForUsers, lockUsers } from '../../users/service.ts';
import { addToGroupCounter, lockGroupRows, updateGroup } from '../queries/groups.ts';
import { addToPageCounter, lockPageRows, updatePage } from '../queries/pages.ts';
import {
  deleteCommunityRow,
  deletedIds,
  deleteMembershipRows,
  deletePlainRows,
  type MembershipRow,
  type MembershipTable,
  membershipRows,
  ownedRows,
} from '../queries/purge.ts';
import { keysOf } from './pictures.ts';

const MEMBERS: MembershipTable = { name: 'group_members', key: 'group_id' };
const LIKES: MembershipTable = { name: 'page_likes', key: 'page_id' };
const REVIEWS: MembershipTable = { name: 'page_reviews', key: 'page_id' };

type Whose = { communityId: number } | { userId: number };

/** Removes the rows of deleted groups and pages, in bounded batches. Can be run again at any point. */
export async function purgeDeletedCommunities(services: Services): Promise<void> {
  for (const id of await deletedIds(services.db, 'community_groups', 100)) await purgeGroup(services, id);
  for (const id of await deletedIds(services.db, 'pages', 100)) await purgePage(services, id);
}

/** Removes everything that belongs to a deleted group, and then its row. Updates the counters of its members. */
export async function purgeGroup(services: Services, groupId: number): Promise<void> {
  await services.emit(services, 'groupPurged', { groupId });
  await deleteMemberships(services, MEMBERS, { communityId: groupId });
  await deleteInBatches(services.write, (tx, limit) => deletePlainRows(tx, { groupId }, limit));
  await removeNotifications(services, { group_id: groupId });
  await services.write((tx) => removeRow(tx, 'community_groups', groupId));
}

/** Removes everything that belongs to a deleted page, and then its row. Updates the counters of those who liked it. */
export async function purgePage(services: Services, pageId: number): Promise<void> {
  await services.emit(services, 'pagePurged', { pageId });
  await deleteMemberships(services, LIKES, { communityId: pageId });
  await deleteMemberships(services, REVIEWS, { communityId: pageId });
  await deleteInBatches(services.write, (tx, limit) => deletePlainRows(tx, { pageId }, limit));
  await removeNotifications(services, { page_id: pageId });
  await services.write((tx) => removeRow(tx, 'pages', pageId));
}

/** Deletes a deleted user's groups, pages, memberships, likes and reviews, and updates others' counters. */
export async function purgeCommunities(services: Services, { userId }: { userId: number }): Promise<void> {
  await markOwnedDeleted(services, 'community_groups', userId);
  await markOwnedDeleted(services, 'pages', userId);
  await purgeDeletedCommunities(services);
  for (const table of [MEMBERS, LIKES, REVIEWS]) await deleteMemberships(services, table, { userId });
  await deleteInBatches(services.write, (tx, limit) => deletePlainRows(tx, { userId }, limit));
}

const OWNED_AT_ONCE = 50;

/** Marks everything a user owns as deleted and frees the names. */
async function markOwnedDeleted(services: Services, table: 'pages' | 'community_groups', userId: number): Promise<void> {
  for (let found = OWNED_AT_ONCE; found === OWNED_AT_ONCE; ) {
    const owned = await ownedRows(services.db, table, userId, OWNED_AT_ONCE);
    for (const { id, name } of owned) {
      await services.write(async (tx) => {
        const gone = { name: `deleted-${id}`, deleted_at: new Date() };
        await (table === 'pages' ? lockPageRows(tx, [id]) : lockGroupRows(tx, [id]));
        await releaseName(tx, name);
        if (table === 'pages') {
          await updatePage(tx, id, { ...gone, cell: null });
          await services.emit(services, 'pageDeleted', { pageId: id });
        } else {
          await updateGroup(tx, id, gone);
          await services.emit(services, 'groupDeleted', { groupId: id });
        }
      });
    }
    found = owned.length;
  }
}

const BATCH = 500;

/** Deletes counted rows of a page, group or user in bounded transactions, and updates the counters at both ends. */
async function deleteMemberships(services: Services, table: MembershipTable, whose: Whose): Promise<void> {
  for (let found = BATCH; found === BATCH; ) {
    found = await services.write(async (tx) => {
      const seen = await membershipRows(tx, table, whose, BATCH);
      const communityIds = [...new Set(seen.map((row) => row.community_id))];
      await lockUsers(tx, [...new Set(seen.map((row) => row.user_id))]);
      await (table.key === 'page_id' ? lockPageRows(tx, communityIds) : lockGroupRows(tx, communityIds));
      // read again under the lock
      const rows = await membershipRows(tx, table, whose, BATCH);
      const known = new Set(seen.map((row) => row.id));
      await deleteCounted(
        tx,
        table,
        rows.filter((row) => known.has(row.id)),
      );
      return seen.length;
    });
  }
}

async function deleteCounted(tx: Tx, table: MembershipTable, rows: readonly MembershipRow[]): Promise<void> {
  await deleteMembershipRows(
    tx,
    table,
    rows.map((row) => row.id),
  );
  const counted = rows.filter((row) => row.weight > 0);
  if (table !== REVIEWS) {
    const counter = table === MEMBERS ? 'groups_count' : 'likes_count';
    const userIds = counted.map((row) => row.user_id);
    // a deleted user can be a member of many groups
    for (const [times, ids] of byTimes(userIds)) await countForUsers(tx, ids, { counter, change: -times });
  }
  for (const [communityId, own] of Map.groupBy(counted, (row) => row.community_id)) {
    if (table === MEMBERS) await addToGroupCounter(tx, [communityId], 'members_count', -own.length);
    else if (table === LIKES) await addToPageCounter(tx, [communityId], 'likes_count', -own.length);
    else {
      await addToPageCounter(tx, [communityId], 'reviews_count', -own.length);
      await addToPageCounter(tx, [communityId], 'rating_sum', -own.reduce((sum, row) => sum + row.weight, 0));
    }
  }
}

/** The ids by how often each occurs. */
function byTimes(ids: readonly number[]): Map<number, number[]> {
  const times = Map.groupBy(ids, (id) => id);
  const byCount = Map.groupBy([...times], ([, all]) => all.length);
  return new Map([...byCount].map(([count, entries]) => [count, entries.map(([id]) => id)]));
}

async function removeRow(tx: Tx, table: 'pages' | 'community_groups', id: number): Promise<void> {
  const pictures = await deleteCommunityRow(tx, table, id);
  if (pictures) await releaseMedia(tx, keysOf(pictures));
}
