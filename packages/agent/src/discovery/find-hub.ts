// Which hub an agent belongs to that was told none. Rules AG52 and AG53.
import type { Clock } from '@baton/client'
import { pause } from '../pause.ts'
import { AgentProblem } from '../problem.ts'
import { type HubNearby, hubsNearby } from './hubs-nearby.ts'

const LOOKS_EVERY_MS = 10_000

interface Parts {
  readonly clock: Clock
  /** For the person in front of the terminal. */
  readonly show: (text: string) => void
  readonly signal: AbortSignal
  readonly look?: (clock: Clock, signal: AbortSignal) => Promise<readonly HubNearby[]>
}

/** Looks until there is one. Throws where there are several, and when it is told to end. */
export async function findHub({ clock, show, signal, look = hubsNearby }: Parts): Promise<string> {
  for (let nth = 0; ; nth += 1) {
    const hubs = await look(clock, signal)
    signal.throwIfAborted()
    const [first, ...others] = hubs
    if (first && others.length > 0) throw severalHubs(hubs)
    if (first) {
      show(`Found ${first.name} at ${first.url}\n`)
      return first.url
    }
    if (nth === 0)
      show('No hub answers in this network yet. It is looked for; or say --hub http://its-address:4040\n')
    await pause(clock, LOOKS_EVERY_MS, signal)
    signal.throwIfAborted()
  }
}

function severalHubs(hubs: readonly HubNearby[]): AgentProblem {
  const each = hubs.map(({ name, url }) => `--hub ${url} (${name})`)
  return new AgentProblem(
    'agent.several-hubs',
    `There are several hubs in this network. Say one of ${each.join(', ')}.`,
  )
}
