// The runner's program with a provider for tests: see `line-provider.ts`.
import { runnerProgram } from '../../src/runner/program.ts'
import { lineProvider } from '../line-provider.ts'

const provider = lineProvider()
const providers = new Map([[provider.name, provider]])
process.exit(await runnerProgram({ args: process.argv.slice(2), version: '1.2.3', providers }))
