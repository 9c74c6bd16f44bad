// A whole cluster for measuring: Postgres that commits to the disk, Redis, workers, Nginx, and one long track.
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { makeMusic } from '../../packages/testing/src/music/coded-albums.ts'
import {
  type Cluster,
  lackingCluster,
  startCluster,
} from '../../packages/testing/src/worlds/cluster-world.ts'
import { makeFolder } from '../machine/folder.ts'
import { type HubFace, hubAt, OWNER, scanned } from './hub.ts'

/** Ten seconds of it, the most that Nginx sends in one answer, are 7.7 MB. */
const TRACK = { title: 'Long', durationMs: 90_000, rate: 192_000 }
export const LONG_TRACK_BYTES = 44 + ((TRACK.durationMs * TRACK.rate) / 1_000) * 4

export interface Installation extends AsyncDisposable {
  readonly cluster: Cluster
  /** Through Nginx. */
  readonly hub: HubFace
  readonly port: number
  /** The folder with the track. */
  readonly music: string
}

export interface InstallationOptions {
  readonly workers: number
  readonly sender?: 'workers' | 'nginx'
}

/** Why there can be none here, or null. */
export function missingInstallation(): string | null {
  return lackingCluster() || null
}

export async function startInstallation(options: InstallationOptions): Promise<Installation> {
  await using opened = new AsyncDisposableStack()
  const folder = opened.use(await makeFolder())
  const music = join(folder.path, 'music')
  await mkdir(music)
  await makeMusic(music, [TRACK])
  const cluster = opened.use(
    await startCluster({
      ...options,
      // A folder that is named makes a Postgres that forgets nothing.
      folder: folder.path,
      owner: OWNER,
      music: [music],
      args: ['--limits', 'off'],
    }),
  )
  const hub = hubAt(cluster.baseUrl)
  await scanned(hub)
  const running = opened.move()
  const port = Number(new URL(cluster.baseUrl).port)
  return { cluster, hub, port, music, [Symbol.asyncDispose]: () => running.disposeAsync() }
}

/** `postgres://…` of a database of its own beside Baton's, for a reference. */
export async function besideBaton({ cluster }: Installation, name: string): Promise<string> {
  await cluster.postgres.query(`create database ${name}`)
  return cluster.databaseUrl.replace(/[^/]+$/, name)
}
