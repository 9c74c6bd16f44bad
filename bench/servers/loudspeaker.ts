import { once } from 'node:events'
import { chmod, writeFile } from 'node:fs/promises'
import { connect as connectTo, type Socket } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { connect } from '@baton/client'
import { letIn, startAgent } from '../../packages/testing/src/worlds/agent-process.ts'
import type { HubFace } from './hub.ts'

const LISTENS_WITHIN_MS = 20_000

/** The agent as people start it, with an mpv that plays into nothing and that somebody else watches, too. */
export interface Loudspeaker extends AsyncDisposable {
  readonly deviceId: string
  /** Of the agent and of mpv. */
  readonly pids: readonly number[]
  /** Resolves with the instant at which mpv tells that it is paused, or is not any more. */
  paused(isPaused: boolean): Promise<number>
}

/** `token` is of whoever lets it in. */
export async function startLoudspeaker(hub: HubFace, token: string, folder: string): Promise<Loudspeaker> {
  await using made = new AsyncDisposableStack()
  const path = join(folder, 'mpv.socket')
  const mpv = join(folder, 'mpv')
  await writeFile(mpv, `#!/bin/sh\nexec mpv --ao=null --input-ipc-server='${path}' "$@"\n`)
  await chmod(mpv, 0o755)
  const name = 'loudspeaker'
  const { baseUrl } = hub
  const agent = made.use(await startAgent({ name, baseUrl, folder, args: ['--mpv', mpv] }))
  await letIn(agent, connect({ baseUrl, token: () => token }))
  const socket = await opened(path)
  made.defer(() => void socket.destroy())
  const devices = (await hub.request('GET', '/devices', token)) as unknown as readonly {
    readonly device_uuid: string
    readonly device_name: string
  }[]
  const device = devices.find(({ device_name }) => device_name === name)
  if (!device) throw new Error('The loudspeaker is no device.')
  const pids = [agent.pid, await agent.mpv()]
  const { paused, isWatching } = watch(socket)
  await isWatching
  const running = made.move()
  return {
    deviceId: device.device_uuid,
    pids,
    paused,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}

/** mpv tells once how it is, and then each change. */
function watch(socket: Socket): Pick<Loudspeaker, 'paused'> & { readonly isWatching: Promise<void> } {
  const told = Promise.withResolvers<void>()
  let waiting: { readonly isPaused: boolean; readonly resolve: (at: number) => void } | null = null
  let rest = ''
  socket.setEncoding('utf8').on('data', (text: string) => {
    const at = performance.now()
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      const { event, name, data } = JSON.parse(line) as Record<string, unknown>
      if (event !== 'property-change' || name !== 'pause') continue
      told.resolve()
      if (data !== waiting?.isPaused) continue
      waiting?.resolve(at)
      waiting = null
    }
  })
  socket.write(`${JSON.stringify({ command: ['observe_property', 1, 'pause'] })}\n`)
  const paused = (isPaused: boolean) =>
    new Promise<number>((resolve) => {
      waiting = { isPaused, resolve }
    })
  return { paused, isWatching: told.promise }
}

async function opened(path: string): Promise<Socket> {
  const deadline = performance.now() + LISTENS_WITHIN_MS
  for (;;) {
    const socket = connectTo(path)
    try {
      await once(socket, 'connect')
      return socket
    } catch (error) {
      if (performance.now() > deadline) throw error
      await sleep(50)
    }
  }
}
