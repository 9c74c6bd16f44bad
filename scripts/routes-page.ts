// docs/protocol/routes.md is written from the protocol's table of routes, so that the two cannot drift apart.
import { CONTRACT, type Route, schemasOf } from '@baton/protocol'

export const routesPagePath = 'docs/protocol/routes.md'

/** What the page shows: the routes of each group. */
export type RouteGroups = Readonly<Record<string, Readonly<Record<string, Route>>>>

/** The whole page as text. */
export function routesPage(groups: RouteGroups = CONTRACT): string {
  const parts = Object.entries(groups).map(([name, routes]) => [
    `## ${titleOf(name)}`,
    '',
    '| route | what | who | counts as | takes |',
    '|---|---|---|---|---|',
    ...Object.values(routes).map(rowOf),
    '',
  ])
  return [preface, ...parts.flat()].join('\n')
}

function rowOf(route: Route): string {
  const { endpoint, summary, rate } = route
  return `| \`${endpoint}\` | ${summary} | ${whoMay(route)} | ${rate ?? ''} | ${takes(route)} |`
}

function whoMay({ access = 'signed-in', scope }: Route): string {
  if (access === 'open') return 'everybody'
  const key = scope ? `, key: \`${scope}\`` : ', no key'
  return `${access === 'owner' ? 'owners' : 'signed in'}${key}`
}

function takes(route: Route): string {
  const { query, body } = schemasOf(route)
  return [...fieldsOf(query, '?'), ...fieldsOf(body, '')].join(', ')
}

interface Fields {
  readonly properties?: Readonly<Record<string, unknown>>
  readonly required?: readonly string[]
}

/** The field that every body has, told once above. */
const ALWAYS = 'client_event_uuid'

function fieldsOf(schema: unknown, before: string): readonly string[] {
  const { properties = {}, required = [] } = (schema ?? {}) as Fields
  return Object.keys(properties)
    .filter((name) => name !== ALWAYS)
    .map((name) => (required.includes(name) ? `**\`${before}${name}\`**` : `\`${before}${name}\``))
}

function titleOf(name: string): string {
  const words = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`
}

const preface = `# Routes

Written by \`npm run docs\` from \`packages/protocol/src/rest\`; edit there. The rules behind the routes are in
[rest-sse.md](rest-sse.md), the exact shape of bodies and answers in \`/openapi.json\` of every hub.

*Who*: \`key\` is the scope that a key with scopes needs ([A28](accounts.md)). *Counts as* is the class of rate limit
([R9](rest-sse.md)). *Takes*: fields of the body, and of the query with a question mark; those in bold are needed. Every
JSON body also takes \`client_event_uuid\` ([R12](rest-sse.md)). A GET can be asked as HEAD, but not the stream.
`
