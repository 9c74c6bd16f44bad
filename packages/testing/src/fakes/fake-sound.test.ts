import { systemClock } from '@baton/client'
import { playerContract, TRACK_MS } from '../contracts/player.ts'
import { FakeSound } from './fake-sound.ts'

playerContract({
  name: 'the fake one',
  async open() {
    const player = new FakeSound({ clock: systemClock(), durationMs: TRACK_MS, gapless: true })
    return {
      player,
      good: (nth, key) => ({ key, url: `http://hub/${nth}` }),
      loadBroken(reason, key) {
        player.load({ key, url: 'http://hub/broken' }, { positionMs: 0 })
        player.fail(reason)
      },
      async [Symbol.asyncDispose]() {
        player.unload()
      },
    }
  },
})
