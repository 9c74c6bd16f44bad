import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { DeviceId, OfferId } from '@baton/protocol'
import { type HandOver, handOverProgress } from './hand-over-progress.ts'

const tablet = '00000000-0000-4000-8000-000000000001' as DeviceId
const kitchen = '00000000-0000-4000-8000-000000000002' as DeviceId
const offer = { offerId: 'o' as OfferId, fromDeviceId: tablet, toDeviceId: kitchen, expiresAt: 9 }
const handOver = { fromDeviceId: tablet, toDeviceId: kitchen, committedAt: 1, deadline: 2, silenced: null }
const quiet = { activeDeviceId: tablet, offer: null, handOver: null, playState: 'playing' as const }
const asked: HandOver = { step: 'asked', toDeviceId: kitchen, toName: 'Kitchen' }
const answered: HandOver = { ...asked, step: 'answered', fromDeviceId: tablet }

test('a move that was asked for and not answered shows that the other device is asked', () => {
  assert.equal(handOverProgress(asked, quiet).phase, 'asking')
  assert.equal(handOverProgress(asked, { ...quiet, offer }).text, 'Asking Kitchen to get ready')
})

test('a committed move shows that the music moves until the new device is heard', () => {
  const committed = { ...quiet, activeDeviceId: kitchen, handOver }
  assert.equal(handOverProgress(asked, committed).phase, 'moving')
  assert.equal(handOverProgress(answered, committed).phase, 'moving')
  assert.equal(handOverProgress(answered, { ...committed, handOver: null }).text, 'Playing on Kitchen')
})

test('a move while paused only names the active device', () => {
  const paused = { ...quiet, activeDeviceId: kitchen, playState: 'paused' as const }
  assert.equal(handOverProgress(answered, paused).text, 'Kitchen is the active device')
})

test('music that went back counts as a failed move, with the reason', () => {
  const view = handOverProgress(answered, quiet)
  assert.equal(view.phase, 'failed')
  assert.match(view.text, /went back/)
  assert.equal(view.mayForce, true)
})

test('a refusal says why, and offers to move at once only where that helps', () => {
  const refused = (code: 'handover.unconfirmed' | 'speaker.unreachable'): HandOver => ({
    ...asked,
    step: 'refused',
    failure: { code, message: 'Because.' },
  })
  assert.deepEqual(handOverProgress(refused('handover.unconfirmed'), quiet), {
    phase: 'failed',
    text: 'Could not move to Kitchen. Because.',
    mayForce: false,
  })
  assert.equal(handOverProgress(refused('speaker.unreachable'), quiet).mayForce, true)
})

test('[SD6] a speaker that sounds for somebody else is offered to be taken over, and to nobody by the way', () => {
  const failure = { code: 'speaker.in-use', message: 'Because.' } as const
  const view = handOverProgress({ ...asked, step: 'refused', failure }, quiet)
  assert.deepEqual([view.phase, view.mayTakeOver, view.mayForce], ['failed', true, false])
  assert.match(view.text, /Kitchen plays for somebody else/)
})
