import { writeFileSync } from 'node:fs'
import type { CDPSession, Page } from 'playwright-core'
import { quantile } from '../measured.ts'

/** What a page did while it was looked at. Times are in ms, memory in MB after a collection of garbage. */
export type Frames = {
  median: number
  p99: number
  longest: number
  /** Frames that were due and not drawn, and how many were due. */
  dropped: number
  due: number
  /** Time of its own that the page's thread used, for each second. */
  busyMs: number
  heapBefore: number
  heapAfter: number
}

const frameMs = 1000 / 60

/**
 * Looks at the frames of a page for so long: how far apart the browser was given the time to draw. `profile`: a file
 * for where the time of its programs went, as Chromium's own tools read it.
 */
export async function framesOf(page: Page, seconds: number, profile?: string): Promise<Frames> {
  const devtools = await page.context().newCDPSession(page)
  // Time of the thread itself: what else the machine does is not in it.
  await devtools.send('Performance.enable', { timeDomain: 'threadTicks' })
  const heapBefore = await heapOf(devtools)
  if (profile !== undefined) {
    await devtools.send('Profiler.enable')
    await devtools.send('Profiler.start')
  }
  const busyBefore = await busyOf(devtools)
  const times = await page.evaluate<number[]>(`new Promise((resolve) => {
    const times = [], end = performance.now() + ${seconds * 1000}
    requestAnimationFrame(function frame(now) {
      times.push(now)
      if (now < end) requestAnimationFrame(frame)
      else resolve(times)
    })
  })`)
  const busyMs = ((await busyOf(devtools)) - busyBefore) / seconds
  if (profile !== undefined) {
    const stopped = await devtools.send('Profiler.stop')
    writeFileSync(profile, JSON.stringify(stopped.profile))
  }
  const heapAfter = await heapOf(devtools)
  await devtools.detach()
  const gaps = times.slice(1).map((time, at) => time - (times[at] ?? 0))
  return {
    median: quantile(gaps, 0.5),
    p99: quantile(gaps, 0.99),
    longest: Math.max(...gaps),
    dropped: gaps.reduce((sum, gap) => sum + Math.max(0, Math.round(gap / frameMs) - 1), 0),
    due: Math.round(((times.at(-1) ?? 0) - (times[0] ?? 0)) / frameMs),
    busyMs,
    heapBefore,
    heapAfter,
  }
}

async function busyOf(devtools: CDPSession): Promise<number> {
  const { metrics } = await devtools.send('Performance.getMetrics')
  return 1000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? NaN)
}

async function heapOf(devtools: CDPSession): Promise<number> {
  await devtools.send('HeapProfiler.collectGarbage')
  return (await devtools.send('Runtime.getHeapUsage')).usedSize / 1e6
}
