import { z } from 'zod';
import { ReactionData } from '../../reactions/wire.ts';
import { UserData } from '../../users/wire.ts';

const text = z.string();

const columns = {
  id: text,
  user_id: text,
  text,
  posted: text,
  likes: text,
  dislikes: text,
  user_data: UserData,
  is_owner: z.boolean(),
  is_comment_liked: z.boolean(),
  is_comment_wondered: z.boolean(),
  reaction: ReactionData,
};

/** A reply to a comment (`comm_id`) on an article or movie. Contract-beyond: blogs, movies_comments. */
export const TextReplyData = z
  .object({ ...columns, comm_id: text, blog_id: text.optional(), movie_id: text.optional() })
  .meta({ id: 'RemarkReplyData' });

/** A comment on an article or movie with its newest replies. Contract-beyond: blogs, movies_comments. */
export const TextCommentData = z
  .object({
    ...columns,
    blog_id: text.optional(),
    movie_id: text.optional(),
    replies_count: text,
    replies: z.array(TextReplyData),
  })
  .meta({ id: 'RemarkData' });
