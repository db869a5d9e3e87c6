import { z } from 'zod';
import { idOr, reacted, reactionOr, textCommentActs, textCommentErrors, textOr } from '../comments/endpoints/text-comments.ts';
import { TextCommentData, TextReplyData } from '../comments/wire/text-comment.ts';
import type { ViewerContext } from '../context.ts';
import { defineEndpoint } from '../http/endpoint.ts';
import { clearableText, file, form, offset, page, text, title, wordMap } from '../http/form.ts';
import { hydrateArticles } from './hydrate.ts';
import { presentArticle, presentWholeArticle } from './present.ts';
import { deleteArticle } from './service/delete.ts';
import { toggleArticleReaction } from './service/react.ts';
import { articles, readArticle } from './service/read.ts';
import { type ArticleChanges, CONTENT_LENGTH, createArticle, editArticle } from './service/write.ts';
import { ArticleData } from './wire.ts';

export const getArticles = defineEndpoint({
  name: 'get-articles',
  summary: 'Articles, newest first; of one person, of one category, or one by its id',
  access: 'user',
  limit: 'read',
  // absent, blank and 0 mean: any; this endpoint has no errors
  input: form({ user_id: offset(), category: offset(), article_id: offset(), ...page({ limit: 25 }) }),
  answer: z.object({ articles: z.array(ArticleData) }),
  errors: {},
  async handle({ ctx, input: { user_id, category, article_id, ...part } }) {
    const { ids, maps } = await articles(ctx, { ownerId: user_id, categoryId: category, articleId: article_id, ...part });
    return { articles: ids.map((id) => presentArticle(id, maps, ctx)) };
  },
});

export const getBlogById = defineEndpoint({
  name: 'get-blog-by-id',
  summary: 'One article, to read it',
  access: 'user',
  limit: 'read',
  input: form({ blog_id: idOr('subjectNotFound') }),
  answer: z.object({ data: ArticleData }),
  errors: { subjectNotFound: [4, 'Article not found'], missing: [4, 'Article not found'] },
  async handle({ ctx, input: { blog_id } }) {
    return { data: presentWholeArticle(blog_id, await readArticle(ctx, blog_id), ctx) };
  },
});

const listPart = page({ limit: 20, max: 50 });
const onArticle = { blog_id: idOr('details') };
const onComment = { ...onArticle, comment_id: idOr('details') };
const reaction_type = reactionOr('details');

const columns = {
  description: clearableText(500),
  category: idOr('categoryNotFound').optional(),
  tags: clearableText(500),
  active: wordMap(['0', false], ['1', true]),
  thumbnail: file().optional(),
};

const input = z.discriminatedUnion(
  'type',
  [
    form({ type: z.literal('get_comments'), blog_id: idOr('articleMissing'), ...listPart }),
    form({ type: z.literal('add_comment'), blog_id: idOr('saidDetails'), text: textOr('saidDetails') }),
    form({ type: z.literal('like'), ...onArticle, comment_id: idOr('details').optional(), reaction_type }),
    form({ type: z.literal('delete'), ...onComment }),
    form({ type: z.literal('add_reply'), ...onComment, text: textOr('details') }),
    form({ type: z.literal('reply_like'), ...onComment, reaction_type }),
    form({ type: z.literal('reply_delete'), ...onComment }),
    form({ type: z.literal('reply_fetch'), comment_id: idOr('commentMissing'), ...listPart }),
    form({ type: z.literal('create'), title: title(200), content: text(CONTENT_LENGTH), ...columns }),
    form({
      type: z.literal('edit'),
      ...onArticle,
      title: title(200).optional(),
      content: text(CONTENT_LENGTH).optional(),
      ...columns,
    }),
    // its own word: an app that loses the id of a comment on the way must not lose the article
    form({ type: z.literal('delete_article'), ...onArticle }),
  ],
  { error: 'unknownType' },
);

type Input = z.output<typeof input>;

const answer = z.object({
  data: z.union([ArticleData, TextCommentData, TextReplyData, z.array(TextCommentData), z.array(TextReplyData)]).optional(),
  code: z.int().optional(),
  type: z.string().optional(),
  message: z.string().optional(),
});

type Answer = z.output<typeof answer>;

/** What each type does with its own fields, and answers. */
type Acts = { [Type in Input['type']]: (ctx: ViewerContext, input: Extract<Input, { type: Type }>) => Promise<Answer> };

const commentActs = textCommentActs({ on: 'article', field: 'blog_id' });

const changesOf = (own: Omit<Extract<Input, { type: 'edit' }>, 'type' | 'blog_id'>): ArticleChanges => {
  const { title, content, description, category, tags, active, thumbnail } = own;
  return { title, content, description, category, tags, published: active, thumbnail };
};

async function whole(ctx: ViewerContext, id: number): Promise<Answer> {
  return { data: presentWholeArticle(id, await hydrateArticles(ctx, [id]), ctx) };
}

const acts: Acts = {
  ...commentActs,
  async like(ctx, { comment_id, ...own }) {
    if (comment_id !== undefined) return commentActs.like(ctx, { ...own, comment_id });
    const { word, reaction } = own.reaction_type;
    return reacted(await toggleArticleReaction(ctx, own.blog_id, reaction), word);
  },
  create: async (ctx, own) => whole(ctx, await createArticle(ctx, { ...changesOf(own), title: own.title, content: own.content })),
  async edit(ctx, own) {
    await editArticle(ctx, own.blog_id, changesOf(own));
    return whole(ctx, own.blog_id);
  },
  async delete_article(ctx, { blog_id }) {
    await deleteArticle(ctx, blog_id);
    return { message: 'article deleted' };
  },
};

const LIMITS = new Map<string, 'read' | 'upload'>([
  ['get_comments', 'read'],
  ['reply_fetch', 'read'],
  // a picture comes with it, and making the content harmless takes as long
  ['create', 'upload'],
  ['edit', 'upload'],
]);

const imageRefused = [11, 'Image format is not supported, (jpg, png, gif, jpeg) are supported.'] as const;

export const blogs = defineEndpoint({
  name: 'blogs',
  summary: 'Write and delete articles; comments on them, replies, and what people think of all that',
  access: 'user',
  limit: 'write',
  limitOf: (field) => LIMITS.get(field('type')) ?? 'write',
  input,
  answer,
  errors: {
    unknownType: [4, 'type can not be empty'],
    articleMissing: [5, 'blog_id can not be empty'],
    saidDetails: [6, 'Please check your details'],
    details: [7, 'Please check your details'],
    commentMissing: [8, 'comment_id can not be empty'],
    missing: [6, 'Please check your details'],
    invalid: [6, 'The form holds characters that cannot be used'],
    'title.tooLong': [6, 'The title is too long'],
    'content.tooLong': [6, 'The content is too long'],
    'description.tooLong': [6, 'The description is too long'],
    'tags.tooLong': [6, 'There are too many tags'],
    subjectNotFound: [7, 'blog not found'],
    articleNotOwner: [9, 'You are not the article owner', 403],
    notAllowed: [10, 'You can not write articles', 403],
    categoryNotFound: [12, 'Category not found'],
    ...textCommentErrors,
    unsupported: imageRefused,
    corrupt: imageRefused,
    tooLarge: [11, 'Image is too large'],
  },
  handle({ ctx, input: own }) {
    // the table pairs each type with its own fields; the compiler cannot follow that through the index
    const act = acts[own.type] as (ctx: ViewerContext, input: Input) => Promise<Answer>;
    return act(ctx, own);
  },
});

export const articleEndpoints = [getArticles, getBlogById, blogs];
