import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Config, startHub } from '@baton/hub'
import { type AlbumTrack, makeMusic } from '../music/coded-albums.ts'
import { type AskOptions, ask, OWNER, type Program, program } from './http-world.ts'
import { until } from './hub-process-world.ts'

const SCANNED_WITHIN_MS = 60_000

export interface ComposedHubOptions {
  readonly tracks: readonly AlbumTrack[]
  /** Writes the files of the tracks; missing: silence without tags. */
  readonly makeFiles?: (folder: string) => Promise<void>
  readonly ticketWindowMs?: number
  /** Addresses of proxies that are believed. */
  readonly proxies?: readonly string[]
  /** Missing: uploads lie in the data folder. */
  readonly uploads?: { readonly dir?: string; readonly maxBytes?: number; readonly quotaBytes?: number }
  readonly downloads?: Pick<Config, 'downloadsAtOnce' | 'downloadHosts' | 'downloadNetworks' | 'ytDlp'>
  readonly agents?: Pick<Config, 'agentNetworks' | 'agentTimes'>
}

/** A hub as `npm start` wires it, every door and work of it, in this process. Its music is known already. */
export async function composedHub({
  tracks,
  makeFiles,
  ticketWindowMs,
  uploads = {},
  downloads,
  agents,
  proxies = [],
}: ComposedHubOptions) {
  await using made = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'baton-whole-'))
  made.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }))
  const musicDir = join(folder, 'music')
  const dataDir = join(folder, 'data')
  await (makeFiles?.(musicDir) ?? makeMusic(musicDir, tracks))
  const hub = made.use(
    await startHub({
      host: '127.0.0.1',
      port: 0,
      dataDir,
      musicDir,
      owner: OWNER,
      hostNames: [],
      logLevel: 'silent',
      limits: 'off',
      proxies,
      ...(ticketWindowMs !== undefined && { ticketWindowMs }),
      ...(uploads.dir !== undefined && { uploadsDir: uploads.dir }),
      ...(uploads.maxBytes !== undefined && { uploadMaxBytes: uploads.maxBytes }),
      ...(uploads.quotaBytes !== undefined && { uploadQuotaBytes: uploads.quotaBytes }),
      ...downloads,
      ...agents,
    }),
  )
  const baseUrl = `http://127.0.0.1:${hub.port}`
  const owner = await program(baseUrl, OWNER)
  const items = await until(
    'the music is scanned',
    async () => {
      const { json } = await owner.ask('/library/tracks?limit=100')
      const found = json.items as readonly { readonly title: string; readonly track_id: string }[]
      return found.length === tracks.length && found
    },
    SCANNED_WITHIN_MS,
  )
  const kept = made.move()
  return {
    baseUrl,
    dataDir,
    uploadsDir: uploads.dir ?? join(dataDir, 'uploads'),
    /** In the order in which they were named. */
    trackIds: tracks.map(({ title }) => String(items.find((item) => item.title === title)?.track_id)),
    ask: (path: string, options?: AskOptions) => ask(baseUrl, path, options),
    program: (deviceName?: string, login = OWNER): Promise<Program> => program(baseUrl, login, deviceName),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}
export type ComposedHub = Awaited<ReturnType<typeof composedHub>>
