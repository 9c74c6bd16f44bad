import { flagIn, layersOf, numberIn, objectIn } from '../calls/nested-answers.ts'

/** What an agent says of itself every few seconds. Null is what it does not say. */
export interface HealthReport {
  /** Of what it plays, from the beginning of what it was sent. */
  readonly positionMs: number | null
  readonly mounted: boolean | null
  /** Its player runs. */
  readonly isAlive: boolean | null
  readonly returncode: number | null
  readonly paused: boolean | null
  readonly volume: number | null
  readonly muted: boolean | null
}

export function healthReportOf(body: unknown): HealthReport {
  const layers = layersOf(body)
  const player = [objectIn(layers, 'ps')]
  return {
    positionMs: positionIn(layers.find((layer) => Array.isArray(layer.time))?.time),
    mounted: flagIn(layers, 'music_folder_mounted'),
    isAlive: flagIn(player, 'is_alive'),
    returncode: numberIn(player, 'returncode'),
    paused: flagIn(layers, 'paused'),
    volume: numberIn(layers, 'volume'),
    muted: flagIn(layers, 'muted'),
  }
}

const LONGEST_S = 7 * 86_400

function positionIn(time: unknown): number | null {
  const [seconds] = Array.isArray(time) ? time : []
  if (typeof seconds !== 'number' || !(seconds >= 0 && seconds < LONGEST_S)) return null
  return Math.round(seconds * 1_000)
}
