import type { HealthStatus, SystemHealth } from '@baton/protocol'
import { CircleCheck, CircleMinus, CircleX, type LucideIcon, TriangleAlert } from 'lucide-react'
import { strings } from '../strings/strings.ts'

const LIGHTS: Readonly<Record<HealthStatus, LucideIcon>> = {
  healthy: CircleCheck,
  degraded: TriangleAlert,
  unhealthy: CircleX,
  unavailable: CircleMinus,
}

/** Told apart by its form as well as by its colour. */
export function HealthLight({ status }: { readonly status: HealthStatus }) {
  const Light = LIGHTS[status]
  return <Light className="health-light" data-status={status} aria-hidden />
}

export function OverallHealth({ health }: { readonly health: SystemHealth }) {
  return (
    <p className="health-overall" role="status">
      <HealthLight status={health.status} />
      <strong>{strings.health.overall[health.status]}</strong>
    </p>
  )
}
