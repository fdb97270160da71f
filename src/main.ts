import { app } from './app.ts'

process.exitCode = await app()
