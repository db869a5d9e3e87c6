import type { Knex } from 'knex';
import type { Tx } from '../../database/write.ts';
import { withoutBlocked } from '../../graph/without-blocked.ts';
import type { ReactionCounts } from '../../reactions/rules.ts';

export type ArticleRow = ReactionCounts & {
  id: number;
  owner_id: number;
  /** That tells of it; 0 for none. */
  post_id: number;
  /** By which an import finds its own again. */
  source_key: string | null;
  state: 'draft' | 'published' | 'deleted';
  title: string;
  description: string;
  content: string;
  category_id: number;
  thumbnail: string;
  /** Of the picture that an import took the thumbnail from. */
  thumbnail_digest: string | null;
  tags: string;
  views: number;
  shares: number;
  created_at: Date;
  deleted_at: Date | null;
};

declare module 'knex/types/tables.js' {
  interface Tables {
    articles: ArticleRow;
  }
}

const columns = [
  'id',
  'owner_id',
  'state',
  'title',
  'description',
  'content',
  'category_id',
  'thumbnail',
  'tags',
  'views',
  'shares',
  'likes_count',
  'loves_count',
  'hahas_count',
  'wows_count',
  'sads_count',
  'angries_count',
  'reactions_count',
  'created_at',
] as const satisfies readonly (keyof ArticleRow)[];

/** What is shown of an article. */
export type Article = Pick<ArticleRow, (typeof columns)[number]>;

/** The articles that are not deleted. */
export async function articleRows(db: Knex, ids: readonly number[]): Promise<Article[]> {
  if (ids.length === 0) return [];
  return db('articles')
    .select(...columns)
    .whereIn('id', ids)
    .whereNot('state', 'deleted');
}

/** Which articles a list holds; what is absent does not matter. */
export type ArticleFilter = { ownerId?: number | undefined; categoryId?: number | undefined };

/** Ids of published articles of active people the viewer may meet, newest first. 1 statement. */
export async function articleIds(
  db: Knex,
  { ownerId, categoryId }: ArticleFilter,
  { viewerId, limit, offset }: { viewerId: number; limit: number; offset?: number | undefined },
): Promise<number[]> {
  const index = ownerId ? 'articles_owner_index' : categoryId ? 'articles_category_index' : 'articles_newest_index';
  const query = db
    // Told which indexes, and in which order: by itself the planner may begin with the people and sort every article, or look
    // through all the active ones for each.
    .from(db.raw('articles FORCE INDEX (??)', [index]))
    .joinRaw('STRAIGHT_JOIN users FORCE INDEX (PRIMARY) ON users.id = articles.owner_id')
    .where('articles.state', 'published')
    .where('users.state', 'active')
    .orderBy('articles.id', 'desc')
    .limit(limit);
  if (ownerId !== undefined) query.where('articles.owner_id', ownerId);
  if (categoryId !== undefined) query.where('articles.category_id', categoryId);
  if (offset !== undefined) query.where('articles.id', '<', offset);
  return withoutBlocked(query, viewerId, 'articles.owner_id').pluck('articles.id');
}

export type LockedArticle = Pick<ArticleRow, 'id' | 'owner_id' | 'post_id' | 'state' | 'thumbnail' | 'title'>;

/** Locks an article that is not deleted. */
export async function lockArticle(tx: Tx, id: number): Promise<LockedArticle | undefined> {
  const query = tx('articles').where({ id }).whereNot('state', 'deleted').forUpdate();
  return query.first('id', 'owner_id', 'post_id', 'state', 'thumbnail', 'title');
}

export type NewArticle = Pick<ArticleRow, 'owner_id' | 'title' | 'content' | 'created_at'> &
  Partial<Pick<ArticleRow, 'source_key' | 'state' | 'description' | 'category_id' | 'thumbnail' | 'tags'>>;

export async function insertArticle(tx: Tx, row: NewArticle): Promise<number> {
  const [id] = await tx('articles').insert(row);
  if (id === undefined) throw new Error('the database gave no id for a new article');
  return id;
}

/** What an import brought under a key before, if anything. 1 statement. */
export async function importedArticle(
  db: Knex,
  sourceKey: string,
): Promise<Pick<ArticleRow, 'owner_id' | 'thumbnail' | 'thumbnail_digest'> | undefined> {
  return db('articles').where({ source_key: sourceKey }).first('owner_id', 'thumbnail', 'thumbnail_digest');
}

export type ImportedArticleRow = Pick<ArticleRow, 'id' | 'owner_id' | 'post_id' | 'state' | 'thumbnail'>;

/** Locks what an import brought under a key, unless it is deleted. */
export async function lockImportedArticle(tx: Tx, sourceKey: string): Promise<ImportedArticleRow | undefined> {
  const query = tx('articles').where({ source_key: sourceKey }).whereNot('state', 'deleted').forUpdate();
  return query.first('id', 'owner_id', 'post_id', 'state', 'thumbnail');
}

/** Stores an article, or in the place of what an import brought before under its key. */
export async function upsertArticle(tx: Tx, row: NewArticle & { source_key: string }): Promise<void> {
  const { source_key, created_at, state, thumbnail, ...columns } = row;
  await tx('articles').insert(row).onConflict('source_key').merge(columns);
}

export async function updateArticle(tx: Tx, id: number, changes: Partial<Omit<ArticleRow, 'id'>>): Promise<void> {
  if (Object.keys(changes).length > 0) await tx('articles').where({ id }).update(changes);
}

export async function countView(tx: Tx, id: number): Promise<void> {
  await tx('articles').where({ id }).increment('views', 1);
}

/** Ids of some of a person's articles that are not deleted yet. */
export async function articleIdsOfAuthor(db: Knex, ownerId: number, limit: number): Promise<number[]> {
  const query = db('articles').where({ owner_id: ownerId }).whereIn('state', ['draft', 'published']);
  return query.limit(limit).pluck('id');
}

/** The post that tells of an article, deleted or not; 0 for none. */
export async function postOfArticle(db: Knex, id: number): Promise<number> {
  return (await db('articles').where({ id }).first('post_id'))?.post_id ?? 0;
}

/** The article a post tells of, locked, unless it is deleted. */
export async function lockArticleOfPost(tx: Tx, postId: number): Promise<Pick<ArticleRow, 'id'> | undefined> {
  return tx('articles').where({ post_id: postId }).whereNot('state', 'deleted').forUpdate().first('id');
}

/** Deleted articles whose rows are still there. */
export async function deletedArticleIds(db: Knex, limit: number): Promise<number[]> {
  return db('articles').where({ state: 'deleted' }).orderBy('id').limit(limit).pluck('id');
}

export async function deleteArticleRow(tx: Tx, id: number): Promise<void> {
  await tx('articles').where({ id }).delete();
}

/** Puts at most `limit` articles of a category into another; gives how many. */
export async function moveCategory(tx: Tx, { from, to, limit }: { from: number; to: number; limit: number }): Promise<number> {
  return tx('articles').where({ category_id: from }).whereNot('state', 'deleted').limit(limit).update({ category_id: to });
}
