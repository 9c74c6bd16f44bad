// Measures time: runs alone.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { evaluateQuietly, launchChromium } from '../../browser/chromium.ts'
import { lacking, lackingNamespaces } from '../../machine/child.ts'
import { makeNetwork } from '../../machine/network-namespaces.ts'
import { writeCodedTrack } from '../../music/coded-track.ts'
import { handOverFigures } from '../../recordings/hand-over-figures.ts'
import { segments } from '../../recordings/listen.ts'
import { startPulse } from '../../recordings/pulse-audio.ts'
import { soundingStretches } from '../../recordings/sounding.ts'

const skip = lackingNamespaces() || lacking('chromium', 'pulseaudio', 'parec', 'pactl', 'flac')
let folder = ''
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'baton-browser-test-'))
  if (skip) return
  const tags = { title: 'One', artist: 'Ann', album: 'Colours', trackNumber: 1 }
  await writeCodedTrack(join(folder, 'track.flac'), { id: 17, durationMs: 60_000, ...tags })
})
after(() => rm(folder, { recursive: true, force: true }))

const serve = `const fs = require('node:fs')
const page = '<!doctype html><title>Test</title><button>Play</button><audio src="/track.flac" preload="auto"></audio>' +
  '<script>document.querySelector("button").onclick = () => document.querySelector("audio").play()</script>'
require('node:http').createServer((request, answer) => {
  if (request.url === '/') return answer.setHeader('Content-Type', 'text/html').end(page)
  if (request.url !== '/track.flac') return answer.writeHead(404).end()
  const bytes = fs.readFileSync(process.argv[1])
  const from = Number(/bytes=(\\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0)
  answer.writeHead(request.headers.range ? 206 : 200, {
    'Content-Type': 'audio/flac', 'Accept-Ranges': 'bytes', 'Content-Length': bytes.length - from,
    ...(request.headers.range && { 'Content-Range': 'bytes ' + from + '-' + (bytes.length - 1) + '/' + bytes.length })
  }).end(bytes.subarray(from))
}).listen(80, () => console.log('listening'))`

async function makeWorld() {
  await using made = new AsyncDisposableStack()
  const network = made.use(await makeNetwork({ hosts: ['hub', 'a', 'b'] }))
  const pulse = made.use(await startPulse({ sinks: ['a', 'b'] }))
  const server = network.run('hub', process.execPath, ['--eval', serve, join(folder, 'track.flac')])
  assert.ok(server.stdout)
  await once(server.stdout, 'data')
  const kept = made.move()
  return {
    network,
    pulse,
    url: `http://${network.address('hub')}/`,
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

const atOneMinute = { skip, timeout: 60_000 }

test('a click makes the browser sound on its own card, at growing positions', atOneMinute, async () => {
  await using world = await makeWorld()
  const { network, pulse, url } = world
  await using a = await launchChromium({ on: { network, host: 'a' }, sound: { pulse, sink: 'a' } })
  const page = await a.newPage()
  await page.goto(url)
  const take = pulse.record()
  await page.click('button')
  await wait(2500)
  const heard = await take.stop()
  assert.deepEqual(soundingStretches(heard.b), [])
  // A busy machine makes a browser stutter: then there are several segments, each further on than the last.
  const played = segments(heard.a)
  assert.deepEqual([...new Set(played.map(({ track }) => track))], [17])
  for (const [index, { startPositionMs, endPositionMs, startMs, endMs }] of played.entries()) {
    near(endPositionMs - startPositionMs, endMs - startMs, 10)
    if (index > 0) assert.ok(startPositionMs > (played[index - 1]?.startPositionMs ?? 0))
  }
  const [first, last] = [played[0], played.at(-1)]
  near(first?.startPositionMs, 0, 500)
  assert.ok((last?.endPositionMs ?? 0) > 1000, `came only to ${last?.endPositionMs} ms`)
})

test(
  'a plain http address is no secure context, and without a touch sound is refused',
  atOneMinute,
  async () => {
    await using world = await makeWorld()
    const { network, pulse, url } = world
    await using a = await launchChromium({ on: { network, host: 'a' }, sound: { pulse, sink: 'a' } })
    const page = await a.newPage()
    await page.goto(url)
    assert.equal(await evaluateQuietly(page, 'window.isSecureContext'), false)
    const play = `document.querySelector('audio').play().then(() => 'plays', (error) => error.name)`
    const take = pulse.record()
    assert.equal(await evaluateQuietly(page, play), 'NotAllowedError')
    await wait(500)
    const heard = await take.stop()
    assert.deepEqual(soundingStretches(heard.a), [])
  },
)

test('with autoplay allowed, sound needs no touch', atOneMinute, async () => {
  await using world = await makeWorld()
  const { network, pulse, url } = world
  const on = { network, host: 'b' } as const
  await using b = await launchChromium({ on, sound: { pulse, sink: 'b' }, autoplay: 'allowed' })
  const page = await b.newPage()
  await page.goto(url)
  const take = pulse.record()
  const play = `document.querySelector('audio').play().then(() => 'plays', (error) => error.name)`
  assert.equal(await evaluateQuietly(page, play), 'plays')
  await wait(1500)
  const heard = await take.stop()
  assert.equal(segments(heard.b)[0]?.track, 17)
  assert.deepEqual(soundingStretches(heard.a), [])
})

test(
  'through an audio context the last position heard is the one the page reports',
  atOneMinute,
  async () => {
    await using world = await makeWorld()
    const { network, pulse, url } = world
    await using a = await launchChromium({ on: { network, host: 'a' }, sound: { pulse, sink: 'a' } })
    const page = await a.newPage()
    await page.goto(url)
    await page.evaluate(() => {
      const context = new AudioContext({ latencyHint: 'interactive' })
      const audio = document.querySelector('audio')
      if (audio) context.createMediaElementSource(audio).connect(context.destination)
    })
    const take = pulse.record()
    await page.click('button')
    await wait(1500)
    const reportedMs = await page.evaluate(() => {
      const audio = document.querySelector('audio')
      audio?.pause()
      return (audio?.currentTime ?? 0) * 1000
    })
    await wait(300)
    const heardMs = segments((await take.stop()).a).at(-1)?.endPositionMs ?? Number.NaN
    near(heardMs, reportedMs, 50)
  },
)

test('two browsers that follow each other give the figures of their hand-over', atOneMinute, async () => {
  await using world = await makeWorld()
  const { network, pulse, url } = world
  await using a = await launchChromium({ on: { network, host: 'a' }, sound: { pulse, sink: 'a' } })
  await using b = await launchChromium({ on: { network, host: 'b' }, sound: { pulse, sink: 'b' } })
  const [pageA, pageB] = await Promise.all([a.newPage(), b.newPage()])
  await Promise.all([pageA.goto(url), pageB.goto(url)])
  const take = pulse.record()
  await pageA.click('button')
  await wait(2000)
  const leftOffMs = await pageA.evaluate(() => {
    const audio = document.querySelector('audio')
    audio?.pause()
    return (audio?.currentTime ?? 0) * 1000
  })
  await pageB.evaluate((ms) => {
    const audio = document.querySelector('audio')
    if (audio) audio.currentTime = ms / 1000
  }, leftOffMs)
  await pageB.click('button')
  await wait(2000)
  const heard = await take.stop()
  const figures = handOverFigures(heard.a, heard.b)
  assert.equal(figures.track, 17)
  assert.equal(figures.overlapMs, 0)
  assert.ok(figures.silenceMs > 0 && figures.silenceMs < 3000, `silent for ${figures.silenceMs} ms`)
  near(figures.positionErrorMs, 0, 300)
  near(figures.leftOffMs, leftOffMs, 300)
})

function near(actual: number | undefined, expected: number, withinMs: number): void {
  const difference = Math.abs((actual ?? Number.NaN) - expected)
  assert.ok(difference <= withinMs, `${actual} is not within ${withinMs} ms of ${expected}`)
}
