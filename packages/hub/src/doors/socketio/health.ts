import { type HealthSource, hasStore } from '#doors/http'
import type { Engine, Principal } from '#engine'
import type { Document } from './documents.ts'

export interface Health {
  readonly status: 'healthy' | 'degraded' | 'unhealthy'
  readonly components: Document
  /** What is wrong, in words, and where; null: nothing. */
  readonly problem: { readonly error: string; readonly component: string } | null
}

/** Without its store a hub is unhealthy, without its other workers degraded. What it never had is `unavailable`. */
export async function healthOf(source: HealthSource, engine: Engine, principal: Principal): Promise<Health> {
  const isThere = await hasStore(source)
  const bell = source.bell()
  const sounds = isThere && (await canSound(engine, principal))
  const components = {
    database: isThere ? 'connected' : 'disconnected',
    bell: bell === 'none' ? 'unavailable' : bell,
    audio: sounds ? 'available' : 'unavailable',
    nfc: 'unavailable',
    downloads: (await source.downloads?.().catch(() => false)) ? 'available' : 'unavailable',
    mqtt: 'unavailable',
  }
  if (!isThere) {
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
