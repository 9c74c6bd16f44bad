import type { Health } from '@baton/client'
import { BatonFailure } from '@baton/client'
import type { ComponentHealth, HealthHistory, HealthTransition, SystemHealth } from '@baton/protocol'

const HOUR_MS = 3_600_000

/** In the scene `trouble` a music folder is away and the disk is nearly full. */
export function healthIn(scene: string, now: number): SystemHealth {
  if (scene === 'empty') return { status: 'healthy', components: [] }
  const isTrouble = scene === 'trouble'
  const at = now - 40 * HOUR_MS
  const well = (component: ComponentHealth['component'], figures: ComponentHealth['figures'] = {}) =>
    ({ component, status: 'healthy', code: 'well', figures, since: at }) as const
  const components: readonly ComponentHealth[] = [
    well('database', { answerMs: 1 }),
    { component: 'bell', status: 'unavailable', code: 'bell.none', figures: {}, since: at },
    isTrouble
      ? {
          component: 'disk',
          status: 'degraded',
          code: 'disk.low',
          figures: { freeBytes: 640e6, totalBytes: 62e9 },
          since: now - 2 * HOUR_MS,
        }
      : well('disk', { freeBytes: 41e9, totalBytes: 62e9 }),
    well('process', { residentBytes: 148e6, busyPercent: 3 }),
    well('converter'),
    { component: 'downloads', status: 'unavailable', code: 'downloads.none', figures: {}, since: at },
    { component: 'mqtt', status: 'unavailable', code: 'mqtt.none', figures: {}, since: at },
    isTrouble
      ? {
          component: 'library',
          status: 'degraded',
          code: 'library.folder-away',
          figures: { folders: 2, foldersAway: 1 },
          since: now - 20 * 60_000,
        }
      : well('library', { folders: 2 }),
    well('scanner', { unreadable: 1 }),
    well('audio', { speakers: 3 }),
    { component: 'nfc', status: 'unavailable', code: 'nfc.none', figures: {}, since: at },
  ]
  return { status: isTrouble ? 'degraded' : 'healthy', components }
}

export function fakeHealth(scene: string): Health {
  return {
    present: async () => healthIn(scene, Date.now()),
    async history(hours): Promise<HealthHistory> {
      if (scene === 'away') throw new BatonFailure('client.offline')
      const to = Date.now()
      const { components } = healthIn(scene, to)
      const ofHousehold = new Set(['library', 'scanner', 'audio', 'nfc'])
      const workerOf = (component: string) => (ofHousehold.has(component) ? null : 'hub')
      const transitions = [
        ...transitionsOf(components, to),
        ...outage('database', 'database.away', to - 9 * HOUR_MS, 4 * 60_000),
        ...outage('audio', 'audio.speaker-away', to - 16 * HOUR_MS, 90 * 60_000),
        ...outage('process', 'process.busy', to - 70 * HOUR_MS, 2 * HOUR_MS),
      ].toSorted((a, b) => a.at - b.at)
      return {
        from: to - hours * HOUR_MS,
        to,
        components: components.map((one) => ({ ...one, worker: workerOf(one.component), isLost: false })),
        transitions: transitions
          .filter(({ at }) => at >= to - hours * HOUR_MS)
          .map((transition) => ({ ...transition, worker: workerOf(transition.component) })),
      }
    },
  }
}

function transitionsOf(components: readonly ComponentHealth[], to: number): readonly HealthTransition[] {
  return components
    .filter(({ since }) => to - since < 24 * HOUR_MS)
    .map(({ component, status, code, since }) => ({
      component,
      worker: null,
      at: since,
      status,
      code,
      from: 'healthy',
    }))
}

function outage(
  component: HealthTransition['component'],
  code: HealthTransition['code'],
  at: number,
  lastsMs: number,
): readonly HealthTransition[] {
  const status = code === 'database.away' ? 'unhealthy' : 'degraded'
  return [
    { component, worker: null, at, status, code, from: 'healthy' },
    { component, worker: null, at: at + lastsMs, status: 'healthy', code: 'well', from: status },
  ]
}
