import { z } from 'zod';
import { ReactionData } from '../reactions/wire.ts';
import { UserData } from '../users/wire.ts';

const text = z.string();

/** An article, contract §1.12. `posted` is how long ago in lists, a time in get-blog-by-id. */
export const ArticleData = z
  .object({
    id: text,
    user: text,
    title: text,
    content: text,
    description: text,
    posted: text,
    category: text,
    thumbnail: text,
    view: text,
    shared: text,
    tags: text,
    active: text,
    author: UserData,
    tags_array: z.array(text),
    url: text,
    category_link: text,
    category_name: text,
    is_post_admin: z.boolean(),
    reaction: ReactionData,
  })
  .meta({ id: 'ArticleData' });
