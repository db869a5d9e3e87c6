import type { Services } from '../../context.ts';
import { Refusal } from '../../http/errors.ts';
import type { Upload } from '../../http/form.ts';
import { claimMedia, releaseMedia } from '../../media/ledger.ts';
import { importedArticle, lockImportedArticle, updateArticle, upsertArticle } from '../queries/articles.ts';
import { publishPost } from './publish.ts';
import { type ArticleChanges, columnsOf, thumbnailKeys, withThumbnail } from './write.ts';

/** A picture to take over: its digest tells whether it was before. */
export type ImportedPicture = { digest: string; upload(): Promise<Upload> };

/** An article from elsewhere. `content` is HTML, made harmless before it is stored. */
export type ImportedArticle = Omit<ArticleChanges, 'published' | 'thumbnail'> & {
  sourceKey: string;
  authorId: number;
  title: string;
  content: string;
  createdAt: Date;
  thumbnail?: ImportedPicture | undefined;
};

/**
 * What would be stored, to find out whether it can be; writes nothing. 1 statement. Refuses as `importArticle`, but for a
 * thumbnail that is no picture.
 */
export async function checkArticle(services: Pick<Services, 'settings' | 'db'>, article: ImportedArticle): Promise<void> {
  columnsOf(services, changesOf(article));
  await requireOwnKey(services, article);
}

/**
 * Brings an article from elsewhere, told of in a post of its author's; one brought before under the same key is changed, but
 * stays a draft where it became one, and keeps its post, and its thumbnail as long as the picture is the same. May be run
 * again. Refuses `empty`, `categoryNotFound`, `keyTaken` for the key of another person's article, `unsupported`, `tooLarge`,
 * `corrupt`.
 */
export async function importArticle(services: Services, article: ImportedArticle): Promise<void> {
  const { sourceKey, authorId, createdAt, thumbnail: picture } = article;
  const columns = { title: article.title, content: '', ...columnsOf(services, changesOf(article)) };
  const row = { ...columns, source_key: sourceKey, owner_id: authorId, created_at: createdAt };
  const before = await requireOwnKey(services, article);
  const isNew = picture !== undefined && !(before?.thumbnail && before.thumbnail_digest === picture.digest);
  const upload = isNew ? await picture.upload() : undefined;
  await withThumbnail(services, { upload, ownerId: authorId }, ({ thumbnail, keys }) =>
    services.write(async (tx) => {
      await upsertArticle(tx, row);
      const stored = await lockImportedArticle(tx, sourceKey);
      if (!stored) return;
      if (stored.state === 'published') await publishPost(services, tx, { ...stored, at: createdAt });
      if (thumbnail === undefined) return;
      await updateArticle(tx, stored.id, { thumbnail, thumbnail_digest: picture?.digest ?? null });
      await claimMedia(tx, keys);
      await releaseMedia(tx, thumbnailKeys(stored.thumbnail));
    }),
  );
}

/** What was brought before under the key. 1 statement. Refuses `keyTaken` where that is another person's. */
async function requireOwnKey({ db }: Pick<Services, 'db'>, { sourceKey, authorId }: ImportedArticle) {
  const before = await importedArticle(db, sourceKey);
  if (before && before.owner_id !== authorId) throw new Refusal('keyTaken');
  return before;
}

function changesOf({ title, content, description, category, tags }: ImportedArticle): ArticleChanges {
  return { title, content, description, category, tags };
}
