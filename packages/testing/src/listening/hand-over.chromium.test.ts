import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { isFailure } from '@baton/client'
import { lacking, lackingNamespaces } from '../hosts/child.ts'
import { type HandOverFigures, handOverFigures } from '../sound/hand-over-figures.ts'
import { segments } from '../sound/listen.ts'
import { excerpt, type Recording } from '../sound/recording.ts'
import { common, soundingStretches, totalMs } from '../sound/sounding.ts'
import { untilCalm } from './calm.ts'
import { ALBUM, type ListeningHouse, openListeningHouse, type Room, TRACKS } from './listening-house.ts'
import { nameOf, type Seat, takeSeat } from './seat.ts'

const skip = lackingNamespaces() || lacking('chromium', 'pulseaudio', 'parec', 'pactl', 'flac')
const HAND_OVERS = 6
/** What screens show of the position may be this far from what is heard. */
const SHOWN_WITHIN_MS = 300
const [amber, blue] = TRACKS

test('[H5] the music moves between two browsers, and every screen commands it wherever it sounds', {
  skip,
  timeout: 240_000,
}, async (t) => {
  await using house = await openListeningHouse()
  await using study = await takeSeat(house, 'study')
  await using kitchen = await takeSeat(house, 'kitchen')
  t.diagnostic(`the machine is ${percent(await untilCalm())} busy`)
  const take = house.pulse.record()
  await study.page.getByRole('button', { name: `Play ${ALBUM} now` }).click()
  await wait(2_500)

  const moves: { from: Room; to: Room; askedAtMs: number; untilMs: number; answeredMs: number }[] = []
  let [from, to] = [study, kitchen]
  for (let nth = 0; nth < HAND_OVERS + 1; nth += 1) {
    const askedAtMs = take.positionMs()
    await house.phone.send({ type: 'session.choose-speaker', deviceId: to.deviceId })
    const answeredMs = take.positionMs() - askedAtMs
    await wait(2_500)
    moves.push({ from: from.room, to: to.room, askedAtMs, untilMs: take.positionMs(), answeredMs })
    ;[from, to] = [to, from]
  }
  assert.equal(from.room, 'kitchen')

  const sought = await seen(house, take.positionMs, 1_500, async () => {
    const slider = study.page.locator('.bar-middle .seek-slider')
    const box = await slider.boundingBox()
    assert.ok(box)
    await slider.click({ position: { x: box.width * 0.6, y: box.height / 2 } })
  })
  const paused = await seen(house, take.positionMs, 1_000, () => press(study, 'Pause'))
  const resumed = await seen(house, take.positionMs, 1_500, () => press(study, 'Play'))
  const next = await seen(house, take.positionMs, 1_500, () => press(study, 'Next track'))
  const heard = await take.stop()

  const figures = moves.map(({ from, to, askedAtMs, untilMs }) => {
    const span = { fromMs: askedAtMs - 400, toMs: untilMs }
    return handOverFigures(excerpt(heard[from], span), excerpt(heard[to], span))
  })
  moves.forEach(({ from, to, answeredMs }, index) => {
    const { overlapMs, silenceMs, positionErrorMs } = figures[index] as HandOverFigures
    t.diagnostic(
      `${from} to ${to}: answered in ${ms(answeredMs)}, both heard ${ms(overlapMs)}, ` +
        `silence ${ms(silenceMs)}, position off by ${ms(positionErrorMs)}`,
    )
  })
  const silences = figures.map(({ silenceMs }) => silenceMs)
  const errors = figures.map(({ positionErrorMs }) => Math.abs(positionErrorMs))
  t.diagnostic(`silence: median ${ms(median(silences))}, worst ${ms(Math.max(...silences))}`)
  t.diagnostic(`position: median ${ms(median(errors))}, worst ${ms(Math.max(...errors))}`)
  const togetherMs = bothHeardMs(heard)
  t.diagnostic(`both heard in the whole test: ${ms(togetherMs)}`)

  assert.ok(togetherMs < 50, `both were heard for ${togetherMs} ms`)
  assert.ok(Math.max(...silences) < 1_000, `silence of ${silences} ms`)
  assert.ok(Math.max(...errors) < 150, `the position was off by ${errors} ms`)

  const afterSeek = at(heard.kitchen, sought.seenAtMs)
  assert.equal(afterSeek?.track, amber.id)
  near(sought.positionMs, 66_000, 4_000)
  near(afterSeek?.positionMs, sought.positionMs, SHOWN_WITHIN_MS)
  assert.deepEqual(soundingStretches(between(heard.kitchen, paused.doneAtMs + 250, paused.seenAtMs)), [])
  const afterPause = at(heard.kitchen, resumed.seenAtMs)
  near(afterPause?.positionMs, resumed.positionMs, SHOWN_WITHIN_MS)
  const left = segments(between(heard.kitchen, sought.seenAtMs, paused.seenAtMs)).at(-1)?.endPositionMs
  const again = segments(between(heard.kitchen, paused.seenAtMs, resumed.seenAtMs))[0]?.startPositionMs
  t.diagnostic(
    `after the pause the music went on ${ms((again ?? Number.NaN) - (left ?? Number.NaN))} from where it stopped`,
  )
  near(again, left ?? Number.NaN, 150)
  const afterNext = at(heard.kitchen, next.seenAtMs)
  assert.equal(afterNext?.track, blue.id)
  near(afterNext?.positionMs, next.positionMs, SHOWN_WITHIN_MS)
  assert.deepEqual(soundingStretches(between(heard.study, sought.doneAtMs, next.seenAtMs)), [])
})

test('[H16] a browser that nobody has touched is never given the music, and the controller is told to tap it', {
  skip,
  timeout: 120_000,
}, async () => {
  await using house = await openListeningHouse()
  await using study = await takeSeat(house, 'study')
  await using kitchen = await takeSeat(house, 'kitchen', { touched: false })
  await untilCalm()
  const take = house.pulse.record()
  await study.page.getByRole('button', { name: `Play ${ALBUM} now` }).click()
  await wait(2_500)
  await assert.rejects(
    house.phone.send({ type: 'session.choose-speaker', deviceId: kitchen.deviceId }),
    (error) => isFailure(error, 'device.needs-tap'),
  )
  assert.equal((await house.phone.session()).activeDeviceId, study.deviceId)
  await study.page.locator('.bar').getByRole('button', { name: 'Choose a device' }).click()
  const row = study.page.locator('.device', { hasText: nameOf('kitchen') })
  assert.match((await row.textContent()) ?? '', /Needs a tap before it can sound/)
  const refusedAtMs = take.positionMs()
  await wait(1_000)
  const untilMs = take.positionMs()

  await kitchen.page.getByRole('button', { name: 'Allow sound' }).click()
  await wait(500)
  await house.phone.send({ type: 'session.choose-speaker', deviceId: kitchen.deviceId })
  await wait(1_500)
  const heard = await take.stop()
  assert.deepEqual(soundingStretches(between(heard.kitchen, 0, untilMs)), [])
  near(totalMs(soundingStretches(between(heard.study, refusedAtMs, untilMs))), untilMs - refusedAtMs, 50)
  assert.equal(at(heard.kitchen, untilMs + 2_500)?.track, amber.id)
  assert.ok(bothHeardMs(heard) < 50, `both were heard for ${bothHeardMs(heard)} ms`)
})

test('[P21] a reload, and a hub that starts anew, bring no sound to where there was none', {
  skip,
  timeout: 180_000,
}, async (t) => {
  await using house = await openListeningHouse()
  await using study = await takeSeat(house, 'study')
  await using _kitchen = await takeSeat(house, 'kitchen')
  await untilCalm()
  const take = house.pulse.record()
  await study.page.getByRole('button', { name: `Play ${ALBUM} now` }).click()
  await wait(2_500)
  const restartedAtMs = take.positionMs()
  await house.restartHub({ awayMs: 1_500 })
  await wait(4_000)
  const pausedAtMs = take.positionMs()
  await house.phone.send({ type: 'session.pause' })
  await wait(1_000)
  await house.phone.send({ type: 'session.play' })
  await wait(2_000)
  const reloadedAtMs = take.positionMs()
  await study.page.reload()
  await study.page.getByRole('heading', { name: 'Library' }).waitFor()
  await wait(2_000)
  const playedAtMs = take.positionMs()
  await press(study, 'Play')
  await wait(2_000)
  const endMs = take.positionMs()
  const heard = await take.stop()

  assert.deepEqual(soundingStretches(heard.kitchen), [])
  const through = totalMs(soundingStretches(between(heard.study, restartedAtMs, pausedAtMs)))
  t.diagnostic(`heard ${ms(through)} of ${ms(pausedAtMs - restartedAtMs)} around the restart`)
  near(through, pausedAtMs - restartedAtMs, 100)
  assert.deepEqual(soundingStretches(between(heard.study, pausedAtMs + 400, pausedAtMs + 900)), [])
  assert.ok(totalMs(soundingStretches(between(heard.study, pausedAtMs + 1_000, reloadedAtMs))) > 1_000)
  assert.deepEqual(soundingStretches(between(heard.study, reloadedAtMs + 500, playedAtMs)), [])
  const before = segments(between(heard.study, pausedAtMs, reloadedAtMs + 500)).at(-1)?.endPositionMs
  const after = segments(between(heard.study, playedAtMs, endMs))[0]?.startPositionMs
  t.diagnostic(
    `after the reload the music went on ${ms((after ?? Number.NaN) - (before ?? Number.NaN))} from where it was`,
  )
  near(after, before ?? Number.NaN, 500)
})

type Seen = { readonly doneAtMs: number; readonly seenAtMs: number; readonly positionMs: number }

/** Does something, waits, and asks the hub where the music is: to be compared with what is heard at that instant. */
async function seen(
  { phone }: ListeningHouse,
  recordedMs: () => number,
  settleMs: number,
  act: () => Promise<void>,
): Promise<Seen> {
  await act()
  const doneAtMs = recordedMs()
  await wait(settleMs)
  const { positionMs } = await phone.session()
  return { doneAtMs, seenAtMs: recordedMs(), positionMs }
}

async function press({ page }: Seat, name: 'Play' | 'Pause' | 'Next track'): Promise<void> {
  await page.locator('.bar-middle').getByRole('button', { name, exact: true }).click()
}

/** What a card plays at an instant; null in silence. */
function at(recording: Recording, ms: number): { track: number; positionMs: number } | null {
  const segment = segments(between(recording, ms - 300, ms)).at(-1)
  return segment ? { track: segment.track, positionMs: segment.endPositionMs } : null
}

function between(recording: Recording, fromMs: number, toMs: number): Recording {
  return excerpt(recording, { fromMs, toMs })
}

function bothHeardMs({ study, kitchen }: Readonly<Record<Room, Recording>>): number {
  return totalMs(common(soundingStretches(study), soundingStretches(kitchen)))
}

function near(actual: number | undefined, expected: number, withinMs: number): void {
  const off = Math.abs((actual ?? Number.NaN) - expected)
  assert.ok(off <= withinMs, `${actual} is not within ${withinMs} of ${expected}`)
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}

function ms(value: number): string {
  return `${Math.round(value)} ms`
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`
}
