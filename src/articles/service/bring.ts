import type { Services } from '../../context.ts';
import type { Upload } from '../../http/form.ts';
import { claimMedia } from '../../media/ledger.ts';
import { articleBrought, lockBroughtArticle, updateArticle, upsertArticle } from '../queries/articles.ts';
import { type ArticleChanges, columnsOf, withThumbnail } from './write.ts';

/** An article from elsewhere. `content` is HTML, made harmless before it is stored. */
export type BroughtArticle = Omit<ArticleChanges, 'published' | 'thumbnail'> & {
  sourceKey: string;
  authorId: number;
  title: string;
  content: string;
  createdAt: Date;
  /** Gives the picture to take over; asked only while the article has none. */
  thumbnail?: (() => Promise<Upload>) | undefined;
};

/** What would be stored, to find out whether it can be. Refuses as `bringArticle`, but for the thumbnail; writes nothing. */
export function checkArticle(services: Pick<Services, 'settings'>, article: BroughtArticle): void {
  columnsOf(services, changesOf(article));
}

/**
 * Brings an article from elsewhere; one brought before under the same key is changed, but keeps its thumbnail and stays a draft
 * where it became one. May be run again. Refuses `empty`, `categoryNotFound`, `unsupported`, `tooLarge`, `corrupt`.
 */
export async function bringArticle(services: Services, article: BroughtArticle): Promise<void> {
  const { sourceKey, authorId, createdAt } = article;
  const columns = { title: article.title, content: '', ...columnsOf(services, changesOf(article)) };
  const row = { ...columns, source_key: sourceKey, owner_id: authorId, created_at: createdAt };
  const before = await articleBrought(services.db, sourceKey);
  const upload = before?.thumbnail ? undefined : await article.thumbnail?.();
  await withThumbnail(services, { upload, ownerId: authorId }, ({ thumbnail, keys }) =>
    services.write(async (tx) => {
      await upsertArticle(tx, row);
      const stored = await lockBroughtArticle(tx, sourceKey);
      if (stored?.thumbnail !== '' || thumbnail === undefined) return;
      await updateArticle(tx, stored.id, { thumbnail });
      await claimMedia(tx, keys);
    }),
  );
}

function changesOf({ title, content, description, category, tags }: BroughtArticle): ArticleChanges {
  return { title, content, description, category, tags };
}
