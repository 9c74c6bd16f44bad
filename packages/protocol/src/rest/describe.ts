// The table of routes as JSON schemas, for whoever does not read zod: the version of the protocol, the docs.
import { z } from 'zod'
import { restName } from '../rest-names.ts'
import type { Route } from './contract.ts'
import type { Endpoint } from './endpoint.ts'
import { ROUTES } from './routes.ts'

const COMPONENTS = '#/components/schemas/'

type Json = string | number | boolean | null | undefined | readonly Json[] | JsonObject
interface JsonObject {
  readonly [key: string]: Json
}

/** What a route is sent and answers, as JSON schemas in the door's words. */
export interface RouteSchemas {
  readonly status: number
  readonly params?: JsonObject
  readonly query?: JsonObject
  readonly body?: JsonObject
  readonly answer?: JsonObject
  readonly refusal?: JsonObject
}

export function routeSchemas(): Readonly<Record<Endpoint, RouteSchemas>> {
  return Object.fromEntries(ROUTES.map((route) => [route.endpoint, schemasOf(route)]))
}

export function schemasOf({ status = 200, params, query, body, answer, refusal }: Route): RouteSchemas {
  return {
    status,
    ...(params && { params: jsonSchema(params, 'input') }),
    ...(query && { query: jsonSchema(query, 'input') }),
    ...(body && { body: jsonSchema(body, 'input') }),
    ...(answer && { answer: jsonSchema(answer, 'output') }),
    ...(refusal && { refusal: jsonSchema(refusal, 'output') }),
  }
}

/** The schemas that the OpenAPI document has by name, in the door's words: whatever refers to one does so by `$ref`. */
export function componentSchemas(): Readonly<Record<string, JsonObject>> {
  const { schemas } = z.toJSONSchema(z.globalRegistry, { io: 'output', uri: (id) => `${COMPONENTS}${id}` })
  return Object.fromEntries(
    Object.entries(schemas).map(([id, schema]) => {
      const { $schema: _, $id: __, id: ___, ...rest } = schema as JsonObject
      return [id, inRestNames(rest) as JsonObject]
    }),
  )
}

/** A JSON schema with every property in the door's words. */
export function inRestNames(value: Json): Json {
  if (Array.isArray(value)) return value.map(inRestNames)
  if (!isObject(value)) return value
  const renamed: Record<string, Json> = {}
  for (const [key, inner] of Object.entries(value)) {
    if (key === 'properties' && isObject(inner)) {
      renamed[key] = Object.fromEntries(
        Object.entries(inner).map(([name, schema]) => [restName(name), inRestNames(schema)]),
      )
    } else if (key === 'required' && Array.isArray(inner))
      renamed[key] = inner.map((name) => restName(String(name)))
    else renamed[key] = inRestNames(inner)
  }
  return renamed
}

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): JsonObject {
  return inRestNames(z.toJSONSchema(schema, { io }) as unknown as Json) as JsonObject
}

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
