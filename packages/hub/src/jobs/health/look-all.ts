import type { HealthComponent } from '@baton/protocol'
import { type Finding, type Look, NO_ANSWER, within } from './look.ts'

/** All of them beside each other; one that does not answer in time is told as that. */
export async function lookAll(
  looks: Readonly<Partial<Record<HealthComponent, Look>>>,
  withinMs: (component: HealthComponent) => number,
): Promise<readonly (readonly [HealthComponent, Finding])[]> {
  const all = Object.entries(looks) as readonly (readonly [HealthComponent, Look])[]
  return Promise.all(
    all.map(async ([component, look]) => {
      const found = await within(look, withinMs(component))
      return [component, found ?? NO_ANSWER] as const
    }),
  )
}
