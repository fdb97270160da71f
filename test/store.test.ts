import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, test } from 'vitest'
import { memoryStore } from '../src/store/memory.ts'
import { sqliteStore } from '../src/store/sqlite/open.ts'
import { storeCheck } from './checks/store-check.ts'

const undo: (() => void)[] = []
afterEach(() => {
  for (const step of undo.splice(0).reverse()) step()
})

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'signalbox-store-'))
  undo.push(() => rmSync(path, { recursive: true }))
  return path
}

function opened(file: string) {
  const store = sqliteStore(file)
  undo.push(() => store.close())
  return store
}

describe('sqlite', () =>
  storeCheck(test, () => {
    const home = folder()
    const file = join(home, 'signalbox.db')
    const store = opened(file)
    const reopen = () => {
      store.close()
      return opened(file)
    }
    return { store, reopen, spare: join(home, 'backup.db'), openBackup: opened }
  }))

describe('memory', () =>
  storeCheck(test, () => ({
    store: memoryStore(),
    spare: join(folder(), 'backup'),
    openBackup: memoryStore,
  })))
