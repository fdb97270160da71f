// Loaded before a server: writes twice a second how late its event loop was, p99 and most in ms, since the last SIGUSR2.
import { writeFileSync } from 'node:fs'
import { monitorEventLoopDelay } from 'node:perf_hooks'

const delay = monitorEventLoopDelay({ resolution: 5 })
delay.enable()
process.on('SIGUSR2', () => delay.reset())
setInterval(() => {
  const text = JSON.stringify({ p99: delay.percentile(99) / 1e6 - 5, max: delay.max / 1e6 - 5 })
  writeFileSync(process.env.BENCH_LOOP, text)
}, 500).unref()
