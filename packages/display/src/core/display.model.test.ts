import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DisplaySimulation } from '@baton/testing/displays/display-simulation'
import { seeded } from '@baton/testing/fakes/fixed-seeds'
import fc from 'fast-check'

const ACTS = [
  'wait',
  'cut',
  'hub away',
  'hub back',
  'kill',
  'unanswered',
  'hide',
  'see',
  'next',
  'back',
  'show',
  'pause',
  'go on',
  'busy',
] as const

const story = fc.array(
  fc.record({ act: fc.constantFrom(...ACTS), seconds: fc.integer({ min: 0, max: 100 }) }),
  {
    maxLength: 16,
  },
)

test('[RD8] [RD9] whatever breaks and whenever it is killed, what was seen is counted once, and nothing else', async () => {
  await fc.assert(
    fc.asyncProperty(story, async (acts) => {
      const world = new DisplaySimulation()
      await world.start()
      for (const [nth, { act, seconds }] of acts.entries()) {
        await DO[act](world)
        // No whole seconds: what happens does not happen in the very moment in which a showing counts.
        await world.clock.advance(seconds * 1_000 + nth + 1)
      }
      world.hub.isAway = false
      world.hub.cutsBeforeAnswer = 0
      world.hub.refuses = null
      await world.see(true)
      if (!world.isRunning) await world.start()
      await world.clock.advance(90_007)
      await world.see(false)
      await world.clock.advance(120_000)
      const counted = world.hub.counted.map(({ postId, seenAt }) => ({ postId, seenAt }))
      assert.deepEqual(
        counted.toSorted((one, other) => one.seenAt - other.seenAt),
        world.owed(),
      )
      assert.deepEqual(
        world.hub.uncounted.filter((code) => code !== 'duplicate' && code !== 'processing_error'),
        [],
        'none was too near another',
      )
      assert.deepEqual((await world.kept.read()).views, [], 'nothing is owed any more')
      assert.deepEqual(
        world.news.filter(({ news }) => news === 'failure'),
        [],
      )
      await world.kill()
    }),
    seeded({
      numRuns: 40,
      examples: [
        // Taken by the hub, never answered, and the display killed behind it.
        [
          [
            { act: 'unanswered', seconds: 3 },
            { act: 'kill', seconds: 5 },
          ],
        ],
        [
          [
            { act: 'hub away', seconds: 100 },
            { act: 'kill', seconds: 5 },
            { act: 'hub back', seconds: 50 },
          ],
        ],
        [
          [
            { act: 'busy', seconds: 40 },
            { act: 'show', seconds: 1 },
            { act: 'back', seconds: 20 },
          ],
        ],
      ],
    }),
  )
})

const DO: Readonly<Record<(typeof ACTS)[number], (world: DisplaySimulation) => unknown>> = {
  wait: () => {},
  cut: ({ hub }) => hub.cut(),
  'hub away': ({ hub }) => {
    hub.isAway = true
    hub.cut()
  },
  'hub back': ({ hub }) => {
    hub.isAway = false
  },
  kill: async (world) => {
    await world.kill()
    await world.start()
  },
  unanswered: ({ hub }) => {
    hub.cutsBeforeAnswer = 2
  },
  hide: (world) => world.see(false),
  see: (world) => world.see(true),
  next: (world) => world.tell({ command: 'swap_next' }),
  back: (world) => world.tell({ command: 'swap_back' }),
  show: (world) => world.tell({ command: 'show_artwork', post_id: 3 }),
  pause: (world) => world.tell({ command: 'set_paused', paused: true }),
  'go on': (world) => world.tell({ command: 'set_paused', paused: false }),
  busy: ({ hub }) => {
    hub.refuses = { code: 'processing_error', times: 3 }
  },
}
