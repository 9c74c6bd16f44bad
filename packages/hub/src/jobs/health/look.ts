import type { ComponentHealth, HOUSEHOLD_COMPONENTS, WORKER_COMPONENTS } from '@baton/protocol'

/** How a component was found just now. */
export type Finding = Pick<ComponentHealth, 'status' | 'code' | 'figures'>

/** Looks at one component. It may fail, or stay away: whoever looks bounds it. */
export type Look = () => Promise<Finding>

export type WorkerComponent = (typeof WORKER_COMPONENTS)[number]
export type HouseholdComponent = (typeof HOUSEHOLD_COMPONENTS)[number]
export type WorkerLooks = Readonly<Partial<Record<WorkerComponent, Look>>>
export type HouseholdLooks = Readonly<Partial<Record<HouseholdComponent, Look>>>

export function well(figures: Finding['figures'] = {}): Finding {
  return { status: 'healthy', code: 'well', figures }
}

export const NO_ANSWER: Finding = { status: 'degraded', code: 'no-answer', figures: {} }

/** What a look comes to within this time; null: it stayed away, or failed. Never rejects. */
export function within(look: Look, ms: number): Promise<Finding | null> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms, null)
    const answer = (finding: Finding | null) => {
      clearTimeout(timer)
      resolve(finding)
    }
    look().then(answer, () => answer(null))
  })
}

/** Answers what it found before until something else was found so often in a row: for what swings. */
export function steady(look: Look, times: number): Look {
  let told: Finding | null = null
  let other: Finding | null = null
  let seen = 0
  return async () => {
    const found = await look()
    if (!told || isSame(told, found)) {
      seen = 0
      told = found
      return found
    }
    seen = other && isSame(other, found) ? seen + 1 : 1
    other = found
    if (seen >= times) {
      seen = 0
      told = found
    }
    return { ...told, figures: found.figures }
  }
}

/** Looks anew only after this long; what was found before is answered meanwhile. */
export function seldom(
  look: Look,
  {
    everyMs,
    monotonicMs,
  }: { readonly everyMs: (found: Finding) => number; readonly monotonicMs: () => number },
): Look {
  let found: Finding | null = null
  let until = 0
  return async () => {
    if (found && monotonicMs() < until) return found
    found = await look()
    until = monotonicMs() + everyMs(found)
    return found
  }
}

function isSame(a: Finding, b: Finding): boolean {
  return a.status === b.status && a.code === b.code
}
