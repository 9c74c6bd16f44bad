export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS'

/** Where a route is found: its method and its path, with `:name` for what the caller fills in. */
export type Endpoint = `${Method} /${string}`

/** The names that the caller has to fill in. */
export type ParamsOf<E extends string> = {
  readonly [Name in ParamNames<E>]: string
}
type ParamNames<E extends string> = E extends `${string}:${infer Name}/${infer Rest}`
  ? Name | ParamNames<`/${Rest}`>
  : E extends `${string}:${infer Name}`
    ? Name
    : never

/** What stands behind the question mark; what is missing or empty is left out. */
export type QueryFields = Readonly<Record<string, string | number | undefined>>

export function methodOf(endpoint: Endpoint): Method {
  return endpoint.slice(0, endpoint.indexOf(' ')) as Method
}

/** The path as it is declared, with `:name` for its parameters. */
export function templateOf(endpoint: Endpoint): string {
  return endpoint.slice(endpoint.indexOf(' ') + 1)
}

/** The path to ask for, its parameters and its query filled in. */
export function pathTo<E extends Endpoint>(
  endpoint: E,
  params: ParamsOf<E>,
  query: QueryFields = {},
): string {
  const path = templateOf(endpoint).replace(/:(\w+)/g, (_, name: string) =>
    encodeURIComponent((params as Readonly<Record<string, string>>)[name] ?? ''),
  )
  const given = Object.entries(query).flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [[name, String(value)]],
  )
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given)}`
}
