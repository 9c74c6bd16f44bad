import type { HealthCode } from '@baton/protocol'
import { strings } from '../strings/strings.ts'

/** What somebody can do about it; null: there is nothing to do. */
export function adviceFor(code: HealthCode): string | null {
  const all: Partial<Readonly<Record<HealthCode, string>>> = strings.health.advice
  return all[code] ?? null
}
