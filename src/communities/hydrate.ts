import type { Categories } from '../catalogues/rules.ts';
import type { Ctx, Viewer } from '../context.ts';
import { hydrateRelations } from '../graph/hydrate.ts';
import { NO_RELATION, type Relation } from '../graph/rules/relation.ts';
import {
  type Group,
  type GroupRelationRow,
  groupRelationRows,
  groupRows,
  type MemberRole,
  type MemberState,
  membershipsInGroup,
} from './queries/groups.ts';
import { type Page, type PageAdminRow, pageAdminRows, pageRelationRows, pageRows } from './queries/pages.ts';

export type { Group, MemberRole, MemberState, Page, PageAdminRow };

type HydrateCtx = Pick<Ctx, 'db' | 'viewer' | 'settings'>;

type SharedMaps = {
  viewer: Pick<Viewer, 'id' | 'role'> | undefined;
  /** The viewer's relation to the owners, by the owner's id. */
  owners: Map<number, Relation>;
  /** The categories of groups, or of pages. */
  categories: Categories;
};

/** Groups the viewer can see, by id. `groups` holds no deleted one. */
export type GroupMaps = SharedMaps & {
  groups: Map<number, Group>;
  /** The viewer's membership in each; absent: none. */
  members: Map<number, { state: MemberState; role: MemberRole }>;
  /** The ones the viewer reported. */
  reported: ReadonlySet<number>;
};

/** Pages the viewer can see, by id. `pages` holds no deleted one. */
export type PageMaps = SharedMaps & {
  pages: Map<number, Page>;
  /** The viewer's row as an admin of each; absent: none. */
  admins: Map<number, PageAdminRow>;
  liked: ReadonlySet<number>;
  rated: ReadonlySet<number>;
  reported: ReadonlySet<number>;
};

/** Loads everything that presenting groups needs. 3 statements for any number of ids, none for no ids. */
export async function hydrateGroups(ctx: HydrateCtx, ids: readonly number[]): Promise<GroupMaps> {
  const unique = [...new Set(ids)];
  const [rows, parts] = await Promise.all([
    groupRows(ctx.db, unique),
    ctx.viewer ? groupRelationRows(ctx.db, ctx.viewer.id, unique) : [],
  ]);
  return {
    viewer: ctx.viewer,
    owners: await ownersOf(ctx, rows),
    categories: ctx.settings.categories('group'),
    groups: new Map(rows.map((row) => [row.id, row])),
    members: new Map(parts.flatMap(memberEntry)),
    reported: new Set(parts.filter(({ state }) => state === 'reported').map(({ id }) => id)),
  };
}

/** One group as each of the users sees it, by user id. 3 statements for any number of users. For rules, not for presenting. */
export async function hydrateGroupFor(
  ctx: Pick<Ctx, 'db' | 'settings'>,
  id: number,
  viewerIds: readonly number[],
): Promise<Map<number, GroupMaps>> {
  const [rows, memberships] = await Promise.all([groupRows(ctx.db, [id]), membershipsInGroup(ctx.db, id, viewerIds)]);
  const ownerId = rows[0]?.owner_id ?? 0;
  // a block counts in both directions
  const relations = await hydrateRelations({ db: ctx.db, viewer: { id: ownerId } }, viewerIds);
  const shared = {
    categories: ctx.settings.categories('group'),
    groups: new Map(rows.map((row) => [row.id, row])),
    reported: new Set<number>(),
  };
  return new Map(
    viewerIds.map((viewerId) => {
      const own = memberships.filter((membership) => membership.user_id === viewerId);
      const blocked = relations.get(viewerId)?.blocked ?? false;
      const maps: GroupMaps = {
        ...shared,
        viewer: { id: viewerId, role: 'member' },
        owners: new Map([[ownerId, { ...NO_RELATION, blocked }]]),
        members: new Map(own.map(({ state, role }) => [id, { state, role }])),
      };
      return [viewerId, maps];
    }),
  );
}

/** Loads everything that presenting pages needs. 4 statements for any number of ids, none for no ids. */
export async function hydratePages(ctx: HydrateCtx, ids: readonly number[]): Promise<PageMaps> {
  const unique = [...new Set(ids)];
  const [rows, parts, admins] = await Promise.all([
    pageRows(ctx.db, unique),
    ctx.viewer ? pageRelationRows(ctx.db, ctx.viewer.id, unique) : [],
    ctx.viewer ? pageAdminRows(ctx.db, ctx.viewer.id, unique) : [],
  ]);
  const having = (wanted: string) => new Set(parts.filter(({ part }) => part === wanted).map(({ id }) => id));
  return {
    viewer: ctx.viewer,
    owners: await ownersOf(ctx, rows),
    categories: ctx.settings.categories('page'),
    pages: new Map(rows.map((row) => [row.id, row])),
    admins: new Map(admins.map((row) => [row.page_id, row])),
    liked: having('liked'),
    rated: having('rated'),
    reported: having('reported'),
  };
}

function memberEntry({ id, state, role }: GroupRelationRow): [number, { state: MemberState; role: MemberRole }][] {
  return state === 'reported' ? [] : [[id, { state, role }]];
}

function ownersOf(ctx: HydrateCtx, rows: readonly { owner_id: number }[]): Promise<Map<number, Relation>> {
  return hydrateRelations(ctx, [...new Set(rows.map((row) => row.owner_id))]);
}
