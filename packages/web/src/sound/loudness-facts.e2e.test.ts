import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { BatonFailure, connect, type Source } from '@baton/client'
import { startHub } from '@baton/hub'
import type { Track } from '@baton/protocol'
import { lacking } from '@baton/testing/machine/child'
import { writeCodedTrack } from '../../../testing/src/music/coded-track.ts'
import { levels } from './levels.ts'
import { areNeighbours } from './loudness.ts'
import { knownTracks } from './loudness-facts.ts'

const OWNER = { username: 'robin', password: 'a long password' }
const choices = { replayGain: 'auto', preampDb: 0, crossfadeS: 0 } as const
const chosen = { get: () => choices, subscribe: () => () => {} }

test('[P71] what real files say of their loudness is what the player goes by', {
  skip: lacking('flac'),
}, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'baton-gain-'))
  try {
    await writeAlbum(join(folder, 'music'))
    await using hub = await startHub({
      ...{ host: '127.0.0.1', port: 0, hostNames: [], logLevel: 'silent', limits: 'off', owner: OWNER },
      ...{ dataDir: join(folder, 'data'), musicDir: join(folder, 'music') },
    })
    const client = await signedIn(`http://127.0.0.1:${hub.port}`)
    const [one, other] = (await both(() => client.library.tracks())).map(
      (track): Source => ({ key: track.title, url: '', track }),
    )
    assert.ok(one && other)
    const tracks = knownTracks((trackId) => client.library.track(trackId))
    const loudness = levels(tracks, chosen)
    assert.equal(loudness.gainBeside(one, [null]), 1)
    const facts = [await tracks.find(one), await tracks.find(other)] as const
    near(loudness.gainBeside(one, [null, other]), 10 ** (-6.5 / 20))
    near(loudness.gainBeside(one, [null, null]), 10 ** (-9.25 / 20))
    near(loudness.gainBeside(other, [null, null]), 1 / 0.8)
    assert.ok(facts[0] && facts[1] && areNeighbours(facts[0], facts[1]))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})

test('music does not wait for what nobody answers, and asks once for what two want', async () => {
  let asked = 0
  const source = { key: 'one', url: '', track: { trackId: 'one' } } as unknown as Source
  const silent = knownTracks(() => {
    asked += 1
    return new Promise(() => {})
  })
  const began = performance.now()
  assert.deepEqual(await Promise.all([silent.find(source), silent.find(source)]), [null, null])
  assert.ok(performance.now() - began < 2_000)
  assert.equal(asked, 1)
  const refusing = knownTracks(() => Promise.reject(new BatonFailure('library.track-not-found')))
  assert.equal(await refusing.find(source), null)
  assert.equal(refusing.of(source), null)
  assert.equal(await refusing.find({ key: 'nameless', url: '' }), null)
})

async function writeAlbum(music: string): Promise<void> {
  await mkdir(music)
  const gains = [
    ['-9.25 dB', '0.9'],
    ['+4.00 dB', '0.8'],
  ] as const
  for (const [index, [gain, peak]] of gains.entries()) {
    const path = join(music, `${index + 1}.flac`)
    const tags = { title: `${index + 1}`, artist: 'Ann', album: 'Blue', trackNumber: index + 1 }
    await writeCodedTrack(path, { id: index, durationMs: 500, ...tags })
    const set = (name: string, value: string) => `--set-tag=REPLAYGAIN_${name}=${value}`
    const album = [set('ALBUM_GAIN', '-6.50 dB'), set('ALBUM_PEAK', '0.9')]
    execFileSync('metaflac', [set('TRACK_GAIN', gain), set('TRACK_PEAK', peak), ...album, path])
  }
}

async function signedIn(baseUrl: string) {
  let token: string | null = null
  const client = connect({ baseUrl, token: () => token })
  token = (await client.tokens(OWNER)).accessToken
  return client
}

/** The two tracks by title, once they were scanned. */
async function both(read: () => Promise<{ readonly items: readonly Track[] }>): Promise<readonly Track[]> {
  for (const until = Date.now() + 20_000; Date.now() < until; await wait(100)) {
    const { items } = await read()
    if (items.length === 2) return items.toSorted((a, b) => a.title.localeCompare(b.title))
  }
  throw new Error('The hub did not find the music.')
}

function near(actual: number, expected: number): void {
  assert.ok(Math.abs(actual - expected) < 0.001, `${actual} is not ${expected}`)
}
