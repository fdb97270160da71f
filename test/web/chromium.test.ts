import { expect, test } from 'vitest'
import { findChromium, installationOn, type Machine } from './chromium.ts'

const machine = (files: string[], more: Partial<Machine> = {}): Machine => ({
  env: { HOME: '/home/ada' },
  platform: 'linux',
  uid: 1000,
  exists: (path) => files.includes(path),
  ...more,
})

test('a Chromium is found where systems put it, and one that tests installed comes last', () => {
  const carried = '/home/ada/.cache/signalbox-test/chromium/start'
  expect(findChromium(machine([carried, '/usr/bin/chromium']))).toBe('/usr/bin/chromium')
  expect(findChromium(machine([carried]))).toBe(carried)
  expect(findChromium(machine([]))).toBeNull()
})

test('one that CHROMIUM names is taken before any other, and never silently another', () => {
  const env = { HOME: '/home/ada', CHROMIUM: '/opt/chromium' }
  expect(findChromium(machine(['/usr/bin/chromium', '/opt/chromium'], { env }))).toBe(
    '/opt/chromium',
  )
  expect(() => findChromium(machine(['/usr/bin/chromium'], { env }))).toThrow(
    'CHROMIUM names /opt/chromium, and nothing is there.',
  )
})

test('where there is none it comes from Debian for root, else from npm; elsewhere from the person', () => {
  expect(installationOn(machine(['/usr/bin/apt-get'], { uid: 0 }))).toBe('apt')
  expect(installationOn(machine(['/usr/bin/apt-get']))).toBe('npm')
  expect(installationOn(machine([], { uid: 0 }))).toBe('npm')
  expect(installationOn(machine([], { platform: 'darwin' }))).toBeNull()
})
