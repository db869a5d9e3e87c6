import type { Services } from '../../context.ts';
import type { Signals } from '../../signals/signals.ts';
import { indexEntries, removeEntry } from './index-entries.ts';

// The emitter of the signal has locked the row of the page or group, or has just inserted it: nobody else indexes it meanwhile.

/** Listener of `pageChanged`. */
export function indexPage(services: Services, { pageId, name, title }: Signals['pageChanged']): Promise<void> {
  return services.write((tx) => indexEntries(tx, 'page', [{ id: pageId, texts: [title, name] }]));
}

/** Listener of `groupChanged`. */
export function indexGroup(services: Services, { groupId, name, title }: Signals['groupChanged']): Promise<void> {
  return services.write((tx) => indexEntries(tx, 'group', [{ id: groupId, texts: [title, name] }]));
}

/** Listener of `pageDeleted`. */
export function removePageFromIndex(services: Services, { pageId }: Signals['pageDeleted']): Promise<void> {
  return services.write((tx) => removeEntry(tx, 'page', pageId));
}

/** Listener of `groupDeleted`. */
export function removeGroupFromIndex(services: Services, { groupId }: Signals['groupDeleted']): Promise<void> {
  return services.write((tx) => removeEntry(tx, 'group', groupId));
}
