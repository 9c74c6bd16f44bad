import type { Capabilities } from '@baton/protocol'
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
  const devices = isThere ? await devicesThere(engine, principal) : []
  const components = {
    database: isThere ? 'connected' : 'disconnected',
    bell: bell === 'none' ? 'unavailable' : bell,
    audio: devices.some(({ sound }) => sound) ? 'available' : 'unavailable',
    nfc: devices.some(({ reader }) => reader === 'ready') ? 'available' : 'unavailable',
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

async function devicesThere(engine: Engine, principal: Principal): Promise<readonly Capabilities[]> {
  try {
    const devices = await engine.devices(principal)
    return devices.filter(({ online }) => online).map(({ capabilities }) => capabilities)
  } catch {
    return []
  }
}
