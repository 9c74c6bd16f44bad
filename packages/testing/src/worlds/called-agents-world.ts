import type { Config } from '@baton/hub'
import { type ForeignAgent, startForeignAgent } from '../agents/foreign-agent.ts'
import type { AlbumTrack } from '../music/coded-albums.ts'
import { type ComposedHub, composedHub } from './composed-hub.ts'
import type { Answer, Program } from './http-world.ts'
import { until } from './hub-process-world.ts'

type Json = Readonly<Record<string, unknown>>

/** Everything that takes long in the house takes a little here. Nothing of it is what a test judges. */
export const QUICK = {
  roundMs: 200,
  silentMs: 1_500,
  firstReportMs: 3_000,
  retryMs: 100,
  pausedWithinMs: 1_000,
} as const

/** A busy machine starts agents and their players slowly. */
const WITHIN_MS = 60_000

export interface CalledAgentsOptions {
  readonly tracks?: readonly AlbumTrack[]
  readonly makeFiles?: (folder: string) => Promise<void>
  readonly times?: NonNullable<Config['agentTimes']>
  readonly networks?: readonly string[]
}

/** A whole hub that may call loopback, and its owner at a program of hers. */
export async function calledAgentsWorld({
  tracks = [
    { title: 'One', durationMs: 300_000 },
    { title: 'Two', durationMs: 300_000 },
    { title: 'Three', durationMs: 300_000 },
  ],
  makeFiles,
  times = {},
  networks = ['127.0.0.0/8'],
}: CalledAgentsOptions = {}) {
  await using made = new AsyncDisposableStack()
  const agents = { agentNetworks: networks, agentTimes: { ...QUICK, ...times } }
  const hub: ComposedHub = made.use(await composedHub({ tracks, agents, ...(makeFiles && { makeFiles }) }))
  const ada: Program = await hub.program('Phone')
  const kept = made.move()
  const devices = async (): Promise<readonly Json[]> => JSON.parse((await ada.ask('/devices')).text)
  const me = await ada.ask('/me')
  const session = String(me.json.session_uuid)
  const world = {
    hub,
    ada,
    devices,
    sessionPath: `/sessions/${session}`,
    session: async (): Promise<Json> => (await ada.ask(`/sessions/${session}`)).json,
    /** An agent in Python, running until the world ends. */
    foreignAgent: async (...args: readonly string[]): Promise<ForeignAgent> =>
      kept.use(await startForeignAgent(args)),
    /** Adds it, and answers with its device's id. */
    async add(agent: Pick<ForeignAgent, 'baseUrl'>, name = 'Kitchen'): Promise<string> {
      const body = { agent_base_url: agent.baseUrl, device_name: name }
      const { status, json, text } = await ada.post('/devices/agents', body)
      if (status !== 201) throw new Error(`Adding the agent was answered with ${status}: ${text}`)
      return String(json.device_uuid)
    },
    device: async (id: string): Promise<Json> =>
      (await devices()).find((device) => device.device_uuid === id) ?? {},
    /** Music plays there from now on: every track, in order. */
    async playOn(id: string): Promise<void> {
      await accepted(ada.post(`/sessions/${session}/speaker`, { device_uuid: id }))
      await accepted(ada.post('/queue/enqueue', { track_ids: hub.trackIds, at: 'now' }))
    },
    /** A command of the session, such as `pause`. */
    command: (verb: string, body: Json = {}) => accepted(ada.post(`/sessions/${session}/${verb}`, body)),
    /** Waits until the session is as wanted. */
    sessionIs: (what: string, isSo: (session: Json) => boolean) =>
      until(
        what,
        async () => {
          const { json } = await ada.ask(`/sessions/${session}`)
          return isSo(json) && json
        },
        WITHIN_MS,
      ),
    /** Waits until its health is this. */
    health: (id: string, wanted: string) =>
      until(
        `the loudspeaker is ${wanted}`,
        async () => {
          const found = (await devices()).find((device) => device.device_uuid === id)
          return found?.health === wanted
        },
        WITHIN_MS,
      ),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
  /** An agent that has been added and is ready, with its device's id. */
  const readyAgent = async (...args: readonly string[]) => {
    const agent = await world.foreignAgent(...args)
    const id = await world.add(agent)
    await world.health(id, 'ready')
    return { agent, id }
  }
  return {
    ...world,
    readyAgent,
    /** One that has been told to play every track, in order; `play` is what it was told. */
    async playingAgent(...args: readonly string[]) {
      const { agent, id } = await readyAgent(...args)
      await world.playOn(id)
      return { agent, id, play: await agent.called('/play') }
    },
  }
}

async function accepted(asked: Promise<Answer>): Promise<Json> {
  const { status, text, json } = await asked
  if (status >= 300) throw new Error(`Answered with ${status}: ${text}`)
  return json
}

export type CalledAgentsWorld = Awaited<ReturnType<typeof calledAgentsWorld>>
