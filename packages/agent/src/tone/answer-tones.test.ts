import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as settled } from 'node:timers/promises'
import { type FollowedState, NOTHING_KNOWN, type SpeakerCondition, store } from '@baton/client'
import type { DeviceId, ToneEnd } from '@baton/protocol'
import { logTo } from '../log/log.ts'
import { answerTones } from './answer-tones.ts'
import type { ToneResult } from './play-tone.ts'

const HERE = '00000000-0000-4000-8000-000000000001' as DeviceId
const ELSEWHERE = '00000000-0000-4000-8000-000000000002' as DeviceId

/** A loudspeaker whose tones end when the test says so, or when they are interrupted. */
function loudspeaker() {
  const state = store<FollowedState>(NOTHING_KNOWN)
  const condition = store<SpeakerCondition>('idle')
  const told: ToneEnd[] = []
  const played: { readonly url: string; readonly end: (result: ToneResult) => void }[] = []
  const answering = answerTones({
    hub: { baseUrl: 'http://hub', toneEnded: async (end) => void told.push(end) },
    following: { state },
    speaker: { condition },
    deviceId: HERE,
    play: (url, signal) =>
      new Promise((resolve) => {
        signal.addEventListener('abort', () => resolve({ outcome: 'interrupted' }))
        played.push({ url, end: resolve })
      }),
    log: logTo(() => {}, 'silent'),
  })
  return {
    told,
    played,
    answering,
    isTold(toneId: string, deviceId = HERE) {
      state.set({ ...state.get(), tone: { type: 'tone', deviceId, toneId, volume: 40 } })
    },
    is: condition.set,
  }
}

test('[AG69] [CB52] it plays the tone that it is told to, once, and tells what came of it', async () => {
  const { told, played, isTold, answering } = loudspeaker()
  await using _answering = answering
  isTold('another’s', ELSEWHERE)
  isTold('one')
  isTold('one')
  assert.deepEqual(
    played.map(({ url }) => url),
    ['http://hub/agent/test-tone?volume=40'],
  )
  played[0]?.end({ outcome: 'failed', reason: 'no-sound-card' })
  await settled()
  assert.deepEqual(told, [{ toneId: 'one', outcome: 'failed', reason: 'no-sound-card' }])
})

test('[AG69] where music sounds nothing is played, and what plays is interrupted by it', async () => {
  const { told, played, isTold, is, answering } = loudspeaker()
  await using _answering = answering
  is('sounding')
  isTold('one')
  await settled()
  assert.deepEqual([played.length, told], [0, [{ toneId: 'one', outcome: 'interrupted' }]])
  is('paused')
  isTold('two')
  is('starting')
  await settled()
  assert.equal(told.length, 1)
  is('sounding')
  await settled()
  assert.deepEqual(told[1], { toneId: 'two', outcome: 'interrupted' })
})
