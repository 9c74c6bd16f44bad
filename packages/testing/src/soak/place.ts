// Where a soak runs: one hub on SQLite, or a whole cluster, with a folder of small tracks that may change.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeMusic } from '../music/coded-albums.ts'
import { startCluster } from '../worlds/cluster-world.ts'
import { runHub } from '../worlds/hub-process.ts'
import { HUB_OWNER } from '../worlds/hub-process-world.ts'

export type PlaceKind = 'one hub' | 'cluster'

export interface Worker {
  readonly pid: number
  /** Past Nginx, straight to this worker. */
  readonly baseUrl: string
}

export interface Place extends AsyncDisposable {
  readonly baseUrl: string
  readonly workers: readonly Worker[]
  readonly music: string
}

const LONG_TRACKS = 8
const SHORT_TRACKS = 60
/** The load is far more than the limits of one household allow. */
const ARGUMENTS = ['--limits', 'off']

export async function startPlace(kind: PlaceKind): Promise<Place> {
  await using opened = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'baton-soak-'))
  opened.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }))
  const music = join(folder, 'music')
  await makeMusic(music, [
    ...Array.from({ length: LONG_TRACKS }, (_, nth) => ({ title: `Long ${nth}`, durationMs: 300_000 })),
    ...Array.from({ length: SHORT_TRACKS }, (_, nth) => ({ title: `Short ${nth}`, durationMs: 5_000 + nth })),
  ])
  if (kind === 'cluster') {
    const cluster = opened.use(await startCluster({ music: [music], args: ARGUMENTS }))
    return placeOf(cluster.baseUrl, cluster.workers, music, opened.move())
  }
  const words = ['--data', join(folder, 'data'), '--music', music, '--host', '127.0.0.1', '--port', '0']
  const { username, password } = HUB_OWNER
  const env = { BATON_OWNER: username, BATON_OWNER_PASSWORD: password, BATON_LOG: 'error' }
  const hub = runHub([...words, ...ARGUMENTS], { env })
  opened.defer(async () => {
    await hub.end('SIGKILL')
  })
  const baseUrl = await hub.listening()
  return placeOf(baseUrl, [{ pid: hub.child.pid ?? 0, baseUrl }], music, opened.move())
}

function placeOf(
  baseUrl: string,
  workers: readonly Worker[],
  music: string,
  running: AsyncDisposableStack,
): Place {
  return { baseUrl, workers, music, [Symbol.asyncDispose]: () => running.disposeAsync() }
}
