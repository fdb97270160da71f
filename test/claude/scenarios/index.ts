import type { Scenarios } from '../../model-server/scenario.ts'
import { asking } from './asks.ts'
import { own } from './own.ts'
import { subagents } from './subagents.ts'
import { trouble } from './trouble.ts'
import { turns } from './turns.ts'

/** What the model says in each test; `cwd` is where files are written. */
export function scenarios(cwd: string): Scenarios {
  return { ...turns(cwd), ...asking(cwd), ...own, ...subagents, ...trouble }
}
