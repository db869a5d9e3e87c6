import type { Services } from '../../context.ts';
import { notify, retractNotification } from '../../notifications/service/notify.ts';
import type { Signals } from '../../signals/signals.ts';

const REACTION_NAMES = ['', 'Like', 'Love', 'HaHa', 'Wow', 'Sad', 'Angry'];

/** Notifies a story's author of a viewer. Contract-beyond: get_story_by_id. */
export async function notifyStoryView(services: Services, { storyId, authorId, userId }: Signals['storyViewed']): Promise<void> {
  await services.write((tx) =>
    notify(services, tx, { type: 'viewed_story', storyId, notifierId: userId, recipientIds: [authorId] }),
  );
}

/** Notifies a story's author of a reaction, again of a changed one; deletes the notification of a removed one. */
export async function notifyStoryReaction(services: Services, signal: Signals['storyReacted']): Promise<void> {
  const { storyId, authorId, title, userId, after } = signal;
  const deed = { type: 'reaction', storyId, notifierId: userId, recipientIds: [authorId] } as const;
  await services.write(async (tx) => {
    if (after === 0) await retractNotification(tx, deed);
    else await notify(services, tx, { ...deed, type2: REACTION_NAMES[after] ?? '', text: title });
  });
}
