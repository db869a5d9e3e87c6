import { activate, resetPassword, signIn } from './english/account.ts';
import { comments } from './english/comments.ts';
import { composer } from './english/composer.ts';
import { people } from './english/directory.ts';
import { feed } from './english/feed.ts';
import { nav, notices } from './english/frame.ts';
import { messages } from './english/messages.ts';
import { notifications } from './english/notifications.ts';
import { feelings, post } from './english/post.ts';
import { errors, refusals } from './english/problems.ts';
import { stories } from './english/stories.ts';

/** Every text of the pages, in English. A translation is another value of this shape; `fill` replaces `{name}`. */
export const english = {
  lang: 'en',
  dir: 'ltr',
  problemTitle: 'Problem: {title}',
  activate,
  resetPassword,
  signIn,
  nav,
  notices,
  feed,
  people,
  post,
  comments,
  composer,
  stories,
  messages,
  notifications,
  refusals,
  feelings,
  errors,
  error: { title: 'That did not work', text: 'Your browser sent something that this page does not understand.' },
  requestId: 'If you report this, please give the number {id}.',
};

export type Strings = typeof english;
