import { notificationKind } from '../catalogue.ts';

/** Whether it was done in a page's name: nobody is told which of its admins it was. Contract §1.15 notifier. */
export function isByPage({ type, page_id }: { type: string; page_id: number }): boolean {
  return page_id > 0 && notificationKind(type).opens === 'post';
}
