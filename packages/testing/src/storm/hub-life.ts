import { memoryBell } from '@baton/hub/bells/memory'
import type { Bell, Clock, RunningEngine, Store } from '@baton/hub/engine'
import { createEngine } from '@baton/hub/engine'
import type { Dice } from '../fakes/seeded-chance.ts'

/** How badly rings fare, each from 0 to 1. */
export interface RingWeather {
  lost: number
  doubled: number
  late: number
}

export interface HubLifeParts {
  readonly store: Store
  readonly clock: Clock
  readonly dice: Dice
  readonly weather: RingWeather
  readonly onFailure: (error: unknown) => void
}

/** One life of the hub process, from its start to its crash. */
export interface HubLife {
  readonly engine: RunningEngine
  /** Nothing of it runs any more, as if the process had been killed. */
  kill(): void
}

export async function beginLife({ store, clock, dice, weather, onFailure }: HubLifeParts): Promise<HubLife> {
  let alive = true
  const mortal: Clock = {
    wallMs: () => clock.wallMs(),
    monotonicMs: () => clock.monotonicMs(),
    after: (delayMs, task) => clock.after(delayMs, () => alive && task()),
  }
  const engine = await createEngine({
    store,
    bell: unreliable(memoryBell(), mortal, dice, weather),
    clock: mortal,
    chance: dice,
    ticketKey: new Uint8Array(32).fill(7),
    soleWorker: true,
    onFailure: (error) => alive && onFailure(error),
  })
  return {
    engine,
    kill: () => {
      alive = false
    },
  }
}

/** The log heals whatever a bell does wrong; this one does it wrong. */
function unreliable(bell: Bell, clock: Clock, dice: Dice, weather: RingWeather): Bell {
  return {
    ...bell,
    ring(ring) {
      if (dice.chance(weather.lost)) return
      const times = dice.chance(weather.doubled) ? 2 : 1
      for (let i = 0; i < times; i++) {
        if (dice.chance(weather.late)) clock.after(dice.between(1, 900), () => bell.ring(ring))
        else bell.ring(ring)
      }
    },
  }
}
