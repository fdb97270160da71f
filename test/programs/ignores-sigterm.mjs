// Ends neither when its input does nor on SIGTERM. Says `ready` when it is deaf.
process.on('SIGTERM', () => console.error('SIGTERM, so what'))
setInterval(() => undefined, 1000)
console.log('ready')
