import type { Knex } from 'knex';
import type { Services } from '../../context.ts';
import type { Tx } from '../../database/write.ts';
import { hashtagsOf } from '../../text/render.ts';

const PAGE = 2000;
const PUBLIC = [0, 4];

type Progress = (done: number, total: number) => void;
type Tagged = { id: number; text: string; created_at: Date };

/** Ties the hashtags in public posts to them. May be run again. */
export async function tagPosts({ db, write }: Pick<Services, 'db' | 'write'>, progress: Progress): Promise<void> {
  const [highest] = await db('posts').max({ id: 'id' });
  const total = Number(highest?.id ?? 0);
  for (let after = 0; ; ) {
    const rows: Tagged[] = await db('posts')
      .select('id', 'text', 'created_at')
      .where('id', '>', after)
      .where('group_id', 0)
      .whereIn('privacy', PUBLIC)
      .whereNull('deleted_at')
      .where('text', 'like', '%#%')
      .orderBy('id')
      .limit(PAGE);
    const last = rows.at(-1);
    if (!last) return;
    await write((tx) => tieTags(tx, rows));
    after = last.id;
    progress(after, total);
  }
}

async function tieTags(tx: Tx, posts: readonly Tagged[]): Promise<void> {
  const uses = posts.flatMap(({ id, text, created_at }) => hashtagsOf(text).map((tag) => ({ postId: id, tag, at: created_at })));
  if (uses.length === 0) return;
  const latest = new Map<string, Date>();
  for (const { tag, at } of uses) if (at > (latest.get(tag) ?? new Date(0))) latest.set(tag, at);
  const tags = [...latest.keys()].sort();
  await tx('hashtags')
    .insert(tags.map((tag) => ({ tag, last_used_at: latest.get(tag) ?? new Date(0) })))
    .onConflict('tag')
    .merge({ last_used_at: tx.raw('GREATEST(last_used_at, VALUES(last_used_at))') });
  const rows = await tx('hashtags').select('id', 'tag').whereIn('tag', tags);
  const ids = new Map(rows.map((row) => [row.tag, row.id]));
  const ties = uses.flatMap(({ postId, tag }) => {
    const tag_id = ids.get(tag);
    return tag_id === undefined ? [] : [{ tag_id, post_id: postId }];
  });
  for (let at = 0; at < ties.length; at += PAGE) {
    await tx('post_hashtags')
      .insert(ties.slice(at, at + PAGE))
      .onConflict(['tag_id', 'post_id'])
      .merge(['tag_id']);
  }
}

/** Things know the post that tells of them: the first one. */
const POST_LINKS = [
  ['products', 'product_id'],
  ['articles', 'blog_id'],
  ['events', 'page_event_id'],
] as const;

/** Ties products, articles and events to their posts, and sums what is kept beside reviews. May be run again. */
export async function linkRows({ write }: Pick<Services, 'write'>): Promise<void> {
  for (const [table, column] of POST_LINKS) {
    const first = `SELECT ${column} AS id, MIN(id) AS post_id FROM posts WHERE ${column} > 0 AND deleted_at IS NULL GROUP BY ${column}`;
    await write((tx) =>
      tx.raw(`UPDATE ${table} JOIN (${first}) AS telling ON telling.id = ${table}.id
        SET ${table}.post_id = telling.post_id WHERE ${table}.post_id = 0`),
    );
  }
  await write((tx) =>
    tx.raw(`UPDATE pages SET rating_sum = COALESCE((
      SELECT SUM(valuation) FROM page_reviews WHERE page_reviews.page_id = pages.id), 0)`),
  );
}

/** Makes new ids of a table begin no lower than `next`. */
export async function raiseNextId(db: Knex, table: string, next: number): Promise<void> {
  const [rows] = await db.raw<[{ nextId: number | null }[]]>(
    'SELECT auto_increment AS nextId FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = ?',
    [table],
  );
  // MySQL may tell an old value for a day; raising to what it is already changes nothing
  if (Number(rows?.[0]?.nextId ?? 0) < next) await db.raw('ALTER TABLE ?? AUTO_INCREMENT = ?', [table, next]);
}
