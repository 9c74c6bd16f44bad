import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { DeviceView, DisplayView, Quiet, SessionView } from '@baton/protocol'
import { playingIn } from './playing.ts'
import { unaskedOf } from './unasked.ts'

const DISPLAY: DisplayView = {
  model: null,
  firmware: null,
  postId: null,
  commands: ['play_channel', 'set_brightness'],
  channels: ['playing'],
  paused: null,
  brightness: 80,
  rotation: null,
  mirror: null,
}
const SESSION = {
  playState: 'playing',
  current: { title: 'One', artist: null, album: null, coverId: 'c1' },
} as unknown as SessionView

function device(display: Partial<DisplayView>, maxVolume?: number, enabled = true): DeviceView {
  const quiet = { from: 0, until: 1, maxVolume, holds: maxVolume !== undefined, liftedUntil: null } as Quiet
  return { enabled, quiet, display: { ...DISPLAY, ...display } } as unknown as DeviceView
}

/** How bright it is told to be; null: nothing is told. */
function brightness(display: Partial<DisplayView>, maxVolume?: number, target: number | null = null) {
  const [told] = unaskedOf(device(display, maxVolume), playingIn(null), target)
  return told?.command.command === 'set_brightness' ? told.command.brightness : null
}

test('[DI31] [DI32] what plays is told once for each thing, to those who play it and can', () => {
  const key = (display: Partial<DisplayView>, session: SessionView | null, enabled = true) =>
    unaskedOf(device(display, undefined, enabled), playingIn(session), null)[0]?.key
  const playing = { channel: 'playing' } as const
  assert.equal(key({}, SESSION), undefined)
  assert.equal(key({ ...playing, channels: [] }, SESSION), undefined)
  assert.equal(key({ ...playing, commands: [] }, SESSION), undefined)
  assert.equal(key(playing, SESSION, false), undefined, 'it is switched off')
  const one = key(playing, SESSION)
  assert.equal(key(playing, { ...SESSION, volumes: {} }), one)
  const other = { ...SESSION.current, title: 'Two' } as SessionView['current']
  const idle = key(playing, { ...SESSION, playState: 'paused' })
  assert.equal(new Set([one, key(playing, { ...SESSION, current: other }), idle]).size, 3)
  assert.equal(key(playing, null), idle)
})

test('[DI40] [DI41] quiet hours hold it at their ceiling, and no darker than somebody wants it', () => {
  assert.equal(brightness({}, 0), 0)
  assert.equal(brightness({ brightness: null }, 30), 30, 'it has not said how bright it is')
  assert.equal(brightness({ brightness: 20 }, 30), null)
  assert.equal(brightness({ commands: [] }, 0), null)
  const held = (now: number) => ({ brightness: now, brightnessAfter: 80 })
  assert.equal(brightness(held(0), 0, 0), null)
  assert.equal(brightness(held(60), 0, 0), 0, 'it was turned up')
  assert.equal(brightness(held(10), 30, 30), null, 'it was turned down')
  assert.equal(brightness(held(0), 30, 0), 30, 'the ceiling is higher now')
  assert.equal(brightness(held(0), 90, 0), 80)
})

test('[DI42] behind them it is as bright as before, and what was not held is left alone', () => {
  assert.equal(brightness({ brightness: 0, brightnessAfter: 80 }), 80)
  assert.equal(brightness({ brightness: 0 }), null)
  assert.equal(brightness({ brightness: 80, brightnessAfter: 80 }), 80, 'it is free once it has said so')
})
