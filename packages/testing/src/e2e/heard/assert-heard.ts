import assert from 'node:assert/strict'
import { segments } from '../../recordings/listen.ts'
import { excerpt, type Recording } from '../../recordings/recording.ts'
import { common, soundingStretches, totalMs } from '../../recordings/sounding.ts'
import type { Room } from './heard-world.ts'

/** What a card plays at an instant; null in silence. */
export function heardAt(recording: Recording, atMs: number): { track: number; positionMs: number } | null {
  const segment = segments(between(recording, atMs - 300, atMs)).at(-1)
  return segment ? { track: segment.track, positionMs: segment.endPositionMs } : null
}

export function between(recording: Recording, fromMs: number, toMs: number): Recording {
  return excerpt(recording, { fromMs, toMs })
}

/** For how long a card sounded, all in all. */
export function soundingMs(recording: Recording): number {
  return totalMs(soundingStretches(recording))
}

export function bothHeardMs({ study, kitchen }: Readonly<Record<Room, Recording>>): number {
  return totalMs(common(soundingStretches(study), soundingStretches(kitchen)))
}

export function assertSilent(recording: Recording): void {
  assert.deepEqual(soundingStretches(recording), [])
}

export function assertNear(actual: number | undefined, expected: number | undefined, withinMs: number): void {
  const off = Math.abs((actual ?? Number.NaN) - (expected ?? Number.NaN))
  assert.ok(off <= withinMs, `${actual} is not within ${withinMs} of ${expected}`)
}

export function inMs(value: number | undefined): string {
  return `${Math.round(value ?? Number.NaN)} ms`
}
