import type { ArticlePage } from './articles.ts';
import type { ChatRow } from './chat-rows.ts';
import type { CommentCard } from './comment-cards.ts';
import type { Composer } from './composer.ts';
import type { GroupChatPage, NewGroupChat } from './group-chats.ts';
import type { Header } from './headers.ts';
import type { InvitationCard } from './invitations.ts';
import type { Conversation } from './messages.ts';
import type { NotificationCard } from './notifications.ts';
import type { Author } from './people.ts';
import type { PostCard } from './post-cards.ts';
import type { StoryBar } from './story-bar.ts';
import type { StoryCard } from './story-cards.ts';
import type { TopBar } from './top-bar.ts';

/** What a page shows: its template, and the values that template reads. Text, never HTML, but for members named `html`. */
export type View =
  | { template: 'activate'; userId: number; code: string }
  | ({ template: 'reset-password' } & ResetPasswordForm)
  | ({ template: 'sign-in' } & SignInForm)
  | ({ template: 'two-factor' } & TwoFactorForm)
  | ({ template: 'notice' } & Notice)
  | (SitePage & ({ template: 'feed' } & FeedView))
  | (SitePage & { template: 'notifications'; title: string; items: NotificationCard[]; more: string | undefined })
  | (SitePage & { template: 'story'; title: string; story: StoryCard })
  | (SitePage & { template: 'article'; title: string; article: ArticlePage })
  | (SitePage & { template: 'new-story'; title: string; words: string; problem: string | undefined })
  | (SitePage & { template: 'messages' } & MessagesView)
  | (SitePage & { template: 'conversation'; title: string; talk: Conversation })
  | (SitePage & { template: 'new-group-chat'; title: string } & NewGroupChat)
  | (SitePage & { template: 'group-chat'; title: string } & GroupChatPage)
  | (SitePage & { template: 'edit-post'; card: PostCard })
  | (SitePage & { template: 'delete-post'; card: PostCard });

/** What a page of a signed-in person shows beside its own. */
export type SitePage = { bar: TopBar; csrf: string; place: string };

/** A part of a page, from `templates/fragments`, for htmx to put into an open one. */
export type Fragment =
  | { fragment: 'notice'; tone: 'good' | 'bad'; words: string }
  | { fragment: 'problem'; words: string }
  | { fragment: 'published'; csrf: string; composer: Composer; cards: PostCard[] }
  | { fragment: 'story-reactions'; csrf: string; story: StoryCard }
  | { fragment: 'story-reply'; csrf: string; story: StoryCard; notice: string }
  | { fragment: 'older-messages' | 'new-messages' | 'said'; csrf: string; talk: Conversation }
  | { fragment: 'posts'; csrf: string; cards: PostCard[]; more: string | undefined }
  | { fragment: 'post'; csrf: string; card: PostCard }
  | { fragment: 'post-bar'; csrf: string; card: PostCard; notice?: string }
  | { fragment: 'poll'; csrf: string; card: PostCard }
  | { fragment: 'post-gone'; words: string }
  | { fragment: 'edit-post'; csrf: string; card: PostCard }
  | { fragment: 'header'; csrf: string; header: Header }
  | { fragment: 'earlier-comments'; csrf: string; comments: CommentCard[]; more: string | undefined; canComment: boolean }
  | { fragment: 'new-comment'; csrf: string; comment: CommentCard; card: PostCard }
  | { fragment: 'comment'; csrf: string; comment: CommentCard; canComment: boolean }
  | { fragment: 'comment-gone'; card: PostCard }
  | ({ fragment: 'replies'; csrf: string } & RepliesView);

export type RepliesView = {
  comment: CommentCard;
  replies: CommentCard[];
  more: string | undefined;
  canComment: boolean;
  hasFocus: boolean;
};

export type MessagesView = { title: string; invitations: InvitationCard[]; chats: ChatRow[]; more: string | undefined };

export type FeedView = {
  /** The page's own heading; a header above the posts has its own. */
  title: string;
  intro: string | undefined;
  header: Header | undefined;
  /** All or following alone, on the plain feed. */
  filters: { label: string; href: string; isOn: boolean }[];
  /** On the plain feed: who shows stories. */
  stories: StoryBar | undefined;
  composer: Composer | undefined;
  cards: PostCard[];
  more: string | undefined;
  empty: { title: string; text: string };
  /** People to begin with, where a home feed is empty. */
  people: Author[];
  /** On the page of one post: a comment whose replies are open. */
  open: RepliesView | undefined;
};

/** The form for a new password as it is shown (again): values kept, problems by field. */
export type ResetPasswordForm = {
  email: string;
  code: string;
  /** What is wrong with the whole. */
  problem?: string;
  problems: Readonly<Record<string, string>>;
};

export type SignInForm = { csrf: string; login: string; next: string; problem: string | undefined };
export type TwoFactorForm = { csrf: string; userId: number; next: string; problem: string | undefined };

/** A page that only tells something. */
export type Notice = {
  tone: 'good' | 'bad';
  title: string;
  paragraphs: readonly string[];
  link?: { href: string; label: string };
  footnote?: string;
};
