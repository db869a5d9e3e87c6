import { chosenCategories } from '../../catalogues/service/choose.ts';
import type { Services, ViewerContext } from '../../context.ts';
import { Refusal } from '../../http/errors.ts';
import type { Upload } from '../../http/form.ts';
import { storeImage } from '../../media/image.ts';
import { fullKeyOf } from '../../media/keys.ts';
import { claimMedia, discardMedia, releaseMedia } from '../../media/ledger.ts';
import { isBlank } from '../../text/invisible.ts';
import { richText } from '../../text/rich-text.ts';
import { lockUsers } from '../../users/service.ts';
import { type ArticleRow, insertArticle, lockArticle, updateArticle } from '../queries/articles.ts';
import { canEditArticle, canWriteArticles } from '../rules.ts';
import { publishPost } from './publish.ts';
import { requireArticle } from './read.ts';

/** What a form says of an article; what is absent stays as it is. */
export type ArticleChanges = {
  title?: string | undefined;
  content?: string | undefined;
  description?: string | undefined;
  category?: number | undefined;
  tags?: string | undefined;
  published?: boolean | undefined;
  thumbnail?: Upload | undefined;
};

const TAGS_LENGTH = 500;

/**
 * Publishes an article of the viewer's, in a post for everyone unless it is a draft; gives its id. Refuses `notAllowed` where
 * only the staff may write, `empty` when nothing harmless is left of its content, `categoryNotFound`, `unsupported`,
 * `tooLarge`, `corrupt`. Contract-beyond: blogs.
 */
export async function createArticle(
  ctx: ViewerContext,
  form: ArticleChanges & { title: string; content: string },
): Promise<number> {
  if (!canWriteArticles(ctx.viewer, ctx.settings.isOn('can_blogs'))) throw new Refusal('notAllowed');
  const { title, content, ...columns } = columnsOf(ctx, form);
  return withThumbnail(ctx, { upload: form.thumbnail, ownerId: ctx.viewer.id }, ({ thumbnail = '', keys }) =>
    ctx.write(async (tx) => {
      const row = { ...columns, title: title ?? form.title, content: content ?? '', thumbnail };
      const id = await insertArticle(tx, { ...row, owner_id: ctx.viewer.id, created_at: ctx.now });
      await claimMedia(tx, keys);
      if (columns.state !== 'draft') await publishPost(ctx, tx, { id, owner_id: ctx.viewer.id, post_id: 0, at: ctx.now });
      return id;
    }),
  );
}

/**
 * Changes an article; a draft that is published gets its post. Refuses `subjectNotFound`, `articleNotOwner` for all but its
 * author and the staff, `notAllowed` for an author who may not write any more, and as `createArticle`. Contract-beyond: blogs.
 */
export async function editArticle(ctx: ViewerContext, id: number, form: ArticleChanges): Promise<void> {
  const maps = await requireArticle(ctx, id);
  const article = maps.articles.get(id);
  if (!article || !canEditArticle(article, ctx.viewer)) throw new Refusal('articleNotOwner');
  if (!canWriteArticles(ctx.viewer, ctx.settings.isOn('can_blogs'))) throw new Refusal('notAllowed');
  const columns = columnsOf(ctx, form);
  await withThumbnail(ctx, { upload: form.thumbnail, ownerId: ctx.viewer.id }, ({ keys, ...stored }) =>
    ctx.write(async (tx) => {
      // people are locked first; the post needs its author, whom somebody of the staff may outlive
      const author = (await lockUsers(tx, [article.owner_id])).get(article.owner_id);
      const before = await lockArticle(tx, id);
      if (!before || author?.state !== 'active') throw new Refusal('subjectNotFound');
      await updateArticle(tx, id, { ...columns, ...stored });
      await claimMedia(tx, keys);
      if (stored.thumbnail !== undefined) await releaseMedia(tx, thumbnailKeys(before.thumbnail));
      if (columns.state === 'published') await publishPost(ctx, tx, { ...before, at: ctx.now });
    }),
  );
}

/** The files behind an article's thumbnail. */
export function thumbnailKeys(thumbnail: string): string[] {
  return thumbnail === '' ? [] : [thumbnail, fullKeyOf(thumbnail)];
}

type Columns = Partial<Pick<ArticleRow, 'title' | 'content' | 'description' | 'category_id' | 'tags' | 'state'>>;

/** Of an article's HTML, as typed and as stored. Sanitising the worst of this length took 0.13 s here; of 500 000 characters 5 s. */
export const CONTENT_LENGTH = 65_535;

/** The columns a form fills, the content made harmless. Refuses `empty`, `tooLong`, `categoryNotFound`. */
export function columnsOf(
  ctx: Pick<Services, 'settings'>,
  { title, content, description, category, tags, published }: ArticleChanges,
): Columns {
  const harmless = content === undefined ? undefined : richText(content);
  if (isBlank(title ?? '-') || isBlank(harmless ?? '-')) throw new Refusal('empty');
  // 60 000 times `<` are four times as much once they are `&lt;`, in every list
  if (harmless !== undefined && harmless.length > CONTENT_LENGTH) throw new Refusal('tooLong', { field: 'content' });
  const columns: Columns = {};
  if (title !== undefined) columns.title = title;
  if (harmless !== undefined) columns.content = harmless;
  if (description !== undefined) columns.description = description;
  if (category !== undefined) columns.category_id = chosenCategories(ctx, { kind: 'blog', categoryId: category }).category_id;
  if (tags !== undefined) columns.tags = tagList(tags);
  if (published !== undefined) columns.state = published ? 'published' : 'draft';
  return columns;
}

/** Each tag once, without blanks around it, as many as there is room for. */
export function tagList(tags: string): string {
  const words = [...new Set(tags.split(',').map((tag) => tag.trim()))].filter((tag) => tag !== '');
  while (words.join(',').length > TAGS_LENGTH) words.pop();
  return words.join(',');
}

/** Stores the picture, lets `write` claim it, and removes what it did not claim, also when it fails. */
export async function withThumbnail<Result>(
  { media }: Pick<Services, 'media'>,
  { upload, ownerId }: { upload: Upload | undefined; ownerId: number },
  write: (stored: { thumbnail?: string; keys: string[] }) => Promise<Result>,
): Promise<Result> {
  if (!upload) return write({ keys: [] });
  const { key, keys } = await storeImage(media, upload, { kind: 'cover', ownerId });
  try {
    return await write({ thumbnail: key, keys });
  } finally {
    await discardMedia(media, keys);
  }
}
