import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AlbumId } from '@baton/protocol'
import { areNeighbours, gainOf, type TrackFacts } from './loudness.ts'

const [BLUE, RED] = ['blue' as AlbumId, 'red' as AlbumId]
const AUTO = { replayGain: 'auto', preampDb: 0 } as const
const TAGS = { trackGainDb: -9, trackPeak: 0.9, albumGainDb: -6, albumPeak: 0.95 }

function track(more: Partial<TrackFacts> = {}): TrackFacts {
  return { albumId: BLUE, discNo: 1, trackNo: 3, durationMs: 200_000, replayGain: TAGS, ...more }
}

function inDb(factor: number): number {
  return Math.round(200 * Math.log10(factor)) / 10
}

test('[P71] beside its own album a track has the gain of the album, elsewhere its own', () => {
  assert.equal(inDb(gainOf(track(), [track({ trackNo: 4 })], AUTO)), -6)
  assert.equal(inDb(gainOf(track(), [null, track({ trackNo: 2 })], AUTO)), -6)
  assert.equal(inDb(gainOf(track(), [track({ albumId: RED }), null], AUTO)), -9)
  assert.equal(inDb(gainOf(track({ albumId: null }), [track({ albumId: null })], AUTO)), -9)
  assert.equal(inDb(gainOf(track(), [], { ...AUTO, replayGain: 'album' })), -6)
  assert.equal(inDb(gainOf(track(), [track()], { ...AUTO, replayGain: 'track' })), -9)
  assert.equal(gainOf(track(), [track()], { replayGain: 'off', preampDb: 6 }), 1)
})

test('[P71] what is not said of one is taken from the other, and what says nothing stays as it is', () => {
  const only = { trackGainDb: -4, trackPeak: null, albumGainDb: null, albumPeak: null }
  assert.equal(inDb(gainOf(track({ replayGain: only }), [track()], AUTO)), -4)
  const { replayGain: _, ...untagged } = track()
  assert.equal(gainOf(untagged, [], { ...AUTO, preampDb: 6 }), 1)
  assert.equal(gainOf(null, [], AUTO), 1)
})

test('[P72] nothing is made so loud that its peak would be cut off', () => {
  const quiet = { trackGainDb: 9, trackPeak: 0.5, albumGainDb: null, albumPeak: null }
  assert.equal(gainOf(track({ replayGain: quiet }), [], AUTO), 2)
  assert.equal(inDb(gainOf(track({ replayGain: quiet }), [], { ...AUTO, preampDb: -6 })), 3)
  assert.equal(gainOf(track({ replayGain: { ...quiet, trackPeak: null } }), [], AUTO), 1)
  assert.equal(gainOf(track({ replayGain: { ...quiet, trackPeak: 0 } }), [], AUTO), 1)
  assert.equal(inDb(gainOf(track(), [], { ...AUTO, preampDb: 12 })), inDb(1 / 0.9))
})

test('[P73] neighbours of one album are those that follow each other on it', () => {
  assert.ok(areNeighbours(track(), track({ trackNo: 4 })))
  assert.ok(areNeighbours(track(), track({ discNo: 2, trackNo: 1 })))
  assert.ok(areNeighbours(track({ trackNo: null }), track({ trackNo: null })))
  assert.ok(areNeighbours(track({ discNo: null }), track({ trackNo: 4 })))
  assert.equal(areNeighbours(track(), track({ trackNo: 5 })), false)
  assert.equal(areNeighbours(track(), track({ trackNo: 2 })), false)
  assert.equal(areNeighbours(track(), track({ trackNo: 4, albumId: RED })), false)
  assert.equal(areNeighbours(track({ albumId: null }), track({ albumId: null, trackNo: 4 })), false)
})
