import { modelServer } from './test/model-server/server.ts'
import { scenarios } from './test/claude/scenarios.ts'
const m = await modelServer(scenarios(process.argv[2]!))
console.log(m.url)
setInterval(() => {}, 1000)
