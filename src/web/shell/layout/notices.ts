import { fragment, plainPage } from './page.ts';

/** A page that only shows a message. */
export type Notice = {
  tone: 'good' | 'bad';
  title: string;
  paragraphs: readonly string[];
  link?: { href: string; label: string };
  footnote?: string;
};

export const sendNotice = plainPage<Notice>('shell/layout/notice');

/** A short notice at the edge of an open page. */
export const sendToast = fragment<{ tone: 'good' | 'bad'; message: string }>('shell/layout/toast');
