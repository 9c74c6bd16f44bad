import assert from 'node:assert/strict'
import { ErrorCode } from '@baton/protocol'
import { type Answer, type Program, type ServedHub, serveHub } from '../worlds/http-world.ts'
import { installWithoutAgent } from './install-without-agent.ts'
import { libraryWithoutFiles } from './library-without-files.ts'
import { type Operation, operationsOf } from './openapi-operations.ts'

/** It never ends, so it is tried elsewhere. */
const STREAM = '/events'

export interface EveryRouteWorld {
  readonly hub: ServedHub
  readonly kitchen: Program
  /** Every route of the OpenAPI document but the stream. */
  readonly operations: readonly Operation[]
}

/** A hub at which everything that nobody should send is tried, so often that no limit may stand in the way. */
export async function openEveryRouteWorld(): Promise<EveryRouteWorld> {
  const plenty = { signIn: 1e6, mint: 1e6, control: 1e6, queue: 1e6, read: 1e6, provision: 1e6 }
  const hub = await serveHub({
    limits: plenty,
    tracks: [{ name: '1.flac', durationMs: 60_000 }],
    moreDoors: [libraryWithoutFiles(), installWithoutAgent()],
  })
  const kitchen = await hub.program('kitchen')
  const document = await hub.ask('/openapi.json')
  assert.match(String(document.json.openapi), /^3\.1/)
  return { hub, kitchen, operations: operationsOf(document.text).filter(({ path }) => path !== STREAM) }
}

/** A refusal has the one shape, a code of the catalogue, and tells nothing of the hub's inside. */
export function inShape(answer: Answer, what: string): void {
  if (answer.status < 400) return
  const { error } = answer.json as { error?: { code?: string; message?: string; request_id?: string } }
  assert.ok(error, `${what}: ${answer.status} ${answer.text.slice(0, 200)}`)
  assert.ok(ErrorCode.safeParse(error.code).success, `${what}: ${error.code}`)
  assert.notEqual(error.code, 'hub.internal', `${what}: ${answer.text.slice(0, 300)}`)
  assert.equal(typeof error.message, 'string')
  assert.equal(typeof error.request_id, 'string')
  assert.doesNotMatch(answer.text, /\bat .+:\d+:\d+|node_modules|\.ts\b|SQLITE|sqlite/, what)
  assert.match(String(answer.headers.get('content-type')), /^application\/json/, what)
}
