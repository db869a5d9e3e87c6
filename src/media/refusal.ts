import { Refusal } from '../http/errors.ts';

/**
 * `unsupported`: not an accepted kind of file. `tooLarge`: too many pixels, frames or too much work. `corrupt`: of an accepted
 * kind, but unreadable.
 */
export type MediaReason = 'unsupported' | 'tooLarge' | 'corrupt';

/** What is wrong with an uploaded file; `field` is the form's. */
export class MediaRefusal extends Refusal {
  declare readonly reason: MediaReason;

  constructor(reason: MediaReason, upload: { fieldname: string }, details: { cause?: unknown } = {}) {
    super(reason, { ...details, field: upload.fieldname.replace(/\[\d*\]$/, '') });
    this.name = 'MediaRefusal';
  }
}
