import { existsSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { networkInterfaces } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { BatonError } from '@baton/protocol'
import { pino } from 'pino'
import { memoryBell } from '#bells/memory'
import { httpDoor, logSerializers } from '#doors/http'
import { mediaDoor } from '#doors/media'
import { libraryDoor, restDoor } from '#doors/rest'
import { sseDoor } from '#doors/sse'
import { type Accounts, accounts as createAccounts, createEngine } from '#engine'
import { keptFiles, trackFiles } from '#stores/files'
import { libraryReader, migrate, openSqlite, sqlAccountStore, sqlLibraryStore, sqlStore } from '#stores/sql'
import { coverFiles } from '#works/images'
import { trackLyrics } from '#works/lyrics'
import { trackWaveforms } from '#works/waveforms'
import hub from '../../package.json' with { type: 'json' }
import { type Config, UsageError } from './config.ts'
import { openDataFolder } from './data-folder.ts'
import { LibraryWork } from './library-work.ts'
import { machineChance, machineClock } from './machine.ts'
import { keepTidy } from './tidy.ts'

const WITHOUT_END = Number.MAX_SAFE_INTEGER
const NO_LIMITS = {
  signIn: WITHOUT_END,
  mint: WITHOUT_END,
  control: WITHOUT_END,
  queue: WITHOUT_END,
  read: WITHOUT_END,
}
const NO_STREAM_LIMITS = { maxStreamsOfUser: WITHOUT_END, maxStreamsOfSignIn: WITHOUT_END }
const WEB_ROOT = fileURLToPath(new URL('../../../web/dist', import.meta.url))

export interface RunningHub extends AsyncDisposable {
  readonly port: number
  /** Where a browser of the same network finds the hub. */
  readonly addresses: readonly string[]
  /** Creates the owner, once; null when there is an owner already. */
  readonly setupLink: string | null
  /** Drains: open requests are answered, streams end, everything acknowledged is on disk. */
  stop(): Promise<void>
}

/** Wires one hub together: one process, SQLite, everything in the data folder. */
export async function startHub(config: Config): Promise<RunningHub> {
  const clock = machineClock()
  const chance = machineChance()
  const log = pino({ level: config.logLevel, serializers: logSerializers }, pino.destination(2))
  const onFailure = (error: unknown) => log.error({ err: error }, 'something failed that nobody waits for')

  await using wired = new AsyncDisposableStack()
  const data = wired.use(openDataFolder(config.dataDir))
  const database = wired.use(openSqlite({ path: data.databasePath, synchronous: 'full' }))
  await migrate(database)
  const store = sqlStore(database)
  wired.defer(() => store.close())
  const reads = wired.use(libraryReader({ engine: 'sqlite', path: data.databasePath }))
  const library = sqlLibraryStore(database, { newId: chance.uuid, wallMs: clock.wallMs }, reads)
  const covers = coverFiles(keptFiles(data.coversPath))
  const files = trackFiles()
  const lyrics = trackLyrics({ files })
  const waveforms = trackWaveforms({ files, kept: keptFiles(join(config.dataDir, 'waveforms')) })
  const accounts = wired.use(createAccounts(sqlAccountStore(database), clock, chance))
  const engine = wired.use(
    await createEngine({
      store,
      bell: memoryBell(),
      clock,
      chance,
      ticketKey: data.ticketKey,
      soleWorker: true,
      onFailure,
    }),
  )
  const musicDirs = [...(config.musicDir === null ? [] : [config.musicDir]), ...(config.moreMusicDirs ?? [])]
  const work = new LibraryWork({
    library,
    covers,
    engine,
    clock,
    musicDirs,
    demoPath: data.demoPath,
    dataPath: config.dataDir,
    log,
  })
  wired.defer(() => work.stop())
  wired.defer(keepTidy({ now: engine.now, store, accounts, clock, onFailure }))

  if (config.owner) await createOwner(accounts, config.owner)
  const code = await accounts.newSetupCode()
  await accounts.eachHousehold((householdId) => work.start(householdId))

  const app = await httpDoor({
    engine,
    accounts,
    config: {
      hostNames: config.hostNames,
      origins: config.origins ?? [],
      trustedProxies: config.proxies ?? [],
      webRoot: existsSync(WEB_ROOT) ? WEB_ROOT : null,
      ...(config.limits === 'off' && { limits: NO_LIMITS }),
    },
    log,
    doors: [
      restDoor({ engine, accounts, library, covers, scan: work }),
      libraryDoor({ library, folders: work, lyrics, waveforms }),
      sseDoor({ engine, accounts, ...(config.limits === 'off' && NO_STREAM_LIMITS) }),
      mediaDoor({ engine, library, files }),
    ],
  })
  wired.defer(() => app.close())
  await listen(app, config)
  const { port } = app.server.address() as AddressInfo
  const addresses = addressesOf(config.host, port)
  log.info(
    {
      version: hub.version,
      addresses,
      data: config.dataDir,
      music: musicDirs.length > 0 ? musicDirs : 'demo tunes',
    },
    'the hub runs',
  )
  const running = wired.move()
  return {
    port,
    addresses,
    setupLink: code && `${addresses[0]}/#/setup?code=${code}`,
    stop: () => running.disposeAsync(),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}

async function createOwner(accounts: Accounts, owner: NonNullable<Config['owner']>): Promise<void> {
  try {
    await accounts.createFirstOwner(owner)
  } catch (error) {
    if (error instanceof BatonError) throw new UsageError(`The owner cannot be created: ${error.message}`)
    throw error
  }
}

async function listen(app: Awaited<ReturnType<typeof httpDoor>>, { host, port }: Config): Promise<void> {
  try {
    await app.listen({ host, port })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EADDRINUSE') throw new UsageError(`Port ${port} is in use. Choose another with --port.`)
    if (code === 'EACCES')
      throw new UsageError(`Port ${port} may not be used by this user. Choose one above 1023.`)
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
      throw new UsageError(`--host ${host} is no address of this machine.`)
    throw error
  }
}

/** Addresses that other devices can use come first; of a hub that listens here only, the one there is. */
function addressesOf(host: string, port: number): readonly string[] {
  if (host !== '0.0.0.0' && host !== '::')
    return [`http://${host.includes(':') ? `[${host}]` : host}:${port}`]
  const outside = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
  return [...outside.map(({ address }) => `http://${address}:${port}`), `http://localhost:${port}`]
}
