// A load generator: so many agents of one hub, without players. Those that follow it are the client as it is, with a sound
// engine that only counts; those that it calls answer and report as the reference has it.
import { connect } from '@baton/client'
import { startManyAgents } from '../../packages/testing/src/agents/many-agents.ts'
import { WorldDevice } from '../../packages/testing/src/worlds/hub-process-world.ts'
import { answering } from './messages.ts'

export type AgentsTask =
  | { readonly kind: 'follow'; readonly baseUrl: string; readonly tokens: readonly string[] }
  | { readonly kind: 'listen'; readonly count: number }

export interface AgentsOutcome {
  /** Where those listen that are called. */
  readonly baseUrls: readonly string[]
}

const COMING_AT_ONCE = 20
const CAPABILITIES = { sound: true, volume: true, unlocked: true, reports: true, gapless: true }

answering<AgentsTask, AgentsOutcome>(async (task) => {
  if (task.kind === 'listen') return { baseUrls: (await startManyAgents(task.count)).baseUrls }
  const coming = task.tokens.entries()
  const comeOne = async () => {
    for (const [nth, token] of coming) await followed(task.baseUrl, token, `Agent ${nth + 1}`)
  }
  await Promise.all(Array.from({ length: COMING_AT_ONCE }, comeOne))
  return { baseUrls: [] }
})

/** It stays until the generator ends. */
async function followed(baseUrl: string, token: string, name: string): Promise<void> {
  const hub = connect({ baseUrl, token: () => token })
  await hub.readMe()
  const deviceId = await hub.register({ name, kind: 'agent', capabilities: CAPABILITIES })
  await new WorldDevice(name, hub, deviceId).connect()
}
