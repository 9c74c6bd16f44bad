import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { launchChromium } from '../../packages/testing/src/browser/chromium.ts'
import { serveSoundPage } from '../../packages/testing/src/e2e/heard/sound-page.ts'
import { untilCalm } from '../../packages/testing/src/e2e/heard/until-calm.ts'
import { lacking } from '../../packages/testing/src/machine/child.ts'
import { writeCodedTrack } from '../../packages/testing/src/music/coded-track.ts'
import { type Pulse, startPulse } from '../../packages/testing/src/recordings/pulse-audio.ts'
import { type Seam, seamOf } from '../../packages/testing/src/recordings/seam.ts'
import { makeFolder } from '../machine/folder.ts'
import type { Figure, Row, Sample } from './figure.ts'

const TRACK_MS = 12_000
const CODES = [3, 12] as const
const FROM_MS = TRACK_MS - 3_000
const LISTEN_MS = 5_500

export const gapless: Figure = {
  name: 'gapless',
  title: 'From one track of an album to the next',
  how: 'Two FLAC tracks that tell at every instant where in them one is, played one after the other in Chromium on a sound card that is recorded: how long it is silent between them, and how much of the end of the one and the start of the other is not heard. The recording is good to some 2 ms; the hole is to be at most 5 ms.',
  async measure({ rounds }) {
    const missing = lacking('chromium', 'pulseaudio', 'parec', 'pactl', 'flac')
    if (missing) {
      console.error(missing)
      return []
    }
    await using folder = await makeFolder()
    for (const [index, id] of CODES.entries()) {
      const tags = { title: `${id}`, artist: 'Ann', album: 'Blue', trackNumber: index + 1 }
      await writeCodedTrack(join(folder.path, `${index + 1}.flac`), { id, durationMs: TRACK_MS, ...tags })
    }
    await using served = await serveSoundPage(folder.path)
    await using pulse = await startPulse({ sinks: ['room'] })
    const ours: Seam[] = []
    const theirs: Seam[] = []
    for (let round = 0; round < rounds; round++) {
      ours.push(await seamIn(served.url, BATON, pulse))
      theirs.push(await seamIn(served.plainUrl, PLAIN, pulse))
    }
    const row = (what: string, value: (seam: Seam) => number): Row => ({
      what,
      unit: 'ms',
      baton: ours.map((seam): Sample => ({ value: value(seam) })),
      reference: theirs.map((seam): Sample => ({ value: value(seam) })),
      referenceName: 'two audio elements, the second started by `ended` of the first',
    })
    return [
      row('silence between them', ({ silentMs }) => silentMs),
      row('off at the end of the first', ({ endLostMs }) => Math.abs(endLostMs)),
      row('off at the start of the second', ({ startLostMs }) => Math.abs(startLostMs)),
    ]
  },
}

/** What to do on a page: the first step before the click on its button, the second afterwards. */
interface Steps {
  readonly isLoaded: string
  readonly afterClick: string
}

const BATON: Steps = {
  isLoaded: `window.sound !== undefined`,
  afterClick: `new Promise((resolve) => {
    sound.listen(({ type }) => {
      if (type === 'ready') resolve(setTimeout(() => sound.play(), 500))
    })
    sound.load({ key: 'one', url: '/1.flac' }, { positionMs: ${FROM_MS} })
    sound.prepareNext({ key: 'other', url: '/2.flac' })
  })`,
}
const PLAIN: Steps = {
  isLoaded: `plain.one.readyState === 4 && plain.other.readyState === 4`,
  afterClick: `plain.start(${FROM_MS})`,
}

async function seamIn(url: string, { isLoaded, afterClick }: Steps, pulse: Pulse<'room'>): Promise<Seam> {
  await using browser = await launchChromium({ sound: { pulse, sink: 'room' } })
  const page = await browser.newPage()
  await page.goto(url)
  await page.waitForFunction(isLoaded)
  await page.click('button')
  // A browser that has just started, and a machine out of breath, stutter anywhere.
  await untilCalm(10_000)
  const take = pulse.record()
  await page.evaluate(afterClick)
  await sleep(LISTEN_MS)
  const [from, to] = CODES
  return seamOf((await take.stop()).room, { from, to, durationMs: TRACK_MS })
}
