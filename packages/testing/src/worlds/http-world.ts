import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { downloadRecords, uploadRecords, wireArtwork, wirePlaylists } from '@baton/hub'
import { accounts } from '@baton/hub/accounts'
import { memoryBell } from '@baton/hub/bells/memory'
import { boxDownloadDoor } from '@baton/hub/doors/downloads'
import { type HttpConfig, type HttpParts, httpDoor } from '@baton/hub/doors/http'
import { mediaDoor } from '@baton/hub/doors/media'
import { downloadDoor, type RestParts, restDoor, systemHealthDoor, uploadDoor } from '@baton/hub/doors/rest'
import { type SocketIoParts, socketIoDoor } from '@baton/hub/doors/socketio'
import { sseDoor } from '@baton/hub/doors/sse'
import { uploadBytesDoor } from '@baton/hub/doors/uploads'
import {
  createEngine,
  libraryOf,
  type Principal,
  type RateLimits,
  rates,
  type SharedCounts,
  trackAudio,
} from '@baton/hub/engine'
import { downloads as createDownloads, type DownloadParts } from '@baton/hub/jobs/downloads'
import { coverFiles, listFormats } from '@baton/hub/jobs/library'
import { type TranscodeOptions, trackTranscodes } from '@baton/hub/jobs/transcode'
import { uploadIntake } from '@baton/hub/jobs/uploads'
import { keptFiles, trackFiles } from '@baton/hub/stores/files'
import {
  migrate,
  openSqlite,
  type SqlDatabase,
  sqlAccountStore,
  sqlLibraryStore,
  sqlStore,
} from '@baton/hub/stores/sql'
import type { TrackId } from '@baton/protocol'
import { realChance as chance, movableClock } from '../fakes/movable-clock.ts'
import { stillDownloadTools } from '../fakes/still-download-tools.ts'
import { type PluggedFamily, registriesWith } from './plugged-family.ts'
import { scanAtRest } from './scan-at-rest.ts'
import { type ServedDisplaysOptions, servedDisplays } from './served-displays.ts'
import { type ServedHealthOptions, servedHealth } from './served-health.ts'

const CHEAP = { memoryKiB: 64, passes: 1, parallelism: 1 }
export const OWNER = { username: 'Ada', password: 'a long password' }

export interface ServedHubOptions extends ServedDisplaysOptions {
  readonly config?: HttpConfig
  readonly keepAliveMs?: number
  readonly maxStreams?: number
  readonly log?: HttpParts['log']
  readonly metrics?: HttpParts['metrics']
  readonly limits?: Partial<RateLimits>
  readonly counts?: SharedCounts
  readonly moreDoors?: HttpParts['doors']
  /** Where what the hub stands on is not as it is. */
  readonly health?: ServedHealthOptions
  /** Where the Socket.IO door differs from the usual one. */
  readonly sockets?: Partial<SocketIoParts>
  readonly signOn?: RestParts['signOn']
  /** Missing: SQLite, in a file of its own. */
  readonly open?: () => Promise<SqlDatabase>
  /** Room for the uploads of a household; missing: the whole disk. */
  readonly uploadQuotaBytes?: number
  /** Room for the artwork of a person; missing: the usual. */
  readonly artworkQuotaBytes?: number
  /** Where the work on downloads differs from one that never ends. */
  readonly downloads?: Partial<DownloadParts>
  /** Families that the hub does not know. */
  readonly plugged?: readonly PluggedFamily[]
  /** Audio files that lie in the music folder, by name, already known to the library. */
  readonly tracks?: readonly {
    readonly name: string
    readonly durationMs: number
    readonly mime?: string
    readonly codec?: string
    readonly artist?: string
    readonly cover?: Uint8Array
  }[]
  readonly transcodes?: Partial<TranscodeOptions>
}

/** A whole hub but for its scan and its command line: real store, real engine, real doors, listening on a free port. */
export async function serveHub({
  config = {},
  keepAliveMs,
  maxStreams,
  log,
  metrics,
  limits,
  counts,
  moreDoors = [],
  health: healthParts = {},
  sockets = {},
  signOn,
  open,
  plugged = [],
  uploadQuotaBytes,
  artworkQuotaBytes,
  downloads: downloadParts = {},
  tracks = [],
  transcodes = {},
  ...displayParts
}: ServedHubOptions = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'baton-served-hub-'))
  const registries = registriesWith(plugged)
  const database = await (open?.() ?? openSqlite({ path: join(folder, 'baton.db'), synchronous: 'off' }))
  await migrate(database)
  for (const { createTables } of plugged) await createTables(database)
  const failures: unknown[] = []
  const clock = movableClock()
  const bell = memoryBell()
  const store = sqlStore(database, { families: registries.rows, rooms: registries.roomRows })
  const library = sqlLibraryStore(database, { newId: randomUUID, wallMs: Date.now })
  const covers = coverFiles(keptFiles(join(folder, 'covers')))
  const engine = await createEngine({
    store,
    bell,
    clock,
    chance,
    families: registries.families,
    rooms: registries.roomRules,
    roomKinds: registries.roomKinds,
    ticketKey: randomBytes(32),
    soleWorker: true,
    onFailure: (error) => failures.push(error),
    rates: rates({ limits, shared: counts, monotonicMs: clock.monotonicMs }),
    ...(metrics && { measures: metrics.metrics.measures }),
  })
  const accountStore = sqlAccountStore(database)
  const people = accounts(accountStore, clock, chance, { cost: CHEAP, consequences: engine })
  const uploads = uploadIntake({
    engine,
    records: uploadRecords(engine, store),
    households: accountStore.households,
    library,
    trackFiles: trackFiles(),
    // Nothing is scanned here, so nothing gets into the library.
    probe: { look: async () => ({ kind: 'not-audio' }), passesOver: () => false },
    music: { look: async () => ({ folderId: '' }) },
    folder: join(folder, 'uploads'),
    ...(uploadQuotaBytes !== undefined && { quotaBytes: uploadQuotaBytes }),
    clock,
    onFailure: (error) => failures.push(error),
  })
  const downloads = createDownloads({
    engine,
    records: downloadRecords(engine, store),
    uploads,
    folder: join(folder, 'uploads', 'downloading'),
    tools: stillDownloadTools(),
    atOnce: 2,
    hosts: null,
    clock,
    onFailure: (error) => failures.push(error),
    ...downloadParts,
  })
  const onFailure = (error: unknown) => failures.push(error)
  const parts = { engine, database, clock, chance, onFailure }
  const publicViews = (postIds: readonly number[]) => displays.publicViews(postIds)
  const artwork = wireArtwork({
    ...parts,
    config: { dataDir: folder, ...(artworkQuotaBytes !== undefined && { artworkQuotaBytes }) },
    soleWorker: true,
    publicViews,
  })
  const displays = await servedDisplays(
    { ...parts, covers, artwork: artwork.forDisplays, postsOf: artwork.desk.some },
    displayParts,
  )
  const { broker } = displays
  const health = servedHealth({ database, store, engine, clock, downloads, broker }, healthParts, (error) =>
    failures.push(error),
  )
  const libraryShown = libraryOf({ store: library, covers, wallMs: clock.wallMs })
  const making = trackTranscodes({
    files: trackFiles(),
    folder: join(folder, 'transcodes'),
    maxBytes: 1_000_000_000,
    onFailure: (error) => failures.push(error),
    ...transcodes,
  })
  const formats = listFormats()
  const playlists = wirePlaylists({ engine, library, formats, clock, onFailure })
  const app = await httpDoor({
    engine,
    accounts: people,
    config,
    ...(log && { log }),
    ...(metrics && { metrics }),
    doors: [
      ...moreDoors,
      restDoor(
        {
          engine,
          accounts: people,
          library: libraryShown,
          scan: scanAtRest,
          ...(signOn && { signOn }),
        },
        registries.routes,
      ),
      ...playlists.doors,
      artwork.door,
      uploadDoor({ uploads }),
      downloadDoor({ downloads }),
      systemHealthDoor({ health }),
      boxDownloadDoor({ downloads }),
      ...displays.doors,
      uploadBytesDoor({ uploads, library: libraryShown }),
      sseDoor({
        engine,
        accounts: people,
        said: registries.said,
        ...(keepAliveMs && { keepAliveMs }),
        ...(maxStreams && { maxStreams }),
      }),
      socketIoDoor({
        engine,
        accounts: people,
        health,
        library: libraryShown,
        uploads,
        downloads,
        version: '0.0.0',
        scan: () => {},
        ...sockets,
      }),
      mediaDoor({
        engine,
        accounts: people,
        audio: trackAudio({ store: library, files: trackFiles(), transcodes: making }),
      }),
    ],
  })
  await people.createFirstOwner(OWNER)
  const owner = (await people.signIn(OWNER, 'here')).principal
  const music = join(folder, 'music')
  const { folderId } = await library.addFolder(owner.householdId, music)
  const coverRows = await Promise.all(tracks.map(({ cover }) => cover && covers.put(cover)))
  await library.ingest(owner.householdId, folderId, {
    problems: [],
    tracks: tracks.map(({ name, durationMs, mime = 'audio/flac', codec = 'flac', artist }, index) => ({
      path: name,
      sizeBytes: 1,
      mtimeMs: 1,
      sampleHash: name,
      title: name,
      artist: artist ?? 'Somebody',
      album: 'Album',
      albumArtist: null,
      discNo: 1,
      trackNo: index + 1,
      year: null,
      genre: null,
      durationMs,
      codec,
      mime,
      cover: coverRows[index] ?? null,
    })),
  })
  const trackIds = async (): Promise<readonly TrackId[]> => {
    const { items } = await library.listTracks(owner.householdId, { limit: 200 })
    return [...items].sort((a, b) => (a.trackNo ?? 0) - (b.trackNo ?? 0)).map((track) => track.trackId)
  }
  await app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.server.address() as AddressInfo
  const baseUrl = `http://127.0.0.1:${port}`
  await displays.listen(baseUrl)

  return {
    app,
    engine,
    accounts: people,
    /** Accounts of another worker, which dies before it can carry out what a change made due. */
    dyingAccounts: () => accounts(sqlAccountStore(database), clock, chance, { cost: CHEAP }),
    accountStore: sqlAccountStore(database),
    health,
    displays: displays.displays,
    broker,
    library,
    music,
    owner,
    trackIds: await trackIds(),
    baseUrl,
    port,
    /** Of what has happened nothing is kept but what came of it. */
    forgetEvents: () =>
      store.prune({ receiptsBefore: 0, eventsBefore: Number.MAX_SAFE_INTEGER, keepEvents: 0 }),
    /** As if the hub had never had a broker beside it. */
    forgetSealedTokens: () => database.kysely.updateTable('display').set({ sealed_token: null }).execute(),
    /** Lets this much time pass for the hub. */
    pass: clock.pass,
    /** The machine's clock is set. */
    setClock: clock.step,
    /** What went wrong without anybody waiting for it. */
    failures,
    ask: (path: string, options?: AskOptions) => ask(baseUrl, path, options),
    /** A program that is signed in, and bound to a device where a name is given. */
    program: async (deviceName?: string, login = OWNER) => program(baseUrl, login, deviceName),
    async [Symbol.asyncDispose]() {
      await displays[Symbol.asyncDispose]()
      await app.close()
      await health[Symbol.asyncDispose]()
      await making[Symbol.asyncDispose]()
      await playlists[Symbol.asyncDispose]()
      await formats[Symbol.asyncDispose]()
      await downloads[Symbol.asyncDispose]()
      await uploads[Symbol.asyncDispose]()
      await engine.stop()
      await people[Symbol.asyncDispose]()
      await store.close()
      await bell.close()
      await database.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
export type ServedHub = Awaited<ReturnType<typeof serveHub>>
export type { Principal }

export interface AskOptions {
  readonly method?: string
  readonly body?: unknown
  readonly token?: string
  readonly headers?: Readonly<Record<string, string>>
}

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** Empty where the answer is no JSON object. */
  readonly json: Readonly<Record<string, unknown>>
}

export interface Program {
  readonly token: string
  readonly deviceId: string | null
  ask(path: string, options?: AskOptions): Promise<Answer>
  post(path: string, body?: unknown): Promise<Answer>
}

export async function program(
  baseUrl: string,
  login: { readonly username: string; readonly password: string },
  deviceName?: string,
): Promise<Program> {
  const form = new URLSearchParams({ grant_type: 'password', ...login })
  const response = await fetch(`${baseUrl}/token`, { method: 'POST', body: form })
  const { access_token: token } = (await response.json()) as { access_token: string }
  const asked = (path: string, options: AskOptions = {}) => ask(baseUrl, path, { token, ...options })
  const post = (path: string, body: unknown = {}) => asked(path, { method: 'POST', body })
  const registered =
    deviceName === undefined ? null : await post('/devices/register', { device_name: deviceName })
  return { token, deviceId: registered ? String(registered.json.device_uuid) : null, ask: asked, post }
}

export async function ask(baseUrl: string, path: string, options: AskOptions = {}): Promise<Answer> {
  const { method = 'GET', body, token, headers } = options
  const response = await fetch(`${baseUrl}${path}`, {
    method,
    redirect: 'manual',
    headers: {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const text = await response.text()
  return { status: response.status, headers: response.headers, text, json: jsonOf(text) }
}

function jsonOf(text: string): Readonly<Record<string, unknown>> {
  try {
    const parsed: unknown = JSON.parse(text)
    return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}
