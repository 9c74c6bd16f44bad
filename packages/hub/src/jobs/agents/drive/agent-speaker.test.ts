import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setImmediate as settled } from 'node:timers/promises'
import type { DeviceReport, SessionId, SessionView } from '@baton/protocol'
import { deviceId, playingIn } from '../../../../../testing/src/domain/index.ts'
import type { AgentAnswer } from '../calls/agent-calls.ts'
import { callbacks } from '../reports/callbacks.ts'
import { agentSpeaker } from './agent-speaker.ts'
import { LOOP_TIMES } from './loop-times.ts'
import type { SpeakerParts } from './speaker-parts.ts'

const ANSWER: AgentAnswer = { body: { success: true }, ownAddress: '' }

/** The speaker of the kitchen, which plays since ten seconds; what it calls is answered when the test says so. */
function kitchen() {
  const { now, session } = playingIn().household
  const is = { now }
  const told: DeviceReport[] = []
  const called: string[] = []
  const answers: (() => void)[] = []
  const later: (() => void)[] = []
  const ended = new AbortController()
  const engine = {
    now: () => is.now,
    tickets: { forFollower: () => ({ current: 'ticket', next: null }) },
    execute: async (_: unknown, command: DeviceReport) => void told.push(command),
  }
  const speaker = agentSpeaker({
    engine: engine as unknown as SpeakerParts['engine'],
    principal: {} as SpeakerParts['principal'],
    deviceId: deviceId('kitchen'),
    clock: {
      wallMs: () => is.now,
      monotonicMs: () => is.now,
      after(_, task) {
        later.push(task)
        return () => {}
      },
    },
    times: LOOP_TIMES,
    call: async (_, path, body) => {
      called.push(
        `${path} ${new URL(String(body?.url ?? 'none:')).searchParams.get('start_ms') ?? ''}`.trim(),
      )
      await new Promise<void>((resolve) => answers.push(resolve))
      return ANSWER
    },
    callbacks: callbacks((length) => new Uint8Array(length)),
    agentBaseUrl: 'http://kitchen:9000',
    hubUrl: (_, path) => `http://hub${path}`,
    fileOf: async () => null,
    onUnreachable: () => {},
    onFailure: (error) => assert.fail(String(error)),
    signal: ended.signal,
  })
  speaker.registrationIs({ ownAddress: '', skills: { isOurs: false, formats: null } })
  return {
    is,
    told,
    called,
    view: session.view,
    /** The session is this now; what was called before is answered. */
    async sessionIs(view: SessionView) {
      speaker.sessionIs(view)
      await settled()
    },
    async answers() {
      for (const answer of answers.splice(0)) answer()
      await settled()
    },
    /** Whatever waits for a time has come to it. */
    async waits() {
      for (const task of later.splice(0)) task()
      await settled()
    },
    tone: () => speaker.tone('/tone'),
  }
}

describe('the speaker of a called agent', () => {
  test('[CB49] it begins where the timeline stood when it had to wait for others', async () => {
    const { is, view, called, told, sessionIs, answers } = kitchen()
    const unsilenced = [{ deviceId: deviceId('study'), until: is.now + 20_000 }]
    await sessionIs({ ...view, unsilenced })
    is.now += 15_000
    await sessionIs({ ...view, unsilenced })
    assert.deepEqual(called, [])
    await sessionIs({ ...view, unsilenced: [] })
    await answers()
    assert.deepEqual(called, ['/play 10000'])
    assert.deepEqual([told[0]?.event, told[0]?.positionMs], ['sounding', 10_000])
    await sessionIs({ ...view, revision: view.revision + 1, unsilenced: [] })
    assert.equal(called.length, 1)
  })

  test('[H25] what is not wanted any more when it has been told to play never counts as heard', async () => {
    const { view, called, told, sessionIs, answers } = kitchen()
    await sessionIs(view)
    const speakerEpoch = view.speakerEpoch + 1
    const unsilenced = [{ deviceId: deviceId('kitchen'), until: Number.POSITIVE_INFINITY }]
    await sessionIs({ ...view, activeDeviceId: deviceId('study'), speakerEpoch, unsilenced })
    assert.deepEqual([called, told], [['/play 10000'], []])
    await answers()
    assert.deepEqual([called, told], [['/play 10000', '/stop'], []])
    await answers()
    assert.deepEqual(
      told.map(({ event }) => event),
      ['silenced'],
    )
  })

  test('[SD8] [P9] shown another listener’s session, it is stopped, and says once that it is silent', async () => {
    const { view, called, told, sessionIs, answers } = kitchen()
    await sessionIs(view)
    await answers()
    const sessionId = '00000000-0000-4000-8000-00000000ada0' as SessionId
    const other = {
      ...view,
      sessionId,
      playState: 'paused',
      activeDeviceId: null,
      unsilenced: [],
    } satisfies Partial<SessionView>
    await sessionIs(other)
    await answers()
    await sessionIs({ ...other, revision: other.revision + 1 })
    assert.deepEqual(called, ['/play 10000', '/stop'])
    assert.deepEqual(
      told.map(({ event }) => event),
      ['sounding', 'silenced'],
    )
  })

  test('[CB51] a tone plays on while nothing else is wanted, and music that has to play there is played instead', async () => {
    const { view, called, told, sessionIs, answers, tone } = kitchen()
    const paused = { ...view, playState: 'paused' } satisfies Partial<SessionView>
    await sessionIs(paused)
    const result = tone()
    await answers()
    await sessionIs({ ...paused, revision: view.revision + 1 })
    assert.deepEqual(called, ['/play'])
    await sessionIs(view)
    assert.deepEqual(await result, { outcome: 'interrupted' })
    await answers()
    assert.deepEqual([called, told.map(({ event }) => event)], [['/play', '/play 10000'], ['sounding']])
    assert.deepEqual(await tone(), { outcome: 'interrupted' })
  })

  test('[CB51] a tone that does not come to its end has failed, and is told to stop', async () => {
    const { view, called, sessionIs, answers, waits, tone } = kitchen()
    await sessionIs({ ...view, playState: 'paused' })
    const result = tone()
    await answers()
    await waits()
    assert.deepEqual([await result, called], [{ outcome: 'failed' }, ['/play', '/stop']])
  })
})
