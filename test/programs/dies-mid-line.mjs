// Writes one line and half of another, then dies by SIGKILL.
process.stdout.write('{"whole":true}\n{"half":', () => process.kill(process.pid, 'SIGKILL'))
