import { UsageError } from './usage-error.ts'

export interface DiscoveryConfig {
  /** Whether the hub tells the local network where it is. */
  readonly announce?: boolean
}

export const DISCOVERY_SETTINGS = [
  {
    flag: 'mdns',
    env: 'BATON_MDNS',
    value: 'HOW',
    help: 'tells the local network where the hub is: on or off (default: on, where others can reach it)',
  },
]

export function discoveryConfig(given: (flag: string) => string | undefined): DiscoveryConfig {
  const how = given('mdns') ?? 'on'
  if (how !== 'on' && how !== 'off') throw new UsageError(`--mdns takes on or off, not "${how}".`)
  return { announce: how === 'on' }
}
