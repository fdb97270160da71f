// Writes bytes that are no UTF-8, between good letters, and a good line after them.
process.stdout.write(Buffer.from([0x61, 0xff, 0xc3, 0x28, 0xe2, 0x82, 0x62, 0x0a]))
process.stdout.write('fine é\n')
