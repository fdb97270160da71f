// Starts a child without any environment in a session of its own, tells its pid, and waits.
import { spawn } from 'node:child_process'

const child = spawn('/bin/sleep', ['600'], { detached: true, stdio: 'ignore', env: {} })
console.log(String(child.pid))
