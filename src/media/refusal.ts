import { Refusal } from '../http/errors.ts';

/**
 * `unsupported`: not a kind of file taken here. `tooLarge`: too many pixels, frames or too much work. `corrupt`: of a right
 * kind, but it cannot be read to its end.
 */
export type MediaReason = 'unsupported' | 'tooLarge' | 'corrupt';

/** What is wrong with a file someone sent; `field` is the form's. */
export class MediaRefusal extends Refusal {
  declare readonly reason: MediaReason;

  constructor(reason: MediaReason, upload: { fieldname: string }, details: { cause?: unknown } = {}) {
    super(reason, { ...details, field: upload.fieldname.replace(/\[\d*\]$/, '') });
    this.name = 'MediaRefusal';
  }
}
