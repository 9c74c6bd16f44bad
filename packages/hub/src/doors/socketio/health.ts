// Health as this door's clients know it: a word for each component, and what is wrong, beside the whole of it.
import { type ComponentHealth, HEALTH_SENTENCES, type SystemHealth, toRest } from '@baton/protocol'
import type { Document } from './document.ts'

export interface HealthTold {
  readonly status: SystemHealth['status']
  readonly components: Document
  readonly details: Document
  /** What is wrong, in words, and where; the worst first. */
  readonly problems: readonly { readonly error: string; readonly component: string }[]
}

type Words = Readonly<Partial<Record<ComponentHealth['status'], string>>>

/** Words that the reference has, and some clients compare; where it has none, a status is called as it is. */
const WORDS: Words = { healthy: 'available' }
const OWN_WORDS: Readonly<Partial<Record<ComponentHealth['component'], Words>>> = {
  database: { healthy: 'connected', unhealthy: 'disconnected' },
  bell: { healthy: 'connected', degraded: 'lost' },
}

export function healthTold({ status, components }: SystemHealth): HealthTold {
  const wrong = components.filter((one) => one.status === 'unhealthy' || one.status === 'degraded')
  const isWorst = (one: ComponentHealth) => one.status === 'unhealthy'
  return {
    status,
    components: Object.fromEntries(
      components.map(({ component, status: found }) => [
        component,
        OWN_WORDS[component]?.[found] ?? WORDS[found] ?? found,
      ]),
    ),
    details: Object.fromEntries(
      components.map(({ component, ...rest }) => [
        component,
        { ...(toRest(rest) as object), message: HEALTH_SENTENCES[rest.code] },
      ]),
    ),
    problems: wrong
      .toSorted((a, b) => Number(isWorst(b)) - Number(isWorst(a)))
      .map(({ code, component }) => ({ error: HEALTH_SENTENCES[code], component })),
  }
}
