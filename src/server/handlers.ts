import type { z } from 'zod'
import type { Route, RouteName, Routes } from '../contract/routes.ts'
import type { Refusal } from './refusal.ts'

type ParametersIn<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | ParametersIn<Rest>
  : never

type Of<R, Key extends string> =
  R extends Record<Key, infer S extends z.ZodType> ? z.output<S> : undefined

/** What a handler is given: all of it is validated by the route's own schemas. */
export type Input<R extends Route> = {
  params: Record<ParametersIn<R['path']>, string>
  query: Of<R, 'query'>
  body: Of<R, 'body'>
}

/** The JSON of success; a `Response` where the route streams. */
export type Success<R extends Route> = R['response'] extends z.ZodType
  ? z.input<R['response']>
  : Response

type Handler<R extends Route> = (
  input: Input<R>,
) => Success<R> | Refusal | Promise<Success<R> | Refusal>

/** One function a route of the table: a missing one does not compile. */
export type Handlers = { [Name in RouteName]: Handler<Routes[Name]> }
export type HandlersOf<Name extends RouteName> = Pick<Handlers, Name>
