import type { Ctx } from '../../context.ts';
import type { Discussion } from '../../discussions/service/discussion.ts';
import { toggleRemarkReaction } from '../../discussions/service/react.ts';
import { addRemark, addRemarkReply } from '../../discussions/service/write.ts';
import { actingAs } from './friendships.ts';
import type { DemoPerson } from './people.ts';

export type DemoConversation = { subjectId: number; comment: string; reply: string };

/** Two people who talk about an article or a movie, and a third who likes what was said. `turn` chooses them. */
export async function seedComments(
  ctx: Ctx,
  discussion: Discussion,
  { people, turn, talk }: { people: readonly DemoPerson[]; turn: number; talk: DemoConversation },
): Promise<void> {
  const [one, other, third] = [4, 7, 9].map((step) => people[(turn + step) % people.length]);
  if (!one || !other || !third) return;
  const [id] = (await addRemark(actingAs(ctx, one), discussion, { subjectId: talk.subjectId, text: talk.comment })).ids;
  if (id === undefined) return;
  await addRemarkReply(actingAs(ctx, other), discussion, { id, subjectId: talk.subjectId, text: talk.reply });
  await toggleRemarkReaction(actingAs(ctx, third), discussion, { id, kind: 'comment', subjectId: talk.subjectId, reaction: 1 });
}
