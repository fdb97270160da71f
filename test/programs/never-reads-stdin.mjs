// Lives for ever and reads nothing of what it is sent.
process.stdin.pause()
setInterval(() => undefined, 1000)
console.log('ready')
