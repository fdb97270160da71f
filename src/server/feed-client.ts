import type { FeedFrame } from '../contract/feed.ts'

/**
 * What a client of the feed knows of one subscription, and the promises it checks while it listens:
 * every event once, in order, after a snapshot nothing that the snapshot held, and no gap at any moment
 * (for the fleet, whose events are all there are; nothing is removed).
 */
export function feedClient(to: string, after: number | null) {
  const known = { seq: after, seqs: [] as number[], snapshots: 0, caughtUp: 0 }
  return {
    known,
    hear(frame: FeedFrame) {
      if ((frame.type === 'fleet' && to === 'fleet') || isSessionOf(frame, to)) {
        known.snapshots++
        known.seq = frame.seq
        known.seqs = []
      }
      if (frame.type === 'caught-up' && frame.to === to) known.caughtUp++
      if (frame.type !== 'events' || frame.to !== to) return
      for (const { seq } of frame.events) {
        if (known.seq === null) throw new Error(`event ${seq} came before any snapshot`)
        const last = known.seqs.at(-1) ?? known.seq
        if (to === 'fleet' ? seq !== last + 1 : seq <= last)
          throw new Error(`event ${seq} came after ${last}`)
        known.seqs.push(seq)
      }
    },
  }
}

function isSessionOf(
  frame: FeedFrame,
  to: string,
): frame is Extract<FeedFrame, { type: 'session' | 'fleet' }> {
  return frame.type === 'session' && frame.session.id === to
}
