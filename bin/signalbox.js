#!/usr/bin/env -S node --max-semi-space-size=8
// Plain JavaScript that any Node can parse: it must be able to say that this Node is too old.
const major = Number(process.versions.node.split('.')[0])
if (major < 24) {
  console.error(
    `signalbox: needs Node 24 or newer, this is ${process.versions.node}; install a newer Node (https://nodejs.org) and run it again`,
  )
  process.exit(2)
}
await import('../dist/main.js')
