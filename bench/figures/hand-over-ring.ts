import { setTimeout as sleep } from 'node:timers/promises'
import { lacking } from '../../packages/testing/src/machine/child.ts'
import {
  type HandOverFigures,
  handOverFigures,
} from '../../packages/testing/src/recordings/hand-over-figures.ts'
import { soundingStretches } from '../../packages/testing/src/recordings/sounding.ts'
import { type BrowserInCorner, openBrowserIn } from '../../packages/testing/src/worlds/browser-in-corner.ts'
import { until } from '../../packages/testing/src/worlds/hub-process-world.ts'
import { type Corner, LoudspeakerHouse } from '../../packages/testing/src/worlds/loudspeaker-house.ts'
import { median } from '../machine/statistics.ts'
import type { Extent, Figure, Row } from './figure.ts'
import {
  AFTER_MS,
  aimed,
  BEFORE_MS,
  fromTheStart,
  LONG_TRACK,
  OFF_MS,
  SETTLED_MS,
  SILENCE_MS,
} from './hand-over.ts'
import { plain, promised } from './rows.ts'

const ROUNDS = 20
const ROUNDS_SHORT = 1
/** The browser sounds in the first and the last. */
const LEGS = [
  ['desk', 'kitchen'],
  ['kitchen', 'study'],
  ['study', 'desk'],
] as const satisfies readonly (readonly [Corner, Corner])[]
const PAUSE_MS = 150
/** Of silence, behind a click on pause. */
const PAUSED_MS = 700

export const handOverRing: Figure = {
  name: 'hand-over-ring',
  title: 'Hand-over from a browser to loudspeakers and back',
  how: `${ROUNDS} times the music moves from the app in Chromium to an agent with a real mpv, to another one, and back to the browser; all play on sound cards that are recorded on one clock, which is good to some 10 ms. Then it plays at an agent, and ${ROUNDS} times somebody clicks on pause in the browser: from the click to silence. The reference is what is promised, and what is aimed at.`,
  async measure({ starts }: Extent) {
    const missing = lacking('mpv', 'pulseaudio', 'parec', 'pactl', 'flac', 'chromium')
    if (missing) {
      console.error(missing)
      return []
    }
    const corners = ['kitchen', 'study'] as const
    await using house = await LoudspeakerHouse.build(corners, [LONG_TRACK], [...corners, 'desk'])
    await using desk = await openBrowserIn(house, 'desk')
    await house.playIn('desk')
    await heardIn(house, 'desk')
    await sleep(SETTLED_MS)
    const rounds = starts > 1 ? ROUNDS : ROUNDS_SHORT
    const moves = LEGS.map((): HandOverFigures[] => [])
    for (let nth = 0; nth < rounds; nth++)
      for (const [leg, [from, to]] of LEGS.entries()) {
        await fromTheStart(house)
        moves[leg]?.push(await move(house, from, to))
      }
    await house.phone.send({ type: 'session.choose-speaker', deviceId: await house.deviceOf('kitchen') })
    const pausesMs: number[] = []
    for (let nth = 0; nth < rounds; nth++) {
      await fromTheStart(house)
      pausesMs.push(await pausedBy(desk, house))
    }
    return [
      ...LEGS.flatMap(([from, to], leg) => rowsOf(`${from} to ${to}`, moves[leg] ?? [])),
      plain('from a click on pause elsewhere to silence, median', 'ms', median(pausesMs)),
      promised('from a click on pause elsewhere to silence, worst', 'ms', Math.max(...pausesMs), PAUSE_MS),
    ]
  },
}

async function heardIn(house: LoudspeakerHouse, corner: Corner): Promise<void> {
  const { phone } = house
  const deviceId = await house.deviceOf(corner)
  await until(`it is heard in the ${corner}`, async () => {
    const { activeDeviceId, handOver, playState, positionMs } = await phone.session()
    return activeDeviceId === deviceId && handOver === null && playState === 'playing' && positionMs > 0
  })
}

async function move(house: LoudspeakerHouse, from: Corner, to: Corner): Promise<HandOverFigures> {
  const deviceId = await house.deviceOf(to)
  const take = house.pulse.record()
  await sleep(BEFORE_MS)
  await house.phone.send({ type: 'session.choose-speaker', deviceId })
  await heardIn(house, to)
  await sleep(AFTER_MS)
  const heard = await take.stop()
  await sleep(SETTLED_MS - AFTER_MS)
  return handOverFigures(heard[from], heard[to])
}

/** What sounds in the kitchen is paused at the desk; how long that took. */
async function pausedBy({ page }: BrowserInCorner, { phone, pulse }: LoudspeakerHouse): Promise<number> {
  await phone.send({ type: 'session.play' })
  const pause = page.locator('.bar-middle').getByRole('button', { name: 'Pause', exact: true })
  await pause.waitFor()
  await sleep(SETTLED_MS)
  const take = pulse.record()
  await sleep(BEFORE_MS)
  const clickedAtMs = take.positionMs()
  await pause.evaluate((button) => (button as unknown as { click(): void }).click())
  await sleep(PAUSED_MS)
  const { kitchen } = await take.stop()
  const silentAtMs = soundingStretches(kitchen).at(-1)?.endMs
  if (silentAtMs === undefined) throw new Error('The kitchen did not sound.')
  return silentAtMs - clickedAtMs
}

function rowsOf(leg: string, moves: readonly HandOverFigures[]): readonly Row[] {
  const silent = moves.map(({ silenceMs }) => silenceMs)
  const off = moves.map(({ positionErrorMs }) => Math.abs(positionErrorMs))
  return [
    aimed(`silence, ${leg}, median`, median(silent), SILENCE_MS[1]),
    promised(`silence, ${leg}, worst`, 'ms', Math.max(...silent), SILENCE_MS[0]),
    aimed(`position off, ${leg}, median`, median(off), OFF_MS[1]),
    promised(`position off, ${leg}, worst`, 'ms', Math.max(...off), OFF_MS[0]),
    plain(`both heard, ${leg}, the longest`, 'ms', Math.max(...moves.map(({ overlapMs }) => overlapMs))),
  ]
}
