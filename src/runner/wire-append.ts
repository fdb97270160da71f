import { mkdir, open, type FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'

/** The file is opened each time: it may have been pruned since. */
export async function append(path: string, pieces: Buffer[]): Promise<void> {
  const file = await opened(path)
  try {
    await writeAll(file, pieces)
  } finally {
    await file.close()
  }
}

/** All at once; where the disk took only a part of it the rest follows, or the error that says why it does not. */
export async function writeAll(
  file: Pick<FileHandle, 'writev' | 'appendFile'>,
  pieces: Buffer[],
): Promise<void> {
  const { bytesWritten } = await file.writev(pieces)
  const size = pieces.reduce((sum, { length }) => sum + length, 0)
  if (bytesWritten < size) await file.appendFile(Buffer.concat(pieces).subarray(bytesWritten))
}

async function opened(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'a', 0o600)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    return open(path, 'a', 0o600)
  }
}
