import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ROUTES } from '@baton/protocol'
import { agentsWithoutCalls } from '@baton/testing/doors/agents-without-calls'
import { installWithoutAgent } from '@baton/testing/doors/install-without-agent'
import { libraryWithoutFiles } from '@baton/testing/doors/library-without-files'
import { operationsOf } from '@baton/testing/doors/openapi-operations'
import { serveHub } from '@baton/testing/worlds/http-world'
import { healthDoor } from '#doors/health'
import { startMetrics } from '#doors/http'

const WITHOUT_HEAD = ['GET /events', 'GET /socket.io', 'GET /boxes/me/tracks/:track_id']

test('[R22] what the hub answers is what stands in the table, route for route', async () => {
  await using hub = await serveEverything()
  const answered = routesIn(hub.app.printRoutes({ commonPrefix: false }))
  assert.deepEqual(
    answered.filter((route) => !route.startsWith('HEAD ')).sort(),
    ROUTES.map(({ endpoint }) => endpoint as string).sort(),
  )
  // Of a GET the hub tells the head too, but for the stream, the socket and what a box keeps.
  assert.deepEqual(
    answered
      .filter((route) => route.startsWith('HEAD '))
      .map((route) => route.replace('HEAD', 'GET'))
      .sort(),
    answered.filter((route) => route.startsWith('GET ') && !WITHOUT_HEAD.includes(route)).sort(),
  )
})

test('[R22] [R19] the OpenAPI document tells what stands in the table', async () => {
  await using hub = await serveEverything()
  const { text } = await hub.ask('/openapi.json')
  const told = operationsOf(text).map(({ method, path }) => `${method} ${path.replace(/\{(\w+)\}/g, ':$1')}`)
  const shown = ROUTES.filter(({ hidden }) => !hidden).map(({ endpoint }) => endpoint as string)
  // The media door answers HEAD by itself.
  assert.deepEqual(told.sort(), [...shown, 'HEAD /media/tracks/:track_id'].sort())
})

/** Every door that `npm start` opens, the web app left out. */
async function serveEverything() {
  return serveHub({
    metrics: { metrics: await startMetrics('0.0.0'), near: [] },
    moreDoors: [
      healthDoor({ ping: async () => {}, bell: () => 'none' }),
      libraryWithoutFiles(),
      installWithoutAgent(),
      agentsWithoutCalls(),
    ],
  })
}

/** `METHOD /path` of every line of the tree that the framework prints. */
function routesIn(tree: string): readonly string[] {
  const parts: string[] = []
  return tree.split('\n').flatMap((line) => {
    const [, indent = '', part, methods] = /^((?:[│ ] {3})*)[├└]── (\S+)(?: \((.+)\))?$/.exec(line) ?? []
    if (part === undefined) return []
    parts.splice(indent.length / 4, parts.length, part)
    return (methods ?? '').split(', ').flatMap((method) => (method ? [`${method} ${parts.join('')}`] : []))
  })
}
