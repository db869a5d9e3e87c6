/**
 * `scheme`, `credentials`, `port`, `address`, `redirects`: nothing may be asked there (`address` also when only one of several
 * of a name is not public). `unreachable`, `status`, `contentType`, `encoding`, `tooLarge`, `timeout`: what came is of no use.
 */
export type UnsafeReason =
  | 'scheme'
  | 'credentials'
  | 'port'
  | 'address'
  | 'redirects'
  | 'unreachable'
  | 'status'
  | 'contentType'
  | 'encoding'
  | 'tooLarge'
  | 'timeout';

/** Why a URL somebody typed was not fetched. The only thing `safeFetch` and `safeDownload` throw, but for a full disk. */
export class UnsafeUrl extends Error {
  readonly reason: UnsafeReason;

  constructor(reason: UnsafeReason, options: { cause?: unknown } = {}) {
    super(`a URL was not fetched: ${reason}`, options);
    this.name = 'UnsafeUrl';
    this.reason = reason;
  }
}
