import type { Services } from '../../context.ts';
import { notify, retractNotification } from '../../notifications/service/notify.ts';
import type { Signals } from '../../signals/signals.ts';

const REACTION_NAMES = ['', 'Like', 'Love', 'HaHa', 'Wow', 'Sad', 'Angry'];

/** A story's author hears of who saw it. Contract-beyond: get_story_by_id. */
export async function notifyStoryView(services: Services, { storyId, authorId, userId }: Signals['storyViewed']): Promise<void> {
  await services.write((tx) =>
    notify(services, tx, { type: 'viewed_story', storyId, notifierId: userId, recipientIds: [authorId] }),
  );
}

/** A story's author hears of a reaction, of a changed one anew; nothing stays of one that was taken back. */
export async function notifyStoryReaction(services: Services, signal: Signals['storyReacted']): Promise<void> {
  const { storyId, authorId, title, userId, after } = signal;
  const deed = { type: 'reaction', storyId, notifierId: userId, recipientIds: [authorId] } as const;
  await services.write(async (tx) => {
    if (after === 0) await retractNotification(tx, deed);
    else await notify(services, tx, { ...deed, type2: REACTION_NAMES[after] ?? '', text: title });
  });
}
