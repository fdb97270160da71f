/**
 * Why a store cannot be opened, told in one line. Its files are as they were.
 * `corrupt`: damaged, or not one of ours; `newer` and `older`: written by another version of this
 * program (`older` only stops a reader, which may not migrate); `locked`: another process is in
 * the way; `unreachable`: missing, forbidden, or the disk refuses.
 */
export class StoreUnusable extends Error {
  readonly reason: 'corrupt' | 'newer' | 'older' | 'locked' | 'unreachable'
  constructor(reason: StoreUnusable['reason'], message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'StoreUnusable'
    this.reason = reason
  }
}
