import { toggleCommentLike } from '../../comments/service/react.ts';
import type { SubjectRef } from '../../comments/service/subject.ts';
import { addComment, addReply } from '../../comments/service/write.ts';
import type { Ctx } from '../../context.ts';
import { actingAs } from './friendships.ts';
import type { DemoPerson } from './people.ts';

/** A comment on a subject, and the reply to it. */
export type DemoThread = { on: SubjectRef; comment: string; reply: string };

/** Somebody comments on an article or a movie, another replies, and a third likes the comment. `turn` chooses them. */
export async function seedComments(
  ctx: Ctx,
  { on, comment, reply }: DemoThread,
  { people, turn }: { people: readonly DemoPerson[]; turn: number },
): Promise<void> {
  const [one, other, third] = [4, 7, 9].map((step) => people[(turn + step) % people.length]);
  if (!one || !other || !third) return;
  const { id } = await addComment(actingAs(ctx, one), on, { text: comment });
  await addReply(actingAs(ctx, other), { id, on: on.kind }, { text: reply });
  await toggleCommentLike(actingAs(ctx, third), { id, kind: 'comment', on: on.kind });
}
