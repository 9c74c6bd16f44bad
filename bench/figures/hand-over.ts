import { setTimeout as sleep } from 'node:timers/promises'
import { said, times } from '../../packages/testing/src/e2e/heard/said.ts'
import { lacking } from '../../packages/testing/src/machine/child.ts'
import {
  type HandOverFigures,
  handOverFigures,
} from '../../packages/testing/src/recordings/hand-over-figures.ts'
import { type Corner, LoudspeakerHouse } from '../../packages/testing/src/worlds/loudspeaker-house.ts'
import { quantile } from '../machine/statistics.ts'
import type { Extent, Figure, Row } from './figure.ts'
import { plain, promised } from './rows.ts'

const HAND_OVERS = 50
const HAND_OVERS_SHORT = 2
export const LONG_TRACK = { id: 3, title: 'Amber', durationMs: 110_000 }
/** From here on the track begins anew: it must not end on the way. */
const FAR_MS = 90_000
export const BEFORE_MS = 400
/** Heard of the new one, from when it says that it sounds. */
export const AFTER_MS = 900
const SOUNDS = /is sounding\n/g
/** What a device has loaded is let go, and reports are done. */
export const SETTLED_MS = 1_500
/** [the promise, the aim] */
export const SILENCE_MS = [200, 50] as const
export const OFF_MS = [50, 20] as const

export const handOver: Figure = {
  name: 'hand-over',
  title: 'Hand-over from one loudspeaker to another',
  how: `${HAND_OVERS} times the music moves from one agent with a real mpv to another and back, in the middle of a track that tells at every instant where in it one is; both play on sound cards that are recorded on one clock, which is good to some 10 ms. The reference is what is promised, and what is aimed at. Silence is counted from the first sound of the one to the last of the other.`,
  async measure({ starts }: Extent) {
    const missing = lacking('mpv', 'pulseaudio', 'parec', 'pactl', 'flac')
    if (missing) {
      console.error(missing)
      return []
    }
    await using house = await LoudspeakerHouse.build(['kitchen', 'study'], [LONG_TRACK])
    await house.playIn('kitchen')
    await sleep(SETTLED_MS)
    const moves: Move[] = []
    const count = starts > 1 ? HAND_OVERS : HAND_OVERS_SHORT
    for (let nth = 0; nth < count; nth++) {
      await fromTheStart(house)
      moves.push(await (nth % 2 === 0 ? move(house, 'kitchen', 'study') : move(house, 'study', 'kitchen')))
    }
    return rowsOf(moves)
  },
}

interface Move extends HandOverFigures {
  /** From the command until the new one is heard. */
  readonly heardAfterMs: number
}

export async function fromTheStart({ phone }: LoudspeakerHouse): Promise<void> {
  if ((await phone.session()).positionMs < FAR_MS) return
  await phone.send({ type: 'session.seek', positionMs: 1_000 })
  await sleep(SETTLED_MS)
}

async function move(house: LoudspeakerHouse, from: Corner, to: Corner): Promise<Move> {
  const deviceId = await house.deviceOf(to)
  const take = house.pulse.record()
  await sleep(BEFORE_MS)
  const sounded = times(house.agent(to), SOUNDS)
  const askedAtMs = take.positionMs()
  await house.phone.send({ type: 'session.choose-speaker', deviceId })
  await said(house.agent(to), SOUNDS, sounded + 1)
  await sleep(AFTER_MS)
  const heard = await take.stop()
  await sleep(SETTLED_MS - AFTER_MS)
  const figures = handOverFigures(heard[from], heard[to])
  return { ...figures, heardAfterMs: figures.soundedAtMs - askedAtMs }
}

function rowsOf(moves: readonly Move[]): readonly Row[] {
  const silent = moves.map(({ silenceMs }) => silenceMs)
  const off = moves.map(({ positionErrorMs }) => Math.abs(positionErrorMs))
  const heard = moves.map(({ heardAfterMs }) => heardAfterMs)
  const overlap = moves.map(({ overlapMs }) => overlapMs)
  const at = (values: readonly number[], share: number) => quantile([...values], share)
  return [
    aimed('silence p50', at(silent, 0.5), SILENCE_MS[1]),
    promised('silence p99', 'ms', at(silent, 0.99), SILENCE_MS[0]),
    aimed('position off p50', at(off, 0.5), OFF_MS[1]),
    promised('position off p99', 'ms', at(off, 0.99), OFF_MS[0]),
    plain('both heard, the longest', 'ms', Math.max(...overlap)),
    plain('from the command until it is heard there p50', 'ms', at(heard, 0.5)),
    plain('from the command until it is heard there p99', 'ms', at(heard, 0.99)),
  ]
}

export function aimed(what: string, value: number, atMost: number): Row {
  return { ...promised(what, 'ms', value, atMost), referenceName: 'the aim' }
}
