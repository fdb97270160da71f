// Writes as many MiB to stderr as its argument says (8), the last line being `the end`; exits with 3.
const mib = Number(process.argv[2] ?? 8)
const block = `${'noise '.repeat(170)}é\n`.repeat(1024)
for (let n = 0; n < mib; n++) process.stderr.write(block)
process.stderr.write('the end\n')
process.exitCode = 3
