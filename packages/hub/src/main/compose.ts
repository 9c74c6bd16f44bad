import { existsSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Server } from 'node:tls'
import { fileURLToPath } from 'node:url'
import { accounts as createAccounts } from '#accounts'
import { redisCounts } from '#bells/redis'
import { agentDoor } from '#doors/agent'
import { boxDownloadDoor } from '#doors/downloads'
import { healthDoor } from '#doors/health'
import { httpDoor } from '#doors/http'
import { agentFiles, installDoor } from '#doors/install'
import { mediaDoor } from '#doors/media'
import { downloadDoor, libraryDoor, restDoor, systemHealthDoor, uploadDoor } from '#doors/rest'
import { socketIoDoor } from '#doors/socketio'
import { sseDoor } from '#doors/sse'
import { uploadBytesDoor } from '#doors/uploads'
import {
  aborted,
  createEngine,
  libraryOf,
  musicFolders,
  NO_RATE_LIMITS,
  rates,
  renewedLeases,
  trackAudio,
  trackExtras,
} from '#engine'
import { calledAgents, LOOP_TIMES } from '#jobs/agents'
import { musicProbe, shareAmongWorkers } from '#jobs/library'
import { uploadIntake } from '#jobs/uploads'
import {
  libraryReader,
  libraryWriter,
  sqlAccountStore,
  sqlCalledAgents,
  sqlHealthRecords,
  sqlLibraryStore,
  sqlStore,
} from '#stores/sql'
import hub from '../../package.json' with { type: 'json' }
import type { Config } from './config/config.ts'
import { keyFor, signOnOf } from './config/sign-on.ts'
import { announceHub } from './discovery/announce-hub.ts'
import { ownAgent } from './own-agent.ts'
import { openDataFolder } from './platform/data-folder.ts'
import { addressesOf, isEverywhere, listen } from './platform/listen.ts'
import { openPlatform } from './platform/platform.ts'
import { machineChance, machineClock } from './platform/system-clock.ts'
import { pruneHourly } from './retention.ts'
import { scanSchedule } from './scan-schedule.ts'
import { createOwner, setupCode } from './set-up.ts'
import { openLogs } from './telemetry/open-log.ts'
import { startTelemetry } from './telemetry/telemetry.ts'
import { openTls } from './tls/tls.ts'
import { uploadRecords } from './upload-records.ts'
import { workerName } from './wire-broker.ts'
import { wireClock } from './wire-clock.ts'
import { wireDownloads } from './wire-downloads.ts'
import { wireHealth } from './wire-health.ts'
import { wirePlaylists } from './wire-playlists.ts'
import { wireTracks } from './wire-tracks.ts'
import { wireWall } from './wire-wall.ts'

const WITHOUT_END = Number.MAX_SAFE_INTEGER
const NO_STREAM_LIMITS = { maxStreamsOfUser: WITHOUT_END, maxStreamsOfSignIn: WITHOUT_END }
const AGENT_ROOT = fileURLToPath(new URL('../../../agent/dist', import.meta.url))
const NO_SOCKET_LIMITS = {
  maxSocketsOfUser: WITHOUT_END,
  maxSocketsOfSignIn: WITHOUT_END,
  maxNewcomersOfAddress: WITHOUT_END,
}
const WEB_ROOT = fileURLToPath(new URL('../../../web/dist', import.meta.url))
const DISPLAY_ROOT = fileURLToPath(new URL('../../../display/dist', import.meta.url))

export interface RunningHub extends AsyncDisposable {
  readonly port: number
  /** Where a browser of the same network finds the hub. */
  readonly addresses: readonly string[]
  /** Creates the owner, once; null when there is an owner already. */
  readonly setupLink: string | null
  /** SHA-256 of the certificate that the hub has made for itself; null: it has made none. */
  readonly fingerprint: string | null
  /** Drains: open requests are answered, streams end, everything acknowledged is on disk. */
  stop(): Promise<void>
}

/** Wires one process of a hub together. By itself it keeps everything in the data folder. */
export async function startHub(config: Config): Promise<RunningHub> {
  const clock = machineClock()
  const chance = machineChance()
  const logs = openLogs(config)
  const log = logs.hub
  const telemetry = await startTelemetry(config.metricsFor ?? null, hub.version, log, logs.devices)
  const { onFailure, measures } = telemetry

  await using wired = new AsyncDisposableStack()
  const data = wired.use(openDataFolder(config.dataDir, config.database ? 'shared' : 'alone'))
  const hostNames = [...config.hostNames, ...(config.publicUrl ? [new URL(config.publicUrl).hostname] : [])]
  const tls = openTls(config, { hostNames, clock, log, onFailure })
  const platform = wired.use(await openPlatform(config, data, { clock, chance, log, onFailure }))
  const { database, source, bell, installation, leases, soleWorker } = platform
  const store = telemetry.watched(sqlStore(database))
  wired.defer(() => store.close())
  const reads = wired.use(libraryReader(source))
  const writes = wired.use(libraryWriter(source, database))
  const library = sqlLibraryStore(database, { newId: chance.uuid, wallMs: clock.wallMs }, reads, writes)
  const tracks = wired.use(wireTracks({ config, coversPath: data.coversPath, onFailure }))
  const { files, covers, formats } = tracks
  const accountStore = telemetry.watchedAccounts(sqlAccountStore(database))
  const counts =
    config.redis && wired.use(redisCounts({ ...config.redis, key: keyFor(platform.ticketKey, 'limits') }))
  const engine = wired.use(
    await createEngine({
      store,
      bell,
      clock,
      chance,
      ticketKey: platform.ticketKey,
      soleWorker,
      onFailure,
      measures,
      rates: rates({
        limits: config.limits === 'off' ? NO_RATE_LIMITS : undefined,
        shared: counts,
        monotonicMs: clock.monotonicMs,
      }),
      ...(config.ticketWindowMs !== undefined && { ticketWindowMs: config.ticketWindowMs }),
    }),
  )
  const playlists = wired.use(wirePlaylists({ engine, library, formats, clock, onFailure }))
  const accounts = wired.use(
    createAccounts(accountStore, clock, chance, {
      key: keyFor(platform.ticketKey, 'accounts'),
      isAlone: config.database === undefined,
      consequences: engine,
    }),
  )
  const { households } = accountStore
  wired.use(wireClock({ engine, clock, database, households, soleWorker, onFailure }))
  const musicDirs = [...(config.musicDir === null ? [] : [config.musicDir]), ...(config.moreMusicDirs ?? [])]
  const uploadsDir = config.uploadsDir ?? join(config.dataDir, 'uploads')
  const schedule = scanSchedule({
    config,
    engine,
    library,
    covers,
    files,
    formats,
    musicDirs,
    uploadsDir,
    demoPath: data.demoPath,
    ...(!soleWorker && { installation }),
    clock,
    log: logs.library,
    onFailure,
  })
  wired.defer(() => schedule.stop())
  const atWork = wired.use(renewedLeases({ installation, clock, chance, onFailure }))
  const uploads = wired.use(
    uploadIntake({
      engine,
      records: uploadRecords(engine, store),
      households,
      library,
      trackFiles: files,
      probe: wired.use(musicProbe()),
      music: schedule,
      folder: uploadsDir,
      ...(config.uploadMaxBytes !== undefined && { maxBytes: config.uploadMaxBytes }),
      ...(config.uploadQuotaBytes !== undefined && { quotaBytes: config.uploadQuotaBytes }),
      clock,
      ...(!soleWorker && { leases: atWork }),
      onFailure,
    }),
  )
  const wall = wired.use(
    await wireWall({
      config,
      engine,
      database,
      leases,
      covers,
      key: keyFor(platform.ticketKey, 'views'),
      beside: {
        tokenKey: keyFor(platform.ticketKey, 'display tokens'),
        leases,
        claims: atWork,
        worker: soleWorker ? 'hub' : workerName(config.port),
      },
      tls,
      chance,
      clock,
      soleWorker,
      log,
      onFailure,
    }),
  )
  const downloads = wired.use(
    wireDownloads({
      config,
      engine,
      store,
      uploads,
      folder: join(uploadsDir, 'downloading'),
      clock,
      ...(!soleWorker && { leases: atWork }),
      onFailure,
    }),
  )
  wired.defer(
    leases.whileHeld('tidy', async (signal) => {
      const stop = pruneHourly({ now: engine.now, store, accounts, clock, onFailure })
      const tended = Promise.all([uploads, downloads].map((one) => one.tend(households, signal)))
      const wallTended = wall.tend(signal)
      await aborted(signal)
      stop()
      await Promise.all([tended, wallTended])
    }),
  )

  if (config.owner) await createOwner(accounts, config.owner)
  const code = await setupCode(accounts, platform, chance.uuid())
  if (soleWorker) await accounts.eachHousehold((householdId) => schedule.acquire(householdId))
  else {
    wired.defer(shareAmongWorkers(schedule, { installation, leases, bell, clock, households, onFailure }))
  }

  const health = wireHealth({
    engine,
    store,
    records: sqlHealthRecords(database),
    library,
    schedule,
    downloads,
    bellState: platform.bellState,
    broker: wall.broker,
    folders: [config.dataDir, uploadsDir],
    port: soleWorker ? null : config.port || process.pid,
    clock,
    onFailure,
  })
  wired.use(health)
  await health.start()

  const doorsLibrary = libraryOf({ store: library, covers, wallMs: clock.wallMs })
  const audio = trackAudio({ ...tracks, store: library })
  let ownPort = config.port
  const agents = calledAgents({
    engine,
    store: sqlCalledAgents(database),
    leases,
    clock,
    chance,
    networks: config.agentNetworks,
    times: { ...LOOP_TIMES, ...config.agentTimes },
    // What cannot be made over for it is refused when it asks for the sound.
    fileOf: (admitted) =>
      audio.content(admitted).then(
        (content) => (content && !content.missing ? content.path : null),
        () => null,
      ),
    port: () => ownPort,
    logs,
    onFailure,
  })
  wired.defer(() => agents.stop())

  const app = await httpDoor({
    engine,
    accounts,
    config: {
      hostNames,
      publicUrl: config.publicUrl,
      origins: [...(config.origins ?? []), ...(config.publicUrl ? [new URL(config.publicUrl).origin] : [])],
      trustedProxies: config.proxies ?? [],
      tls: tls?.certificate,
      webRoot: existsSync(WEB_ROOT) ? WEB_ROOT : null,
      displayRoot: DISPLAY_ROOT,
    },
    log: logs.http,
    metrics: telemetry.page,
    doors: [
      healthDoor({ ping: store.ping, bell: platform.bellState }),
      systemHealthDoor({ health }),
      restDoor({
        engine,
        accounts,
        library: doorsLibrary,
        scan: schedule,
        signOn: signOnOf(config, platform.ticketKey),
      }),
      libraryDoor({
        folders: musicFolders({ work: schedule, noted: accounts.audit.noteOf }),
        tracks: trackExtras({ ...tracks, store: library }),
      }),
      ...playlists.doors,
      uploadDoor({ uploads }),
      downloadDoor({ downloads }),
      boxDownloadDoor({ downloads }),
      uploadBytesDoor({ uploads, library: doorsLibrary }),
      agentDoor(agents),
      ...wall.doors,
      sseDoor({ engine, accounts, ...(config.limits === 'off' && NO_STREAM_LIMITS) }),
      socketIoDoor({
        engine,
        accounts,
        health,
        library: doorsLibrary,
        uploads,
        downloads,
        version: hub.version,
        agents,
        scan: (householdId) => schedule.start(householdId, 'changes'),
        ...(config.limits === 'off' && NO_SOCKET_LIMITS),
      }),
      mediaDoor({
        engine,
        accounts,
        audio,
        accel: config.accel ?? null,
      }),
      installDoor({ files: agentFiles(AGENT_ROOT), ownCertificate: tls?.own ?? (() => null) }),
    ],
  })
  wired.defer(() => app.close())
  await listen(app, config)
  const { port } = app.server.address() as AddressInfo
  if (tls) wired.defer(tls.serve(app.server as unknown as Server))
  const reached = addressesOf(config.tls ? 'https' : 'http', config.host, port)
  const fingerprint = tls?.fingerprint ?? null
  const addresses = config.publicUrl ? [config.publicUrl, ...reached] : reached
  await wall.listen(addresses[0] ?? '')
  ownPort = port
  agents.start()
  wired.use(
    announceHub(config, {
      id: Buffer.from(keyFor(platform.ticketKey, 'announced')).toString('hex', 0, 3),
      port,
      version: hub.version,
      clock,
      log,
    }),
  )
  log.info(
    {
      version: hub.version,
      addresses,
      ...(fingerprint !== null && { fingerprint }),
      data: config.dataDir,
      music: musicDirs.length > 0 ? musicDirs : 'demo tunes',
    },
    'the hub runs',
  )
  if (config.withAgent) {
    const agent = ownAgent({
      hubUrl: isEverywhere(config.host) ? `http://127.0.0.1:${port}` : `${reached[0]}`,
      stateFolder: join(config.dataDir, 'agent'),
      log: logs.loudspeaker,
      onFailure,
    })
    wired.use(agent)
    // As soon as there is somebody whose music it could play.
    await accounts.eachHousehold((householdId) =>
      agent.startFor((code) => accounts.codes.letOwnProgramIn(householdId, code)),
    )
  }
  const running = wired.move()
  const stop = () => {
    if (!running.disposed) log.info({ upMs: Math.round(process.uptime() * 1_000) }, 'the hub stops')
    return running.disposeAsync()
  }
  return {
    fingerprint,
    port,
    addresses,
    setupLink: code && `${addresses[0]}/#/setup?code=${code}`,
    stop,
    [Symbol.asyncDispose]: stop,
  }
}
