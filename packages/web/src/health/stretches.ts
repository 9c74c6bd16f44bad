import type { HealthHistory, HealthStatus, HealthTransition } from '@baton/protocol'

/** A time in which a part was like this. Null: nobody looked. */
export interface Stretch {
  readonly status: HealthStatus | null
  readonly from: number
  readonly to: number
}

export type Part = HealthHistory['components'][number]

export function transitionsOf(
  { transitions }: Pick<HealthHistory, 'transitions'>,
  part: Part,
): readonly HealthTransition[] {
  return transitions.filter(({ component, worker }) => component === part.component && worker === part.worker)
}

/** The whole time of the history, without gaps: what neighbours have in common is one stretch. */
export function stretchesOf(
  { from, to, transitions }: Pick<HealthHistory, 'from' | 'to' | 'transitions'>,
  part: Part,
): readonly Stretch[] {
  const own = transitionsOf({ transitions }, part).filter(({ at }) => at >= from && at <= to)
  const [first] = own
  const before: Stretch[] = first
    ? [{ status: first.from, from, to: first.at }]
    : part.since > from
      ? [{ status: null, from, to: part.since }]
      : []
  const known: Stretch[] = own.map(({ status, code, at }, nth) => ({
    status: code === 'stopped' ? null : status,
    from: at,
    to: own[nth + 1]?.at ?? to,
  }))
  const rest: Stretch[] = first ? [] : [{ status: part.status, from: Math.max(from, part.since), to }]
  return joined([...before, ...known, ...rest].filter((one) => one.to > one.from))
}

export function lengthOf(
  stretches: readonly Stretch[],
  isMeant: (status: Stretch['status']) => boolean,
): number {
  return stretches.reduce((sum, one) => (isMeant(one.status) ? sum + one.to - one.from : sum), 0)
}

export function isTrouble(status: Stretch['status']): boolean {
  return status === 'degraded' || status === 'unhealthy'
}

function joined(stretches: readonly Stretch[]): readonly Stretch[] {
  const whole: Stretch[] = []
  for (const one of stretches) {
    const last = whole.at(-1)
    if (last?.status === one.status) whole[whole.length - 1] = { ...last, to: one.to }
    else whole.push(one)
  }
  return whole
}
