import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { lacking } from '@baton/testing/machine/child'
import { waveFile } from '@baton/testing/music/wave-file'
import { playTone } from './play-tone.ts'

const skip = lacking('mpv')
const TONE = waveFile(20_000, 1)

test('[AG69] a tone is played to its end, or it is told what was missing', { skip }, async () => {
  await using made = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'baton-tone-'))
  made.defer(() => rm(folder, { recursive: true, force: true }))
  const server = createServer((request, response) => {
    if (request.url === '/tone') response.end(TONE)
    else response.writeHead(404).end()
  }).listen(0, '127.0.0.1')
  made.defer(() => void server.close())
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/tone`
  const program = async (name: string, options: string) => {
    const file = join(folder, name)
    await writeFile(file, `#!/bin/sh\nexec mpv ${options} "$@"\n`, { mode: 0o700 })
    return { mpv: file, audioDevice: null }
  }
  const silent = await program('silent', '--ao=null')
  const never = new AbortController().signal
  assert.deepEqual(await playTone(silent, url, never), { outcome: 'played' })
  assert.deepEqual(await playTone(silent, `${url}-that-is-not-there`, never), {
    outcome: 'failed',
    reason: 'network',
  })
  const cardless = await program('cardless', '--audio-device=alsa/there-is-none')
  assert.deepEqual(await playTone(cardless, url, never), { outcome: 'failed', reason: 'no-sound-card' })
  const nowhere = { mpv: join(folder, 'nowhere'), audioDevice: null }
  assert.deepEqual(await playTone(nowhere, url, never), { outcome: 'failed', reason: 'player-gone' })
  const music = new AbortController()
  const interrupted = playTone(silent, url, music.signal)
  music.abort()
  assert.deepEqual(await interrupted, { outcome: 'interrupted' })
})
