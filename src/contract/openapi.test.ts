import { expect, test } from 'vitest'
import { openapi, parametersOf } from './openapi.ts'
import { routes } from './routes.ts'

const text = JSON.stringify(openapi('1.2.3'))
const document: Record<string, Record<string, Record<string, unknown>>> = JSON.parse(text)

test('every route stands in the document, and nothing else', () => {
  const told = Object.entries(document.paths ?? {}).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
  )
  expect(told.sort()).toEqual(
    Object.values(routes)
      .map((r) => `${r.method} ${r.path}`)
      .sort(),
  )
})

test('every reference leads to a named schema', () => {
  const named = Object.keys(document.components?.schemas ?? {})
  expect(named).toEqual(expect.arrayContaining(['Session', 'Event', 'Error', 'CreateSession']))
  const references = [...text.matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map(
    ([, name]) => name,
  )
  expect(references.length).toBeGreaterThan(0)
  for (const name of references) expect(named).toContain(name)
  expect(text).not.toContain('$defs')
})

test('operation ids are unique, and path parameters are told', () => {
  const operations = Object.entries(document.paths ?? {}).flatMap(([path, methods]) =>
    Object.values(methods).map((operation) => ({ path, operation })),
  )
  const ids = operations.map(({ operation }) => JSON.parse(JSON.stringify(operation)).operationId)
  expect(new Set(ids).size).toBe(ids.length)
  for (const { path, operation } of operations)
    for (const name of parametersOf(path))
      expect(JSON.stringify(operation)).toContain(`{"name":"${name}","in":"path","required":true`)
})

test('the query of an events page is told with its default', () => {
  expect(JSON.stringify(document.paths?.['/api/sessions/{id}/events'])).toContain('"default":200')
})
