import { z } from 'zod';
import { presentJoinedGroup, presentLikedPage } from '../../communities/present.ts';
import { groupsBy, pagesBy } from '../../communities/service/lists.ts';
import { JoinedGroupData, LikedPageData } from '../../communities/wire.ts';
import type { ViewerContext } from '../../context.ts';
import { followerIds, followingIds } from '../../graph/service/lists.ts';
import { hydrateUsers, type UserMaps } from '../hydrate.ts';
import { presentFollower, presentProfile } from '../present.ts';
import { FollowerData, ProfileData } from '../wire.ts';

/** The parts of a profile that `fetch` can request, contract §2.8. */
export const ProfileAnswer = z.object({
  user_data: ProfileData.optional(),
  followers: z.array(FollowerData).optional(),
  following: z.array(FollowerData).optional(),
  liked_pages: z.array(LikedPageData).optional(),
  joined_groups: z.array(JoinedGroupData).optional(),
  family: z.array(z.looseObject({})).optional(),
});

type Profile = z.output<typeof ProfileAnswer>;
export type ProfileWord = keyof Profile;

/** Builds one section of a profile; `maps` contain the user. */
type Section<Word extends ProfileWord> = (ctx: ViewerContext, userId: number, maps: UserMaps) => Promise<Profile[Word]>;

const MAX_LISTED = 50;

const sections: { readonly [Word in ProfileWord]: Section<Word> } = {
  user_data: async (ctx, userId, maps) => presentProfile(userId, maps, ctx),
  followers: async (ctx, userId, maps) => presentFollowers(ctx, await followerIds(ctx, userId, { maps, limit: MAX_LISTED })),
  following: async (ctx, userId, maps) => presentFollowers(ctx, await followingIds(ctx, userId, { maps, limit: MAX_LISTED })),
  async liked_pages(ctx, userId, person) {
    const { ids, maps } = await pagesBy(ctx, { by: 'partaker', userId, person }, { limit: MAX_LISTED });
    return ids.map((pageId) => presentLikedPage(pageId, maps, ctx));
  },
  async joined_groups(ctx, userId, person) {
    const { ids, maps } = await groupsBy(ctx, { by: 'partaker', userId, person }, { limit: MAX_LISTED });
    return ids.map((groupId) => presentJoinedGroup(groupId, maps, ctx));
  },
  family: async () => [],
};

export const PROFILE_WORDS = Object.keys(sections) as ProfileWord[]; // keys of the table above, no others

/** The requested sections, in parallel, each with its own fixed number of statements. */
export async function profileSections(
  ctx: ViewerContext,
  userId: number,
  { maps, fetch }: { maps: UserMaps; fetch: ReadonlySet<ProfileWord> },
): Promise<Profile> {
  const made = await Promise.all([...fetch].map(async (word) => [word, await sections[word](ctx, userId, maps)] as const));
  return Object.fromEntries(made);
}

async function presentFollowers(ctx: ViewerContext, ids: readonly number[]) {
  const maps = await hydrateUsers(ctx, ids);
  return ids.filter((id) => maps.users.has(id)).map((id) => presentFollower(id, maps, ctx));
}
