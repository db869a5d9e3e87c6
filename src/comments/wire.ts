import { z } from 'zod';
import { PagePublisher } from '../communities/wire.ts';
import { ReactionData } from '../reactions/wire.ts';
import { UserData } from '../users/wire.ts';

const text = z.string();

/** A comment, contract §1.4. `c_file` and `record` are paths below the site's address, '' for none. */
export const CommentData = z
  .object({
    id: text,
    user_id: text,
    page_id: text,
    post_id: text,
    text,
    record: text,
    c_file: text,
    time: text,
    publisher: z.union([UserData, PagePublisher]),
    url: text,
    fullurl: text,
    Orginaltext: text,
    onwer: z.boolean(),
    post_onwer: z.boolean(),
    comment_likes: text,
    comment_wonders: text,
    is_comment_liked: z.boolean(),
    is_comment_wondered: z.boolean(),
    reaction: ReactionData,
    replies_count: text,
  })
  .meta({ id: 'CommentData' });

/** A reply: a comment with the id of its parent. */
export const ReplyData = CommentData.extend({
  comment_id: text,
  reply_likes: text,
  reply_wonders: text,
  is_reply_liked: z.boolean(),
  is_reply_wondered: z.boolean(),
}).meta({ id: 'ReplyData' });

/** A person who reacted to a comment; the next page continues after `row_id`. */
export const CommentMarkerData = UserData.extend({ row_id: text }).meta({ id: 'CommentMarkerData' });
