import { z } from 'zod'
import { FeedRequest } from './feed.ts'
import { ErrorJson, ExportHeader } from './response.ts'
import { routes, type Route, type RouteName } from './routes.ts'

type Json = Record<string, unknown>

/** The OpenAPI 3.1 document of the API, from the schemas that validate its requests. */
export function openapi(version: string): Json & { openapi: string } {
  const components: Json = {}
  const paths: Record<string, Json> = {}
  const schema = schemaInto(components)
  for (const [name, route] of Object.entries(routes)) {
    const path = (paths[route.path] ??= {})
    path[route.method.toLowerCase()] = operation(name as RouteName, route, schema)
  }
  schema(FeedRequest, 'input')
  schema(ExportHeader, 'output')
  return {
    openapi: '3.1.0',
    info: {
      title: 'Signalbox',
      version,
      description: 'Times are ISO 8601 in UTC with milliseconds. Refusals are `Error` documents.',
    },
    security: [{ token: [] }, { cookie: [] }],
    paths,
    components: {
      schemas: components,
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer' },
        cookie: { type: 'apiKey', in: 'cookie', name: 'signalbox-PORT' },
      },
    },
  }
}

type ToSchema = (schema: z.ZodType, io: 'input' | 'output') => Json

/** Named schemas (those with a meta id) go into `components`; what is returned points there. */
function schemaInto(components: Json): ToSchema {
  return (schema, io) => {
    const made: Json = z.toJSONSchema(schema, { io, unrepresentable: 'any' })
    const { $schema: _, $defs, ...rest } = renamed(made)
    Object.assign(components, $defs)
    return rest
  }
}

function renamed(made: Json): Json {
  const text = JSON.stringify(made).replaceAll('"#/$defs/', '"#/components/schemas/')
  const parsed: Json = JSON.parse(text)
  return parsed
}

function operation(name: RouteName, route: Route, schema: ToSchema): Json {
  const refusal = {
    description: 'Refused: one line says why and what to do',
    content: { 'application/json': { schema: schema(ErrorJson, 'output') } },
  }
  return {
    operationId: name,
    summary: route.summary,
    parameters: [...pathParameters(route.path), ...queryParameters(route, schema)],
    ...(route.body && {
      requestBody: {
        required: true,
        content: { 'application/json': { schema: schema(route.body, 'input') } },
      },
    }),
    responses: { [route.status]: answer(route, schema), default: refusal },
  }
}

function answer(route: Route, schema: ToSchema): Json {
  const { response } = route
  if (response === 'websocket') return { description: 'The feed: frames of JSON, one a message' }
  if (response === 'image')
    return { description: 'The picture', content: { 'image/*': { schema: { type: 'string' } } } }
  if (response === 'ndjson')
    return {
      description: 'An `ExportHeader`, then an `Event` a line',
      content: { 'application/x-ndjson': { schema: { type: 'string' } } },
    }
  return {
    description: 'Done',
    content: { 'application/json': { schema: schema(response, 'output') } },
  }
}

/** The names in braces of a path. */
export function parametersOf(path: string): string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].flatMap(([, name]) => (name ? [name] : []))
}

function pathParameters(path: string): Json[] {
  return parametersOf(path).map((name) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }))
}

const Shape = z.object({ properties: z.record(z.string(), z.looseObject({})).default({}) })

function queryParameters(route: Route, schema: ToSchema): Json[] {
  if (!route.query) return []
  const { properties } = Shape.parse(schema(route.query, 'input'))
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: 'query',
    required: false,
    schema: property,
  }))
}
