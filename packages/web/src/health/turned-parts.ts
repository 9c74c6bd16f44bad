import type { ComponentHealth, SystemHealth } from '@baton/protocol'
import { isTrouble } from './stretches.ts'

/** Parts that have got into trouble, into another one, or out of it. What is optional comes and goes. */
export function turnedParts(before: SystemHealth, now: SystemHealth): readonly ComponentHealth[] {
  return now.components.filter((part) => {
    const known = before.components.find(({ component }) => component === part.component)
    if (isTrouble(part.status)) return known?.code !== part.code
    return known !== undefined && isTrouble(known.status)
  })
}
