import type { HealthCode, HealthComponent, HealthFigures, HealthStatus, HouseholdId } from '@baton/protocol'
import type { HealthRow } from '#engine'
import { parsed } from '../runtime/script.ts'
import type { HealthStateTable } from '../tables/health.ts'

/** In the columns of names: the row has none of that kind. */
export const NOBODY = ''

export function healthRowOf(row: HealthStateTable): HealthRow {
  const { household_id, worker, component, status, code, figures, since, seen_at } = row
  return {
    householdId: household_id === NOBODY ? null : (household_id as HouseholdId),
    worker: worker === NOBODY ? null : worker,
    component: component as HealthComponent,
    status: status as HealthStatus,
    code: code as HealthCode,
    figures: parsed<HealthFigures>(figures, () => `the figures of the component ${component}`),
    since,
    seenAt: seen_at,
  }
}
