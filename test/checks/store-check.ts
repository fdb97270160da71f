import { logChecks } from './store/log.ts'
import type { Check, Open } from './store/opened.ts'
import { projectChecks } from './store/projects.ts'
import { removalChecks } from './store/removal.ts'
import { runnerChecks } from './store/runners.ts'
import { sessionChecks } from './store/sessions.ts'
import { toldChecks } from './store/told.ts'
import { wholeChecks } from './store/whole.ts'

/**
 * The promises of an `EventStore` as checks that any back end runs: `check` names and runs one,
 * `open` gives a new and empty store each time.
 */
export function storeCheck(check: Check, open: Open): void {
  logChecks(check, open)
  sessionChecks(check, open)
  runnerChecks(check, open)
  toldChecks(check, open)
  projectChecks(check, open)
  removalChecks(check, open)
  wholeChecks(check, open)
}
