import assert from 'node:assert/strict'
import { SESSION } from '../domain/household.ts'
import type { FakeSound } from '../fakes/fake-sound.ts'
import type { Player, SpeakerSimulation } from './speaker-simulation.ts'

/** This device has begun to sound. */
export async function playingOn(on: SpeakerSimulation, name: 'kitchen' | 'laptop'): Promise<Player> {
  on.ask({ type: 'session.play', sessionId: SESSION }, name)
  await on.advance(500)
  const player = on.player(name)
  assert.equal(player.sound.isHeard, true, 'it does not sound')
  return player
}

/** The hub's timeline and the sound say the same. */
export function inTime(on: SpeakerSimulation, sound: FakeSound, toleranceMs: number): void {
  const { timeline } = on.session()
  const expected = timeline.positionMs + timeline.rate * (on.household().now - timeline.at)
  assert.ok(
    near(sound.positionMs(), expected, toleranceMs),
    `sound at ${sound.positionMs()}, timeline at ${expected}`,
  )
}

export function near(a: number, b: number, tolerance: number): boolean {
  return Math.abs(a - b) <= tolerance
}

/** What it has reported, in order. */
export function kinds(player: Player): string[] {
  return player.reports.map((report) => report.event)
}
