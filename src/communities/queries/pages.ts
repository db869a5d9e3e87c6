import type { Knex } from 'knex';
import { prepared } from '../../database/prepared.ts';
import type { Tx } from '../../database/write.ts';
import type { Privilege } from '../catalogue.ts';

export type PageRow = {
  id: number;
  owner_id: number;
  name: string;
  title: string;
  description: string;
  avatar: string;
  cover: string;
  background: string;
  shows_background: number;
  category_id: number;
  sub_category_id: number;
  website: string;
  company: string;
  phone: string;
  address: string;
  facebook: string;
  instagram: string;
  twitter: string;
  linkedin: string;
  vk: string;
  youtube: string;
  google: string;
  users_post: number;
  call_action_type: number;
  call_action_url: string;
  verified: number;
  boosted: number;
  /** The end of a promotion, if it has one. */
  boosted_until: Date | null;
  lat: number | null;
  lng: number | null;
  cell: number | null;
  likes_count: number;
  posts_count: number;
  reviews_count: number;
  rating_sum: number;
  created_at: Date;
  deleted_at: Date | null;
};

export type Privileges = Record<Privilege, number>;

export type PageAdminRow = Privileges & { id: number; page_id: number; user_id: number; created_at: Date };
export type PageLikeRow = { id: number; page_id: number; user_id: number; created_at: Date };
export type PageReportRow = { id: number; page_id: number; reporter_id: number; text: string; created_at: Date };
export type PageInvitationRow = { id: number; page_id: number; inviter_id: number; user_id: number; created_at: Date };
export type PageReviewRow = {
  id: number;
  page_id: number;
  user_id: number;
  valuation: number;
  text: string;
  created_at: Date;
};

declare module 'knex/types/tables.js' {
  interface Tables {
    pages: PageRow;
    page_likes: PageLikeRow;
    page_admins: PageAdminRow;
    page_reviews: PageReviewRow;
    page_invitations: PageInvitationRow;
    page_reports: PageReportRow;
  }
}

export type Page = Omit<PageRow, 'deleted_at'>;

/** The rows of the pages that are not deleted. */
export async function pageRows(db: Knex, ids: readonly number[]): Promise<Page[]> {
  return pagesThere(db, { ids });
}

const pagesThere = prepared<{ ids: readonly number[] }, Page>((db, { ids }) =>
  db('pages').select('*').whereIn('id', ids).whereNull('deleted_at'),
);

/** A user's like, review or report of a page. */
export type PageRelationRow = { id: number; part: 'liked' | 'rated' | 'reported' };

/** A user's likes, reviews and reports of pages. 1 statement. */
export async function pageRelationRows(db: Knex, userId: number, ids: readonly number[]): Promise<PageRelationRow[]> {
  return partsOnPages(db, { userId, ids });
}

const partsOnPages = prepared<{ userId: number; ids: readonly number[] }, PageRelationRow>((db, { userId, ids }) => {
  const part = (name: PageRelationRow['part']) => [db.raw('page_id as id'), db.raw(`'${name}' as part`)];
  const branches: Knex.QueryCallback[] = [
    (q) => q.select(part('rated')).from('page_reviews').where('user_id', userId).whereIn('page_id', ids),
    (q) => q.select(part('reported')).from('page_reports').where('reporter_id', userId).whereIn('page_id', ids),
  ];
  return db('page_likes').select(part('liked')).where('user_id', userId).whereIn('page_id', ids).unionAll(branches);
});

/** Which of the pages a user is an admin of, with their privileges. */
export async function pageAdminRows(db: Knex, userId: number, ids: readonly number[]): Promise<PageAdminRow[]> {
  return adminRows(db, { userId, ids });
}

const adminRows = prepared<{ userId: number; ids: readonly number[] }, PageAdminRow>((db, { userId, ids }) =>
  db('page_admins').where({ user_id: userId }).whereIn('page_id', ids),
);

export async function lockPageRows(tx: Tx, ids: readonly number[]): Promise<Pick<PageRow, 'id' | 'deleted_at'>[]> {
  if (ids.length === 0) return [];
  return tx('pages').select('id', 'deleted_at').whereIn('id', ids).orderBy('id').forUpdate();
}

/** The page with a name, in any letter case. */
export async function pageIdByName(db: Knex, name: string): Promise<number | undefined> {
  return (await db('pages').where({ name }).whereNull('deleted_at').first('id'))?.id;
}

/** Names of the promoted pages with the end of their promotions. */
export async function promotions(db: Knex, now: Date): Promise<Pick<PageRow, 'name' | 'boosted_until'>[]> {
  return db('pages')
    .where({ boosted: 1 })
    .whereNull('deleted_at')
    .where((end) => end.whereNull('boosted_until').orWhere('boosted_until', '>', now))
    .orderBy('id')
    .select('name', 'boosted_until');
}

type NewPage = Pick<PageRow, 'owner_id' | 'name' | 'title' | 'description' | 'category_id' | 'sub_category_id' | 'created_at'>;

export async function insertPage(tx: Tx, row: NewPage): Promise<number> {
  const [id] = await tx('pages').insert(row);
  if (id === undefined) throw new Error('the new page has no id');
  return id;
}

export async function updatePage(tx: Tx, id: number, changes: Partial<Omit<PageRow, 'id'>>): Promise<void> {
  if (Object.keys(changes).length > 0) await tx('pages').where({ id }).update(changes);
}

export type PageCounter = 'likes_count' | 'posts_count' | 'reviews_count' | 'rating_sum';

export async function addToPageCounter(tx: Tx, ids: readonly number[], counter: PageCounter, change: number): Promise<void> {
  if (ids.length === 0 || change === 0) return;
  const sum = change > 0 ? tx.raw('?? + ?', [counter, change]) : tx.raw('GREATEST(??, ?) - ?', [counter, -change, -change]);
  await tx('pages')
    .whereIn('id', ids)
    .update({ [counter]: sum });
}

export async function insertPageLike(tx: Tx, row: Omit<PageLikeRow, 'id'>): Promise<void> {
  await tx('page_likes').insert(row);
}

export async function deletePageLike(tx: Tx, pageId: number, userId: number): Promise<number> {
  return tx('page_likes').where({ page_id: pageId, user_id: userId }).delete();
}

export async function insertPageAdmin(
  tx: Tx,
  row: Pick<PageAdminRow, 'page_id' | 'user_id' | 'created_at'> & Partial<Privileges>,
): Promise<void> {
  await tx('page_admins').insert(row);
}

export async function deletePageAdmin(tx: Tx, pageId: number, userId: number): Promise<number> {
  return tx('page_admins').where({ page_id: pageId, user_id: userId }).delete();
}

export async function updatePageAdmin(tx: Tx, id: number, privileges: Partial<Privileges>): Promise<void> {
  if (Object.keys(privileges).length > 0) await tx('page_admins').where({ id }).update(privileges);
}

/** The admins of a page, without its owner, oldest first. */
export async function adminsOfPage(db: Knex, pageId: number): Promise<PageAdminRow[]> {
  return db('page_admins').where({ page_id: pageId }).orderBy('id').limit(200);
}

export async function reviewOf(tx: Tx, pageId: number, userId: number): Promise<PageReviewRow | undefined> {
  return tx('page_reviews').where({ page_id: pageId, user_id: userId }).first();
}

export async function saveReview(tx: Tx, row: Omit<PageReviewRow, 'id'>): Promise<void> {
  await tx('page_reviews').insert(row).onConflict(['page_id', 'user_id']).merge(['valuation', 'text', 'created_at']);
}

export async function saveInvitation(tx: Tx, row: Omit<PageInvitationRow, 'id'>): Promise<void> {
  await tx('page_invitations').insert(row).onConflict(['page_id', 'user_id', 'inviter_id']).merge(['created_at']);
}

/** Deletes the invitations of a user to a page. Gives who had sent them. */
export async function consumeInvitations(tx: Tx, pageId: number, userId: number): Promise<number[]> {
  const inviterIds = await tx('page_invitations').where({ page_id: pageId, user_id: userId }).limit(500).pluck('inviter_id');
  if (inviterIds.length > 0) await tx('page_invitations').where({ page_id: pageId, user_id: userId }).delete();
  return inviterIds;
}

export async function insertPageReport(tx: Tx, row: Omit<PageReportRow, 'id'>): Promise<void> {
  await tx('page_reports').insert(row);
}

export async function deletePageReport(tx: Tx, pageId: number, reporterId: number): Promise<number> {
  return tx('page_reports').where({ page_id: pageId, reporter_id: reporterId }).delete();
}
