// Starts a shell in its own process group, tells the shell's pid, and waits for it.
import { spawn } from 'node:child_process'

const shell = spawn('sh', ['-c', 'sleep 600; true'], { stdio: 'ignore' })
console.log(String(shell.pid))
