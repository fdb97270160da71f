// Writes one JSON line of MiB as many as its argument says (20), and a short one after it.
const mib = Number(process.argv[2] ?? 20)
process.stdout.write(`{"text":"${'x'.repeat(mib * 1024 * 1024)}"}\n{"text":"after"}\n`)
