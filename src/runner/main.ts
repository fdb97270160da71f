import { providers } from '../providers/index.ts'
import { runnerProgram } from './program.ts'

declare const SIGNALBOX_VERSION: string | undefined

const version = typeof SIGNALBOX_VERSION === 'string' ? SIGNALBOX_VERSION : '0.0.0'
process.exit(
  await runnerProgram({
    args: process.argv.slice(2),
    version,
    providers: new Map(Object.entries(providers)),
  }),
)
