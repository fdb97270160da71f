type Result = { code: number; error?: Error }
type Exporter = { export(items: never, done: (result: Result) => void): void }

/** What became of what was sent: a line in the log when it stops to arrive, one when it arrives again. */
export type Deliveries = {
  /** The exporter itself, watched from now on. */
  watch<E extends Exporter>(exporter: E): E
  /** Nothing is told any more. */
  closed(): void
}

export function deliveries(
  log: (level: 'info' | 'warn', message: string, fields?: Record<string, unknown>) => void,
): Deliveries {
  let lost = 0
  let over = false

  function told({ code, error }: Result) {
    if (over) return
    if (code !== 0 && lost++ === 0)
      log('warn', 'telemetry does not arrive; it is dropped until it does', {
        reason: reasonOf(error),
      })
    if (code !== 0 || lost === 0) return
    log('info', 'telemetry arrives again', { batchesLost: lost })
    lost = 0
  }

  return {
    watch(exporter) {
      const send = exporter.export.bind(exporter)
      exporter.export = (items, done) =>
        send(items, (result) => {
          told(result)
          done(result)
        })
      return exporter
    },
    closed: () => void (over = true),
  }
}

/** A refused connection has its reason in a code, and no message. */
function reasonOf(error: Error | undefined): string {
  const code = error && 'code' in error ? String(error.code) : ''
  return error?.message || code || 'no reason was told'
}
