import type { BellState } from '@baton/protocol'
import type { Engine, Principal } from '#engine'
import type { Document } from './documents.ts'

const ANSWERS_WITHIN_MS = 1_000

/** How the hub tells whether what it stands on is there. */
export interface HealthSource {
  /** Rejects, or stays away, when the store does not answer. */
  readonly ping: () => Promise<void>
  readonly bell: () => BellState
}

export interface Health {
  readonly status: 'healthy' | 'degraded' | 'unhealthy'
  readonly components: Document
  /** What is wrong, in words, and where; null: nothing. */
  readonly problem: { readonly error: string; readonly component: string } | null
}

/** Without its store a hub is unhealthy, without its other workers degraded. What it never had is `unavailable`. */
export async function healthOf(source: HealthSource, engine: Engine, principal: Principal): Promise<Health> {
  const hasStore = await within(ANSWERS_WITHIN_MS, source.ping())
  const bell = source.bell()
  const sounds = hasStore && (await canSound(engine, principal))
  const components = {
    database: hasStore ? 'connected' : 'disconnected',
    bell: bell === 'none' ? 'unavailable' : bell,
    audio: sounds ? 'available' : 'unavailable',
    nfc: 'unavailable',
    downloads: 'unavailable',
    mqtt: 'unavailable',
  }
  if (!hasStore) {
    return {
      status: 'unhealthy',
      components,
      problem: { error: 'The hub cannot reach its store.', component: 'database' },
    }
  }
  if (bell === 'lost') {
    return {
      status: 'degraded',
      components,
      problem: { error: 'The hub does not hear of its other workers.', component: 'bell' },
    }
  }
  return { status: 'healthy', components, problem: null }
}

async function canSound(engine: Engine, principal: Principal): Promise<boolean> {
  try {
    return (await engine.devices(principal)).some(({ online, capabilities }) => online && capabilities.sound)
  } catch {
    return false
  }
}

function within(ms: number, work: Promise<void>): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), ms)
    work
      .then(
        () => resolve(true),
        () => resolve(false),
      )
      .finally(() => clearTimeout(timer))
  })
}
