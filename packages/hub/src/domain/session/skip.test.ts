import { describe, test } from 'node:test'
import {
  after,
  by,
  clear,
  endEntry,
  enqueue,
  entryAt,
  given,
  householdWith,
  jump,
  jumpTo,
  next,
  pause,
  play,
  playingIn,
  prev,
  queueOfThree,
  repeat,
  reports,
  seek,
} from '../../../../testing/src/domain/index.ts'

const MOVED = ['queue.entries-marked', 'session.moved-on'] as const

describe('moving through the queue', () => {
  test('[S9] next goes to the entry behind, from its start, and keeps the play state', () => {
    playingIn()
      .when(next())
      .happens(...MOVED)
      .leaves({ track: 2, positionMs: 0, playState: 'playing' })
    playingIn().and(pause()).when(next()).leaves({ track: 2, positionMs: 0, playState: 'paused' })
    queueOfThree().when(next()).leaves({ track: 2, playState: 'stopped' })
  })

  test('[S9] at the end next stops, with the first entry ready, unless all is repeated', () => {
    for (const mode of ['off', 'one'] as const) {
      playingIn()
        .and(jump(2), repeat(mode))
        .when(next())
        .leaves({ track: 1, positionMs: 0, playState: 'stopped', device: 'kitchen' })
    }
    playingIn().and(jump(2), repeat('all')).when(next()).leaves({ track: 1, playState: 'playing' })
  })

  test('[S9] next moves on although one is repeated', () => {
    playingIn().and(repeat('one')).when(next()).leaves({ track: 2, playState: 'playing' })
  })

  test('[S9] an empty queue has no next and no previous', () => {
    given(householdWith('kitchen')).when(next()).isRefused('session.nothing-to-play')
    given(householdWith('kitchen')).when(prev()).isRefused('session.nothing-to-play')
  })

  test('[S10] prev goes back until 3 s into the track, and restarts it later', () => {
    const second = playingIn().and(next(), after(3_000))
    second
      .when(prev())
      .happens(...MOVED)
      .leaves({ track: 1, positionMs: 0 })
    second.and(after(1)).when(prev()).happens('session.seeked').leaves({ track: 2, positionMs: 0 })
  })

  test('[S10] in front of the first entry prev restarts it, or goes round where all is repeated', () => {
    playingIn().and(seek(0)).when(prev()).leaves({ track: 1, positionMs: 0, playState: 'playing' })
    playingIn().and(seek(0), repeat('all')).when(prev()).leaves({ track: 3, positionMs: 0 })
  })

  test('[S11] jump plays the named entry at once, whatever the play state was', () => {
    queueOfThree()
      .when(by('kitchen', jump(2)))
      .leaves({ track: 3, playState: 'playing', device: 'kitchen' })
    playingIn().and(pause()).when(jump(1)).leaves({ track: 2, playState: 'playing' })
  })

  test('[S11] jump needs a speaker, and an entry that is there', () => {
    queueOfThree().when(jump(2)).isRefused('session.no-speaker')
    playingIn()
      .and(clear(), enqueue([1]))
      .when(jumpTo(entryAt(playingIn().household, 0)))
      .isRefused('queue.entry-not-found')
  })

  test('[S12] ended moves on, at the end as next does', () => {
    playingIn()
      .when(reports('kitchen', 'ended'))
      .happens(...MOVED)
      .leaves({ track: 2, positionMs: 0 })
    playingIn('radio')
      .when(by('radio', endEntry(0)))
      .leaves({ track: 2, positionMs: 0 })
    playingIn()
      .and(jump(2))
      .when(reports('kitchen', 'ended'))
      .leaves({ track: 1, playState: 'stopped', device: 'kitchen' })
    playingIn()
      .and(jump(2), repeat('all'))
      .when(reports('kitchen', 'ended'))
      .leaves({ track: 1, playState: 'playing' })
  })

  test('[S12] where one is repeated, ended plays it again', () => {
    playingIn()
      .and(repeat('one'))
      .when(reports('kitchen', 'ended'))
      .leaves({ track: 1, positionMs: 0, playState: 'playing' })
  })

  test('[S12] ended a second time, or for another entry, changes nothing', () => {
    playingIn()
      .and(reports('kitchen', 'ended'))
      .when(reports('kitchen', 'ended', { entry: 0 }))
      .changesNothing()
    playingIn()
      .when(reports('kitchen', 'ended', { entry: 2 }))
      .changesNothing()
    playingIn('radio')
      .and(by('radio', endEntry(0)))
      .when(by('radio', endEntry(0)))
      .changesNothing()
  })

  test('[S12] ended without an entry, said again at once, moves once; a second later it is about the next entry', () => {
    const moved = playingIn('radio').and(by('radio', endEntry()), after(999))
    moved.when(by('radio', endEntry())).changesNothing()
    moved.and(after(1)).when(by('radio', endEntry())).leaves({ track: 3 })
    moved.when(by('radio', endEntry(1))).leaves({ track: 3 })
    moved.when(by('radio', endEntry(null, true))).leaves({ track: 3 })
    playingIn('radio')
      .and(repeat('one'), by('radio', endEntry()))
      .when(by('radio', endEntry()))
      .changesNothing()
  })

  test('[S12] and without an entry a track that has only just begun may end, if none ended before it', () => {
    queueOfThree().and(by('radio', play())).when(by('radio', endEntry())).leaves({ track: 2 })
    playingIn('radio').and(next()).when(by('radio', endEntry())).leaves({ track: 3 })
  })

  test('[S12] what does not play does not end', () => {
    playingIn().and(pause()).when(reports('kitchen', 'ended')).changesNothing()
    playingIn('radio')
      .and(pause())
      .when(by('radio', endEntry(0)))
      .changesNothing()
  })

  test('[S13] a speaker that moved on by itself is that much into the announced entry', () => {
    playingIn()
      .when(reports('kitchen', 'ended', { next: 1, ageMs: 700 }))
      .leaves({ track: 2, positionMs: 700 })
  })

  test('[S13] a speaker that moved on to another entry is corrected', () => {
    playingIn()
      .when(reports('kitchen', 'ended', { next: 2, ageMs: 700 }))
      .leaves({ track: 2, positionMs: 0 })
  })

  test('[S14] a failed entry is marked and passed over', () => {
    playingIn()
      .when(reports('kitchen', 'failed'))
      .happens('queue.entries-marked', ...MOVED)
      .leaves({ track: 2, playState: 'playing' })
      .and(seek(0))
      .when(prev())
      .leaves({ track: 2 })
    playingIn('radio')
      .when(by('radio', endEntry(0, true)))
      .leaves({ track: 2 })
  })

  test('[S14] playback stops once all have failed, also where all or one is repeated', () => {
    for (const mode of ['off', 'one', 'all'] as const) {
      playingIn()
        .and(repeat(mode), reports('kitchen', 'failed'), reports('kitchen', 'failed'))
        .when(reports('kitchen', 'failed'))
        .leaves({ playState: 'stopped', track: 1, nextTrack: null })
        .and()
        .when(play())
        .isRefused('session.nothing-playable')
    }
  })

  test('[S14] a failure in the middle of a repeated queue goes round to what can be played', () => {
    playingIn()
      .and(repeat('all'), jump(2))
      .when(reports('kitchen', 'failed'))
      .leaves({ track: 1, playState: 'playing' })
  })

  test('[S11] an entry that failed is tried again when somebody jumps to it', () => {
    playingIn().and(reports('kitchen', 'failed')).when(jump(0)).leaves({ track: 1, playState: 'playing' })
  })
})
