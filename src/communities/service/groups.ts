import { lockProvenPassword, requirePassword } from '../../auth/service/credentials.ts';
import { chosenCategories } from '../../catalogues/service/choose.ts';
import type { Ctx, ViewerContext } from '../../context.ts';
import type { Tx } from '../../database/write.ts';
import { Refusal } from '../../http/errors.ts';
import type { Upload } from '../../http/form.ts';
import { claimMedia, discardMedia, releaseMedia } from '../../media/ledger.ts';
import { changeName, nameProblem, refuseReservedName, releaseName, takeName } from '../../names/service.ts';
import type { LockedUser } from '../../users/queries.ts';
import { countForUsers } from '../../users/service.ts';
import { type Group, type GroupMaps, hydrateGroups } from '../hydrate.ts';
import {
  deleteGroupReport,
  type GroupRow,
  insertGroup,
  insertGroupReport,
  insertMember,
  lockGroupRows,
  updateGroup,
} from '../queries/groups.ts';
import { canDeleteGroup, canEditGroup, canSeeGroup } from '../rules.ts';
import { lockPeople } from './lock-people.ts';
import { replacedKeys, storePictures } from './pictures.ts';
import { purgeGroup } from './purge.ts';

/** A group the viewer can see. Statements of `hydrateGroups`. Refuses `groupNotFound`. */
export async function requireVisibleGroup(ctx: Ctx, id: number): Promise<GroupMaps> {
  const maps = await hydrateGroups(ctx, [id]);
  if (!canSeeGroup(id, maps)) throw new Refusal('groupNotFound');
  return maps;
}

/** A group whose row is locked, as the viewer sees it: their role cannot change until the commit. */
export type LockedGroup = { group: Group; maps: GroupMaps; people: Map<number, LockedUser> };

/**
 * Locks users whose counters may change, then a group, and reads it again. 2 statements plus those of `hydrateGroups`. Refuses
 * `groupNotFound`.
 */
export async function lockGroup(
  ctx: ViewerContext,
  tx: Tx,
  { groupId, userIds }: { groupId: number; userIds: readonly number[] },
): Promise<LockedGroup> {
  const people = await lockPeople(ctx, tx, userIds);
  await lockGroupRows(tx, [groupId]);
  const maps = await requireVisibleGroup({ ...ctx, db: tx }, groupId);
  const group = maps.groups.get(groupId);
  if (!group) throw new Refusal('groupNotFound');
  return { group, maps, people };
}

/** The fields of a group in signals. */
export function groupSignal(group: Pick<Group, 'id' | 'name' | 'title' | 'owner_id'>) {
  return { groupId: group.id, name: group.name, title: group.title, ownerId: group.owner_id };
}

export type NewGroup = {
  name: string;
  title: string;
  about: string;
  categoryId: number;
  subCategoryId: number | undefined;
  privacy: number;
  joinPrivacy: number;
};

/**
 * Creates a group; the viewer is its owner and first member. Refuses `categoryNotFound`, `subCategoryNotFound`, `nameTaken`,
 * `nameReserved`. Contract §2.36.
 */
export async function createGroup(ctx: ViewerContext, form: NewGroup): Promise<number> {
  const categories = chosenCategories(ctx, { kind: 'group', ...form });
  await refuseReservedName(ctx, form.name);
  const userId = ctx.viewer.id;
  return ctx.write(async (tx) => {
    await lockPeople(ctx, tx, [userId]);
    await takeName(tx, form.name, 'group');
    const groupId = await insertGroup(tx, {
      owner_id: userId,
      name: form.name,
      title: form.title,
      about: form.about,
      ...categories,
      privacy: form.privacy,
      join_privacy: form.joinPrivacy,
      members_count: 1,
      created_at: ctx.now,
    });
    await insertMember(tx, { group_id: groupId, user_id: userId, state: 'member', role: 'admin', created_at: ctx.now });
    await countForUsers(tx, [userId], { counter: 'groups_count', change: 1 });
    await ctx.emit(ctx, 'groupChanged', { groupId, name: form.name, title: form.title });
    return groupId;
  });
}

/** A form of update-group-data: absent fields stay unchanged. */
export type GroupChanges = {
  name?: string | undefined;
  title?: string | undefined;
  about?: string | undefined;
  categoryId?: number | undefined;
  subCategoryId?: number | undefined;
  privacy?: number | undefined;
  joinPrivacy?: number | undefined;
  avatar?: Upload | undefined;
  cover?: Upload | undefined;
};

/**
 * Applies the form to a group and removes the files of replaced pictures. For its owner and admins. Refuses `groupNotFound`,
 * `notOwner`, `nameTaken`, `nameReserved`, `categoryNotFound`, `subCategoryNotFound`, and for pictures `unsupported`, `corrupt`,
 * `tooLarge`. Contract §2.33.
 */
export async function changeGroup(ctx: ViewerContext, groupId: number, form: GroupChanges): Promise<void> {
  const before = await requireVisibleGroup(ctx, groupId);
  if (!canEditGroup(groupId, before)) throw new Refusal('notOwner');
  if (form.name !== undefined) await refuseReservedName(ctx, form.name);
  const pictures = await storePictures(ctx, form);
  try {
    await ctx.write(async (tx) => {
      const { group, maps } = await lockGroup(ctx, tx, { groupId, userIds: [] });
      if (!canEditGroup(groupId, maps)) throw new Refusal('notOwner');
      const { name = group.name, title = group.title } = form;
      if (name !== group.name) await changeName(tx, { from: group.name, to: name, kind: 'group' });
      const categories = chosenCategories(ctx, { kind: 'group', ...form }, group);
      await updateGroup(tx, groupId, { ...columnsOf(form), ...categories, ...pictures.columns });
      await claimMedia(tx, pictures.keys);
      await releaseMedia(tx, replacedKeys(group, pictures));
      if (name !== group.name || title !== group.title) await ctx.emit(ctx, 'groupChanged', { groupId, name, title });
    });
  } catch (error) {
    await discardMedia(ctx.media, pictures.keys);
    throw error;
  }
}

function columnsOf(form: GroupChanges): Partial<GroupRow> {
  const changes = {
    name: form.name,
    title: form.title,
    about: form.about,
    privacy: form.privacy,
    join_privacy: form.joinPrivacy,
  };
  return Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
}

/** Why a new group name is not available; undefined for its own name in any letter case. 1 statement, 1 more with a group. */
export async function groupNameProblem(ctx: ViewerContext, name: string | undefined, groupId?: number) {
  if (name === undefined) return undefined;
  const own = groupId === undefined ? undefined : (await hydrateGroups(ctx, [groupId])).groups.get(groupId)?.name;
  return own?.toLowerCase() === name.toLowerCase() ? undefined : nameProblem(ctx, name);
}

/**
 * Deletes a group for everyone; it is purged in the background. Refuses `groupNotFound`, `notOwner`, `wrongPassword`.
 * Contract-beyond: delete_group.
 */
export async function deleteGroup(ctx: ViewerContext, groupId: number, password: string): Promise<void> {
  const maps = await requireVisibleGroup(ctx, groupId);
  if (!canDeleteGroup(groupId, maps)) throw new Refusal('notOwner');
  const proven = await requirePassword(ctx, password);
  await ctx.write(async (tx) => {
    await lockProvenPassword(tx, proven);
    const locked = await lockGroup(ctx, tx, { groupId, userIds: [] });
    if (!canDeleteGroup(groupId, locked.maps)) throw new Refusal('notOwner');
    await releaseName(tx, locked.group.name);
    await updateGroup(tx, groupId, { name: `deleted-${groupId}`, deleted_at: ctx.now });
    await ctx.emit(ctx, 'groupDeleted', { groupId });
  });
  ctx.background('purge a deleted group', () => purgeGroup(ctx, groupId));
}

/** Reports a group to the site's staff, or withdraws the report; gives whether it is reported. Refuses `groupNotFound`. */
export async function toggleGroupReport(ctx: ViewerContext, groupId: number, text: string): Promise<boolean> {
  return ctx.write(async (tx) => {
    await lockGroup(ctx, tx, { groupId, userIds: [ctx.viewer.id] });
    if ((await deleteGroupReport(tx, groupId, ctx.viewer.id)) > 0) return false;
    await insertGroupReport(tx, { group_id: groupId, reporter_id: ctx.viewer.id, text, created_at: ctx.now });
    return true;
  });
}
