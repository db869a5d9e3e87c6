import { hydratePlatforms } from '../auth/hydrate.ts';
import type { Ctx } from '../context.ts';
import { hydrateMutualFriends, hydrateRelations } from '../graph/hydrate.ts';
import type { Relation } from '../graph/rules/relation.ts';
import { type User, usernamesAmong, userRows } from './queries.ts';

export type { User };

/** Users the viewer can see, by id. `users` holds no deleted or disabled one. */
export type UserMaps = {
  viewerId: number | undefined;
  users: Map<number, User>;
  /** Contains every requested id. */
  relations: Map<number, Relation>;
  /** `phone`, `windows` or `web`; absent for a user without a session. */
  platforms: Map<number, string>;
  /** How many people both they and the viewer follow, 0 when absent; undefined when not requested. */
  mutualFriends: Map<number, number> | undefined;
};

type Wanted = {
  /** Counting them reads the viewer's follows once for each id, so only screens about people request it. */
  mutualFriends?: boolean;
};

/** Loads everything that presenting users needs. 3 statements in parallel, 4 with `mutualFriends`; none for no ids. */
export async function hydrateUsers(
  ctx: Pick<Ctx, 'db' | 'viewer'>,
  ids: readonly number[],
  wanted: Wanted = {},
): Promise<UserMaps> {
  const unique = [...new Set(ids)];
  const [rows, relations, platforms, mutualFriends] = await Promise.all([
    userRows(ctx.db, unique),
    hydrateRelations(ctx, unique),
    hydratePlatforms(ctx, unique),
    wanted.mutualFriends ? hydrateMutualFriends(ctx, unique) : undefined,
  ]);
  const users = new Map(rows.map((row) => [row.id, row] as const));
  return { viewerId: ctx.viewer?.id, users, relations, platforms, mutualFriends };
}

/** The mentioned names that exist, in lower case. 1 statement; none for no names. */
export async function existingNames({ db }: Pick<Ctx, 'db'>, names: readonly string[]): Promise<ReadonlySet<string>> {
  return new Set((await usernamesAmong(db, [...new Set(names)])).map((name) => name.toLowerCase()));
}
