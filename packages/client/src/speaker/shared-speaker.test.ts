import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { SessionId, SessionView } from '@baton/protocol'
import { deviceId, playingIn } from '../../../testing/src/domain/index.ts'
import { decideSpeaker } from './decide.ts'
import { type Facts, newSpeaker, type SpeakerInput } from './state.ts'

const ADAS = '00000000-0000-4000-8000-00000000ada0' as SessionId
const KITCHEN = deviceId('kitchen')

/** A loudspeaker that sounds for one listener; what it says from then on. */
function soundingKitchen() {
  const { now, session } = playingIn().household
  const facts: Facts = {
    now,
    serverNow: now,
    uncertaintyMs: 0,
    positionMs: 10_000,
    unlocked: true,
    live: true,
    liveAgeMs: 0,
    contactAgeMs: 0,
  }
  let state = newSpeaker(KITCHEN)
  const hears = (input: SpeakerInput) => {
    const step = decideSpeaker(state, input, facts)
    state = step.state
    return step.actions.flatMap((action) => (action.type === 'report' ? [action.report.event] : []))
  }
  const shown = (view: SessionView) =>
    hears({ type: 'session', session: view, fileUrl: '/file', nextFileUrl: null, cause: 'snapshot' })
  shown(session.view)
  const key = state.loaded?.key ?? ''
  hears({ type: 'sound', event: { type: 'ready', key } })
  const begun = hears({ type: 'sound', event: { type: 'playing', key, positionMs: 10_000 } })
  assert.deepEqual(begun, ['sounding'])
  return { bens: session.view, shown }
}

test('[SD8] [P9] shown another listener’s session that does not play there, it says once that it is silent', () => {
  for (const activeDeviceId of [KITCHEN, null]) {
    const { bens, shown } = soundingKitchen()
    const adas = {
      ...bens,
      sessionId: ADAS,
      activeDeviceId,
      playState: 'paused',
      unsilenced: [],
    } satisfies Partial<SessionView>
    assert.deepEqual(shown(adas), ['silenced'])
    assert.deepEqual(shown({ ...adas, revision: adas.revision + 1 }), [])
  }
})

test('[SD8] shown one that plays there, only its sound is told', () => {
  const { bens, shown } = soundingKitchen()
  assert.deepEqual(shown({ ...bens, sessionId: ADAS, unsilenced: [] }), [])
})
