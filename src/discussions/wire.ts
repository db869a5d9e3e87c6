import { z } from 'zod';
import { ReactionData } from '../posts/wire/reaction.ts';
import { UserData } from '../users/wire.ts';

const text = z.string();

const remark = {
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
export const RemarkReplyData = z
  .object({ ...remark, comm_id: text, blog_id: text.optional(), movie_id: text.optional() })
  .meta({ id: 'RemarkReplyData' });

/** A comment on an article or movie with its newest replies. Contract-beyond: blogs, movies_comments. */
export const RemarkData = z
  .object({
    ...remark,
    blog_id: text.optional(),
    movie_id: text.optional(),
    replies_count: text,
    replies: z.array(RemarkReplyData),
  })
  .meta({ id: 'RemarkData' });
