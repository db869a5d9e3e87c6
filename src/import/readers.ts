import { hydrateMessages } from '../chat/hydrate.ts';
import { presentMessage } from '../chat/present.ts';
import { hydrateComments } from '../comments/hydrate.ts';
import { presentComment } from '../comments/present.ts';
import type { Services, ViewerContext } from '../context.ts';
import { hydratePosts } from '../posts/hydrate.ts';
import { presentPost } from '../posts/present.ts';
import { canSeePost } from '../posts/rules.ts';
import { hydrateUsers } from '../users/hydrate.ts';
import { presentUser } from '../users/present.ts';

/** What the API would answer about a thing to somebody; undefined where it would not be there for them. */
export type Readers = {
  /** Whether somebody is there for others at all: what they wrote goes unseen while they are not. */
  isActive(id: number): Promise<boolean>;
  user(id: number): Promise<Answer | undefined>;
  post(id: number, viewerId: number): Promise<Answer | undefined>;
  comment(id: number, viewerId: number): Promise<Answer | undefined>;
  message(id: number, viewerId: number): Promise<Answer | undefined>;
};

/** Whose it is, and when it was made in unix seconds. */
export type Answer = { ownerId: number; time: number };

/** Reads through the hydration, the rules and the presenters of the endpoints. */
export function createReaders(services: Services): Readers {
  const context = (id: number): ViewerContext => ({
    ...services,
    now: new Date(),
    client: { address: '', userAgent: '' },
    viewer: { id, sessionId: 0, username: '', role: 'member', timezone: 'UTC' },
  });
  async function isActive(id: number): Promise<boolean> {
    return (await services.db('users').where({ id, state: 'active', banned: 0 }).first('id')) !== undefined;
  }
  return {
    isActive,
    async user(id) {
      const ctx = context(id);
      const maps = await hydrateUsers(ctx, [id]);
      const user = maps.users.get(id);
      if (!user || !(await isActive(id))) return undefined;
      return { ownerId: Number(presentUser(id, maps, ctx).user_id), time: seconds(user.created_at) };
    },
    async post(id, viewerId) {
      const ctx = context(viewerId);
      const maps = await hydratePosts(ctx, [id]);
      const post = maps.posts.get(id);
      if (!post || !canSeePost(id, maps)) return undefined;
      const answer = presentPost(id, maps, { ...ctx, below: { idsByPost: new Map(), maps: await hydrateComments(ctx, []) } });
      return { ownerId: post.author_id, time: Number(answer.time) };
    },
    async comment(id, viewerId) {
      const ctx = context(viewerId);
      const maps = await hydrateComments(ctx, [id]);
      const comment = maps.comments.get(id);
      if (!comment || !(await isActive(comment.author_id))) return undefined;
      return { ownerId: comment.author_id, time: Number(presentComment(id, maps, ctx).time) };
    },
    async message(id, viewerId) {
      const ctx = context(viewerId);
      const maps = await hydrateMessages(ctx, [id]);
      if (!maps.messages.has(id) || !(await isActive(viewerId))) return undefined;
      const answer = presentMessage(id, maps, ctx);
      return { ownerId: Number(answer.from_id), time: Number(answer.time) };
    },
  };
}

function seconds(date: Date): number {
  return Math.floor(date.getTime() / 1000);
}
