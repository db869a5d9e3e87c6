import type { BlockOutcome } from './service/block.ts';

const BLOCK_STATUS = { blocked: 'blocked', unblocked: 'un-blocked', unchanged: 'invalid' } as const;

export function presentBlockOutcome(outcome: BlockOutcome): (typeof BLOCK_STATUS)[BlockOutcome] {
  return BLOCK_STATUS[outcome];
}
