import type { Services } from '../../context.ts';
import type { Signals } from '../../signals/signals.ts';
import { forgetEntry, indexEntries } from './index-entries.ts';

// The row of the page or group is locked by whoever tells of it, or new: nobody else indexes it meanwhile.

/** Listener of `pageChanged`. */
export function indexPage(services: Services, { pageId, name, title }: Signals['pageChanged']): Promise<void> {
  return services.write((tx) => indexEntries(tx, 'page', [{ id: pageId, texts: [title, name] }]));
}

/** Listener of `groupChanged`. */
export function indexGroup(services: Services, { groupId, name, title }: Signals['groupChanged']): Promise<void> {
  return services.write((tx) => indexEntries(tx, 'group', [{ id: groupId, texts: [title, name] }]));
}

/** Listener of `pageDeleted`. */
export function forgetPage(services: Services, { pageId }: Signals['pageDeleted']): Promise<void> {
  return services.write((tx) => forgetEntry(tx, 'page', pageId));
}

/** Listener of `groupDeleted`. */
export function forgetGroup(services: Services, { groupId }: Signals['groupDeleted']): Promise<void> {
  return services.write((tx) => forgetEntry(tx, 'group', groupId));
}
