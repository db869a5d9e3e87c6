/**
 * A set of subjects that can be reacted to: the table of the reactions, and the table whose rows count them. `hasWonders`: a
 * wonder (or dislike) is possible too.
 */
export type ReactionSet = {
  readonly table: 'post_reactions' | 'comment_reactions' | 'story_reactions' | 'article_reactions' | 'message_reactions';
  readonly countedIn?: 'posts' | 'comments' | 'stories' | 'articles';
  readonly hasWonders?: boolean;
};

export const REACTIONS_TO = {
  post: { table: 'post_reactions', countedIn: 'posts', hasWonders: true },
  comment: { table: 'comment_reactions', countedIn: 'comments', hasWonders: true },
  story: { table: 'story_reactions', countedIn: 'stories' },
  article: { table: 'article_reactions', countedIn: 'articles' },
  message: { table: 'message_reactions' },
} as const satisfies Readonly<Record<string, ReactionSet>>;
