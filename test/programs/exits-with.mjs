// Exits with the code of its argument, after a word on stderr and a line on stdout.
console.error('leaving')
console.log('last line')
process.exitCode = Number(process.argv[2] ?? 0)
