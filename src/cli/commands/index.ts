import type { CommandSpec } from '../command.ts'
import { close, interrupt, resume, stop } from './act.ts'
import { agents } from './agents.ts'
import { answer, approve, deny } from './answering.ts'
import { approvals } from './approvals.ts'
import { backup } from './backup.ts'
import { completion } from './completion.ts'
import { demo } from './demo.ts'
import { doctor } from './doctor.ts'
import { down } from './down.ts'
import { exporting } from './export.ts'
import { group } from './group.ts'
import { logs } from './logs.ts'
import { ls } from './ls.ts'
import { project } from './project.ts'
import { queue } from './queue.ts'
import { rm } from './rm.ts'
import { run } from './run.ts'
import { send } from './send.ts'
import { serve } from './serve.ts'
import { set } from './set.ts'
import { show } from './show.ts'
import { status } from './status.ts'

/** Every command, in the order of the help. */
export const commands: readonly CommandSpec[] = [
  serve,
  demo,
  run,
  ls,
  show,
  logs,
  approvals,
  approve,
  deny,
  answer,
  send,
  queue,
  set,
  interrupt,
  stop,
  resume,
  close,
  rm,
  agents,
  project,
  group,
  status,
  doctor,
  exporting,
  backup,
  down,
  completion(() => commands),
]
