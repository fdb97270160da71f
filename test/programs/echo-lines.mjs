// Gives back every line it reads, and ends when its input does.
process.stdin.pipe(process.stdout)
