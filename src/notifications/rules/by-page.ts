import { notificationKind } from '../catalogue.ts';

/** Whether a page is the notifier: which of its admins acted stays unknown. Contract §1.15 notifier. */
export function isByPage({ type, page_id }: { type: string; page_id: number }): boolean {
  return page_id > 0 && notificationKind(type).opens === 'post';
}
