// What a worker knows of itself and of what it stands on.
import { statfs } from 'node:fs/promises'
import { performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { getHeapStatistics } from 'node:v8'
import type { BellState, ErrorCode, HealthCode } from '@baton/protocol'
import type { Broker, BrokerTrouble } from '#engine'
import { type Finding, type Look, steady, well } from '../look.ts'

/** A look that finds the store away says so by itself: there is nothing to wait for. */
export function databaseLook(ping: () => Promise<void>): Look {
  return async () => {
    const from = performance.now()
    try {
      await ping()
    } catch {
      return DATABASE_AWAY
    }
    return well({ answerMs: Math.round(performance.now() - from) })
  }
}
export const DATABASE_AWAY: Finding = { status: 'unhealthy', code: 'database.away', figures: {} }

export function bellLook(state: () => BellState): Look {
  return async () => {
    switch (state()) {
      case 'none':
        return { status: 'unavailable', code: 'bell.none', figures: {} }
      case 'lost':
        return { status: 'degraded', code: 'bell.lost', figures: {} }
      case 'connected':
        return well()
    }
  }
}

const GIB = 1024 ** 3
/** Of a small disk it is a share. */
const LOW = { bytes: GIB, share: 0.1 }
const FULL = { bytes: GIB / 8, share: 0.02 }
/** What was short has to have this much more before it is well again. */
const RELIEF = 1.25

/** The disks of these folders, as the fullest of them is. A folder that is not made yet is passed over. */
export function diskLook(folders: readonly string[]): Look {
  let before: Finding['status'] = 'healthy'
  return async () => {
    const found = (await Promise.all(folders.map(spaceOf))).filter((space) => space !== null)
    const [least] = found.toSorted((a, b) => a.freeBytes - b.freeBytes)
    if (!least) throw new Error('None of the folders is there')
    const finding = diskFinding(least, before)
    before = finding.status
    return finding
  }
}

export interface Space {
  readonly freeBytes: number
  readonly totalBytes: number
}

export function diskFinding({ freeBytes, totalBytes }: Space, before: Finding['status']): Finding {
  const figures = { freeBytes, totalBytes }
  const below = ({ bytes, share }: typeof LOW, relief: number) =>
    freeBytes < Math.min(bytes, totalBytes * share) * relief
  if (below(FULL, before === 'unhealthy' ? RELIEF : 1))
    return { status: 'unhealthy', code: 'disk.full', figures }
  if (below(LOW, before === 'healthy' ? 1 : RELIEF)) return { status: 'degraded', code: 'disk.low', figures }
  return well(figures)
}

async function spaceOf(folder: string): Promise<Space | null> {
  try {
    const { bavail, blocks, bsize } = await statfs(folder)
    return { freeBytes: bavail * bsize, totalBytes: blocks * bsize }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

const SHORT_OF_HEAP = 0.9
const BUSY_PERCENT = 95
const SAMPLE_MS = 20
/** Collecting garbage and a scan are no trouble: it has to stay so. */
const LOOKS_IN_A_ROW = 3

export function processLook(): Look {
  let before = performance.eventLoopUtilization()
  return steady(async () => {
    const now = performance.eventLoopUtilization()
    const busyPercent = Math.round(performance.eventLoopUtilization(now, before).utilization * 100)
    before = now
    const asked = performance.now()
    await sleep(SAMPLE_MS)
    const loopDelayMs = Math.max(0, Math.round(performance.now() - asked - SAMPLE_MS))
    const { used_heap_size: heapBytes, heap_size_limit: heapLimitBytes } = getHeapStatistics()
    const residentBytes = process.memoryUsage.rss()
    return processFinding({ busyPercent, loopDelayMs, heapBytes, heapLimitBytes, residentBytes })
  }, LOOKS_IN_A_ROW)
}

export function processFinding(
  figures: Readonly<
    Record<'busyPercent' | 'loopDelayMs' | 'heapBytes' | 'heapLimitBytes' | 'residentBytes', number>
  >,
): Finding {
  const { heapBytes, heapLimitBytes, busyPercent } = figures
  if (heapBytes > heapLimitBytes * SHORT_OF_HEAP)
    return { status: 'degraded', code: 'process.memory', figures }
  if (busyPercent >= BUSY_PERCENT) return { status: 'degraded', code: 'process.busy', figures }
  return well(figures)
}

/** Whether ffmpeg is there. It is optional; one that was there and is not any more is missed. */
export function converterLook(isThere: () => Promise<boolean>): Look {
  let wasThere = false
  return async () => {
    if (await isThere()) {
      wasThere = true
      return well()
    }
    return wasThere
      ? { status: 'degraded', code: 'converter.gone', figures: {} }
      : { status: 'unavailable', code: 'converter.none', figures: {} }
  }
}

/** `problem`: why the hub cannot download; null: it can. */
export function downloadsLook(problem: () => Promise<ErrorCode | null>): Look {
  let wasThere = false
  return async () => {
    const code = await problem()
    if (code === null) {
      wasThere = true
      return well()
    }
    if (code === 'download.off') return { status: 'unavailable', code: 'downloads.off', figures: {} }
    if (wasThere) return { status: 'degraded', code: 'downloads.gone', figures: {} }
    const isOld = code === 'download.old-program'
    return { status: 'unavailable', code: isOld ? 'downloads.old' : 'downloads.none', figures: {} }
  }
}

const BROKER_TROUBLE: Readonly<Record<BrokerTrouble, HealthCode>> = {
  'broker-away': 'mqtt.broker-away',
  'broker-refuses': 'mqtt.broker-refuses',
  'broker-access': 'mqtt.broker-access',
  'broker-tokens': 'mqtt.broker-tokens',
}

/**
 * MQTT by TCP is optional: a port that could not be had at the start was never there. A broker beside the hub is there
 * because somebody wants it.
 */
export function mqttLook(broker: Pick<Broker, 'port' | 'problem' | 'figures'>): Look {
  return async () => {
    const { connections } = broker.figures()
    const figures = connections === null ? {} : { displays: connections }
    const trouble = BROKER_TROUBLE[broker.problem as BrokerTrouble]
    if (trouble) return { status: 'degraded', code: trouble, figures }
    // Displays come by TLS, or through the hub.
    if (connections === null) return well(figures)
    if (broker.problem !== null) return { status: 'unavailable', code: 'mqtt.port', figures }
    return broker.port === null ? { status: 'unavailable', code: 'mqtt.none', figures } : well(figures)
  }
}
