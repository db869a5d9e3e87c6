import type { Knex } from 'knex';
import type { Tx } from '../../database/write.ts';

export type PollOptionRow = { id: number; post_id: number; text: string; votes_count: number };
export type PollVoteRow = { id: number; post_id: number; option_id: number; user_id: number; created_at: Date };

declare module 'knex/types/tables.js' {
  interface Tables {
    poll_options: PollOptionRow;
    poll_votes: PollVoteRow;
  }
}

/** An option, and `mine`: 1 where the viewer voted for it. */
export type PollOption = PollOptionRow & { mine: number };

/** The options of polls in order. 1 statement; 0 for a viewer who is nobody. */
export async function pollOptions(db: Knex, viewerId: number, postIds: readonly number[]): Promise<PollOption[]> {
  if (postIds.length === 0) return [];
  return db('poll_options')
    .leftJoin('poll_votes', (join) => {
      join
        .on('poll_votes.post_id', 'poll_options.post_id')
        .andOn('poll_votes.option_id', 'poll_options.id')
        .andOnVal('poll_votes.user_id', viewerId);
    })
    .select<PollOption[]>(
      'poll_options.id',
      'poll_options.post_id',
      'poll_options.text',
      'poll_options.votes_count',
      db.raw('poll_votes.id IS NOT NULL as mine'),
    )
    .whereIn('poll_options.post_id', postIds)
    .orderBy('poll_options.id');
}

export async function insertOptions(tx: Tx, postId: number, texts: readonly string[]): Promise<void> {
  await tx('poll_options').insert(texts.map((text) => ({ post_id: postId, text, votes_count: 0 })));
}

/** The post an option belongs to; undefined for none. */
export async function postOfOption(db: Knex, optionId: number): Promise<number | undefined> {
  return (await db('poll_options').where({ id: optionId }).first('post_id'))?.post_id;
}

export async function insertVote(tx: Tx, row: Omit<PollVoteRow, 'id'>): Promise<void> {
  await tx('poll_votes').insert(row);
}

export async function addVote(tx: Tx, optionId: number): Promise<void> {
  await tx('poll_options').where({ id: optionId }).increment('votes_count', 1);
}
