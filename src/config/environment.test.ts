import { expect, test } from 'vitest'
import { agentEnvironment, type EnvironmentParts } from './environment.ts'

const nothing: EnvironmentParts = { serverEnv: {}, providerNames: [], given: {}, launcherPaths: [] }

test('what a program needs is passed, all else is not', () => {
  const kept = {
    HOME: '/home/ada',
    USER: 'ada',
    LOGNAME: 'ada',
    SHELL: '/bin/zsh',
    PATH: '/usr/bin',
    LANG: 'de_DE.UTF-8',
    LC_TIME: 'C',
    TZ: 'UTC',
    TMPDIR: '/tmp',
    SSH_AUTH_SOCK: '/run/ssh',
    HTTPS_PROXY: 'http://p',
    no_proxy: 'local',
    NODE_EXTRA_CA_CERTS: '/ca.pem',
    GIT_SSL_CAINFO: '/ca.pem',
    XDG_RUNTIME_DIR: '/run/user/1',
  }
  const left = {
    AWS_SECRET_ACCESS_KEY: 's',
    npm_config_registry: 'r',
    npm_lifecycle_event: 'start',
    INIT_CWD: '/',
    NODE_OPTIONS: '--inspect',
    SIGNALBOX_DATA: '/data',
    SOMETHING: '1',
    home: '/no',
    GONE: undefined,
  }
  expect(agentEnvironment({ ...nothing, serverEnv: { ...left, ...kept } })).toEqual(kept)
})

test('PATH is the one the person has', () => {
  const PATH = [
    '/app/node_modules/.bin',
    '/home/ada/node_modules/.bin/',
    '/usr/lib/node_modules/npm/node_modules/@npmcli/run-script/lib/node-gyp-bin',
    '/app/node_modules/node/bin',
    '/usr/local/bin',
    '/usr/bin',
    '',
  ].join(':')
  const launcherPaths = ['/app/node_modules/node/bin/']
  expect(agentEnvironment({ ...nothing, serverEnv: { PATH }, launcherPaths })).toEqual({
    PATH: '/usr/local/bin:/usr/bin:',
  })
})

test('a provider names its own, one by one or as a family', () => {
  const serverEnv = { ACME_KEY: '1', ACME_URL: '2', OTHER: '3', MORE: '4', NODE_OPTIONS: '5' }
  const providerNames = ['ACME_*', 'OTHER', 'NODE_OPTIONS']
  expect(agentEnvironment({ ...nothing, serverEnv, providerNames })).toEqual({
    ACME_KEY: '1',
    ACME_URL: '2',
    OTHER: '3',
  })
})

test('what the person gives wins, whatever its name', () => {
  const given = { PATH: '/mine/node_modules/.bin', NODE_OPTIONS: '--x', ANY: '' }
  expect(agentEnvironment({ ...nothing, serverEnv: { PATH: '/usr/bin' }, given })).toEqual(given)
})

test('on Windows names have no case, and its own are passed', () => {
  const serverEnv = {
    Path: 'C:\\app\\node_modules\\.bin;C:\\Windows',
    systemroot: 'C:\\Windows',
    APPDATA: 'C:\\a',
    Secret: 'x',
  }
  expect(agentEnvironment({ ...nothing, serverEnv, windows: true })).toEqual({
    Path: 'C:\\Windows',
    systemroot: 'C:\\Windows',
    APPDATA: 'C:\\a',
  })
})
