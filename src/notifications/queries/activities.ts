import type { Knex } from 'knex';
import type { Tx } from '../../database/write.ts';

export type ActivityRow = {
  id: number;
  user_id: number;
  type: string;
  post_id: number;
  comment_id: number;
  reply_id: number;
  target_user_id: number;
  dedupe_key: string;
  created_at: Date;
};

declare module 'knex/types/tables.js' {
  interface Tables {
    activities: ActivityRow;
  }
}
