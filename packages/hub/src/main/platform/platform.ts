// What the house stands on: one process with SQLite in its folder, or many with one Postgres and one Redis.
import { memoryBell } from '#bells/memory'
import { type RedisBell, redisBell } from '#bells/redis'
import {
  type Bell,
  type Chance,
  type Clock,
  everyLease,
  type Installation,
  type Leases,
  leases,
} from '#engine'
import {
  type libraryReader,
  migrate,
  openPostgres,
  openSqlite,
  type SqlDatabase,
  setClockBack,
  sqlInstallation,
  withTransaction,
} from '#stores/sql'
import { type Config, UsageError } from '../config/config.ts'
import type { Server } from '../config/servers.ts'
import type { DataFolder } from './data-folder.ts'

export interface Platform extends AsyncDisposable {
  readonly database: SqlDatabase
  /** For threads that read by themselves. */
  readonly source: Parameters<typeof libraryReader>[0]
  readonly bell: Bell
  readonly ticketKey: Uint8Array
  readonly soleWorker: boolean
  readonly installation: Installation
  readonly leases: Leases
  /** `none`: there is nobody to be rung for. */
  readonly bellState: () => 'none' | 'connected' | 'lost'
}

export interface PlatformParts {
  readonly clock: Clock
  readonly chance: Chance
  readonly log: { info(facts: object, line: string): void; warn(facts: object, line: string): void }
  readonly onFailure: (error: unknown) => void
}

/** Opened, migrated, ready. */
export function openPlatform(
  { database, redis }: Pick<Config, 'database' | 'redis'>,
  data: DataFolder,
  parts: PlatformParts,
): Promise<Platform> {
  return database ? manyWorkers(database, redis, parts) : oneWorker(data, parts)
}

async function oneWorker(
  { databasePath, ticketKey }: DataFolder,
  { clock, chance, log, onFailure }: PlatformParts,
): Promise<Platform> {
  await using opened = new AsyncDisposableStack()
  const database = opened.use(openSqlite({ path: databasePath, synchronous: 'full' }))
  await migrate(database)
  const newEpoch = () => chance.uuid().replaceAll('-', '').slice(0, 16)
  const reading = { wallMs: clock.wallMs(), newEpoch }
  const aheadMs = await withTransaction(database, (connection) => setClockBack(connection, reading))
  if (aheadMs > 0)
    log.warn({ aheadMs }, 'the clock of this machine had been ahead: what was written then is moved back')
  const held = opened.use(everyLease(onFailure))
  return platformOf(opened.move(), {
    database,
    source: { engine: 'sqlite', path: databasePath },
    bell: memoryBell(),
    ticketKey: ticketKey(),
    soleWorker: true,
    installation: sqlInstallation(database),
    leases: held,
    bellState: () => 'none',
  })
}

async function manyWorkers(
  server: Server,
  redis: Server | undefined,
  { clock, chance, log, onFailure }: PlatformParts,
): Promise<Platform> {
  await migrateInPeace(server)
  await using opened = new AsyncDisposableStack()
  const onIdleError = ({ message }: Error) =>
    log.warn({ reason: message }, 'an idle connection to the database broke')
  const database = opened.use(openPostgres({ ...server, onIdleError }))
  const installation = sqlInstallation(database)
  const offered = Buffer.from(chance.bytes(32)).toString('base64')
  const ticketKey = Buffer.from(await installation.agree('ticket-key', offered), 'base64')
  const bell = redis ? bellThrough(redis, log) : memoryBell()
  opened.defer(() => bell.close())
  const held = opened.use(leases({ installation, clock, chance, onFailure }))
  return platformOf(opened.move(), {
    database,
    source: { engine: 'postgres', ...server },
    bell,
    ticketKey,
    soleWorker: false,
    installation,
    leases: held,
    bellState: () => ('isConnected' in bell ? (bell.isConnected ? 'connected' : 'lost') : 'none'),
  })
}

function platformOf(opened: AsyncDisposableStack, platform: Omit<Platform, keyof AsyncDisposable>): Platform {
  return { ...platform, [Symbol.asyncDispose]: () => opened.disposeAsync() }
}

/** On a connection of its own that may take long: workers that start together wait for one another here. */
async function migrateInPeace(server: Server): Promise<void> {
  await using database = openPostgres({ ...server, max: 2, patience: 'endless' })
  await database.kysely
    .selectNoFrom(({ lit }) => lit(1).as('yes'))
    .execute()
    .catch((error: unknown) => {
      const { cause } = error as { readonly cause?: NodeJS.ErrnoException }
      const reason = cause?.code ?? (error as NodeJS.ErrnoException).code ?? 'no connection'
      throw new UsageError(`The database cannot be reached: ${reason}.`)
    })
  await migrate(database)
}

function bellThrough(redis: Server, log: PlatformParts['log']): RedisBell {
  return redisBell({
    ...redis,
    onChange: (connected) =>
      connected
        ? log.info({}, 'the bell rings through Redis')
        : log.warn({}, 'Redis is lost: other workers are seen once a second'),
  })
}
