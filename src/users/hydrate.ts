import { hydratePlatforms } from '../auth/hydrate.ts';
import type { Ctx } from '../context.ts';
import { hydrateMutualFriends, hydrateRelations } from '../graph/hydrate.ts';
import type { Relation } from '../graph/rules/relation.ts';
import { type User, usernamesAmong, userRows } from './queries.ts';

export type { User };

/** People as the viewer may meet them, by id. Who is deleted, disabled or not there is not in `users`. */
export type UserMaps = {
  viewerId: number | undefined;
  users: Map<number, User>;
  /** Holds every id that was asked for. */
  relations: Map<number, Relation>;
  /** `phone`, `windows` or `web`; absent for who has no session. */
  platforms: Map<number, string>;
  /** How many people both they and the viewer follow, 0 where absent; undefined when nobody asked. */
  mutualFriends: Map<number, number> | undefined;
};

type Wanted = {
  /** Counting them reads the viewer's follows once for each id, so only screens about people ask for it. */
  mutualFriends?: boolean;
};

/** Everything presenting people needs. 3 statements in parallel, 4 with `mutualFriends`; no ids ask nothing. */
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

/** Which of the names people are spoken to by are somebody's, in lower case. 1 statement; no names ask nothing. */
export async function existingNames({ db }: Pick<Ctx, 'db'>, names: readonly string[]): Promise<ReadonlySet<string>> {
  return new Set((await usernamesAmong(db, [...new Set(names)])).map((name) => name.toLowerCase()));
}
