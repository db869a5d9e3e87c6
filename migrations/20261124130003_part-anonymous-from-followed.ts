import type { Knex } from 'knex';

// Each batch is a transaction of its own.
export const config = { transaction: false };

/** Anonymous posts get an audience of their own: for everyone, but not among the posts of people somebody follows. */
export async function up(knex: Knex): Promise<void> {
  await moveAudience(knex, { from: 0, to: 4 });
}

export async function down(knex: Knex): Promise<void> {
  await moveAudience(knex, { from: 4, to: 0 });
}

const BATCH = 500;

type Move = { from: 0 | 4; to: 0 | 4 };

async function moveAudience(knex: Knex, { from, to }: Move): Promise<void> {
  for (let found = BATCH; found === BATCH; ) {
    const rows: { post_id: number; author_id: number }[] = await knex('feed_posts')
      .join('posts', 'posts.id', 'feed_posts.post_id')
      .where('feed_posts.audience', from)
      .where('posts.privacy', 4)
      .limit(BATCH)
      .select('feed_posts.post_id', 'feed_posts.author_id');
    if (rows.length > 0) await moveRows(knex, rows, { from, to });
    found = rows.length;
  }
}

async function moveRows(knex: Knex, rows: readonly { post_id: number; author_id: number }[], { from, to }: Move): Promise<void> {
  const postIds = rows.map((row) => row.post_id);
  const authorIds = [...new Set(rows.map((row) => row.author_id))];
  await knex.transaction(async (transaction) => {
    await transaction('feed_posts').where('audience', from).whereIn('post_id', postIds).update({ audience: to });
    // the newest that every follower meets
    const newest = '(SELECT MAX(post_id) FROM feed_posts WHERE author_id = feed_heads.author_id AND audience <= 1)';
    await transaction('feed_heads')
      .whereIn('author_id', authorIds)
      .update({ shared_id: transaction.raw(`COALESCE(${newest}, 0)`) });
  });
}
