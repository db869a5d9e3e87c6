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
const ANONYMOUS = 4;

type Move = { from: 0 | 4; to: 0 | 4 };

/** Goes through the posts once, by their ids; begun again after a crash it finds the moved ones as they shall be. */
async function moveAudience(knex: Knex, move: Move): Promise<void> {
  for (let last = 0, found = BATCH; found === BATCH; ) {
    const rows: { id: number; author_id: number }[] = await knex('posts')
      .where('id', '>', last)
      .where('privacy', ANONYMOUS)
      .orderBy('id')
      .limit(BATCH)
      .select('id', 'author_id');
    if (rows.length > 0) await moveRows(knex, rows, move);
    last = rows.at(-1)?.id ?? last;
    found = rows.length;
  }
}

async function moveRows(knex: Knex, rows: readonly { id: number; author_id: number }[], { from, to }: Move): Promise<void> {
  const postIds = rows.map((row) => row.id);
  const authorIds = [...new Set(rows.map((row) => row.author_id))];
  await knex.transaction(async (transaction) => {
    await transaction('feed_posts').where('audience', from).whereIn('post_id', postIds).update({ audience: to });
    // the newest that every follower meets
    const newest = '(SELECT MAX(post_id) FROM feed_posts WHERE author_id = feed_latest_posts.author_id AND audience <= 1)';
    await transaction('feed_latest_posts')
      .whereIn('author_id', authorIds)
      .update({ shared_id: transaction.raw(`COALESCE(${newest}, 0)`) });
  });
}
