import { comments, reportComment } from './post-comments.ts';

export const commentEndpoints = [comments, reportComment];
