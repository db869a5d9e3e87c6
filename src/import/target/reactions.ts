import { defineTarget } from '../core/target.ts';

export const WONDER = 7;

/** 1 like to 6 angry, 7 wonder or dislike; one of a person to a subject, and a wonder beside it. */
const reactions = (table: string) =>
  defineTarget(
    table,
    { subject_id: 0, user_id: 0, reaction: 1, created_at: new Date(0) },
    { kind: 'relation', keep: ['subject_id', 'user_id', 'created_at'] },
  );

export const postReactions = reactions('post_reactions');
export const commentReactions = reactions('comment_reactions');
export const storyReactions = reactions('story_reactions');
export const articleReactions = reactions('article_reactions');
export const messageReactions = reactions('message_reactions');
