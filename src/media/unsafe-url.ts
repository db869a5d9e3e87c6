/**
 * `scheme`, `credentials`, `port`, `address`, `redirects`: the URL must not be fetched (`address` also when only one of a name's
 * addresses is not public). `unreachable`, `status`, `contentType`, `encoding`, `tooLarge`, `timeout`: the answer is unusable.
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

/** Why a user's URL was not fetched. The only error of `safeFetch` and `safeDownload`, except for a full disk. */
export class UnsafeUrl extends Error {
  readonly reason: UnsafeReason;

  constructor(reason: UnsafeReason, options: { cause?: unknown } = {}) {
    super(`a URL was not fetched: ${reason}`, options);
    this.name = 'UnsafeUrl';
    this.reason = reason;
  }
}
