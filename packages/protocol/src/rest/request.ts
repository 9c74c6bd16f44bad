// Requests by the table of routes. What is not in it, or does not fit it, does not compile; schemas are not needed for it.
import { type Method, methodOf, type ParamsOf, pathTo, type QueryFields } from './endpoint.ts'
import type { BodyAt, KnownEndpoint, QueryAt } from './routes.ts'

/** What a client sends. */
export interface RestRequest {
  readonly method: Method
  readonly path: string
  /** In the door's words. */
  readonly body?: unknown
}

/** What a route wants to be told. */
export type Asked<E extends KnownEndpoint> = Params<E> &
  Body<E> & { readonly query?: { readonly [Name in keyof QueryAt<E>]?: QueryFields[string] } }

type Params<E extends KnownEndpoint> = keyof ParamsOf<E> extends never
  ? unknown
  : { readonly params: ParamsOf<E> }
type Body<E extends KnownEndpoint> =
  undefined extends BodyAt<E> ? { readonly body?: BodyAt<E> } : { readonly body: BodyAt<E> }

export function requestTo<E extends KnownEndpoint>(endpoint: E, asked: Asked<E>): RestRequest {
  const { params = {}, query, body } = asked as { params?: object; query?: QueryFields; body?: unknown }
  return {
    method: methodOf(endpoint),
    path: pathTo(endpoint, params as ParamsOf<E>, query),
    ...(body !== undefined && { body }),
  }
}
