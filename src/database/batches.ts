import type { Tx, Write } from './write.ts';

// Small enough for a short transaction, and for a Galera write set.
const BATCH = 500;

/** Changes many rows in bounded transactions; gives how many. `changeSome` changes at most `limit` rows, none twice. */
export async function changeInBatches(write: Write, changeSome: (tx: Tx, limit: number) => Promise<number>): Promise<number> {
  let total = 0;
  for (let changed = BATCH; changed === BATCH; total += changed) changed = await write((tx) => changeSome(tx, BATCH));
  return total;
}

/** Deletes many rows in bounded transactions. `deleteSome` deletes at most `limit` rows and gives how many; can be run again. */
export async function deleteInBatches(write: Write, deleteSome: (tx: Tx, limit: number) => Promise<number>): Promise<void> {
  for (let deleted = BATCH; deleted === BATCH; ) deleted = await write((tx) => deleteSome(tx, BATCH));
}
