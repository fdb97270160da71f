/** What is on its way to the server and not acknowledged; bounded. */
export type Flight = {
  /** More may go. */
  open(): boolean
  sent(frame: { last: number; reports: number; bytes: number }): void
  /** Everything up to `seq` was taken. */
  acked(seq: number): void
  /** There is no server, or another one. */
  forget(): void
}

/** `window`: how much may be on its way before no more goes. */
export function flight(window: { reports: number; bytes: number }): Flight {
  let frames: { last: number; reports: number; bytes: number }[] = []
  let used = { reports: 0, bytes: 0 }
  return {
    open: () => used.reports < window.reports && used.bytes < window.bytes,
    sent(frame) {
      frames.push(frame)
      used = { reports: used.reports + frame.reports, bytes: used.bytes + frame.bytes }
    },
    acked(seq) {
      const open = frames.findIndex(({ last }) => last > seq)
      for (const { reports, bytes } of frames.splice(0, open === -1 ? frames.length : open))
        used = { reports: used.reports - reports, bytes: used.bytes - bytes }
    },
    forget() {
      frames = []
      used = { reports: 0, bytes: 0 }
    },
  }
}
