import { idOfHz, pilotBandHz, positionBandHz, positionMsOfHz } from '../music/position-code.ts'
import type { Recording } from './recording.ts'
import { type SoundingOptions, type Stretch, soundingStretches } from './sounding.ts'
import { makeSpectrum } from './spectrum.ts'

export const hopMs = 5

/** What is heard around one instant. Track and position are null where no coded track can be made out. */
export type Heard = {
  readonly atMs: number
  readonly audible: boolean
  readonly track: number | null
  readonly positionMs: number | null
}

/**
 * An unbroken stretch of one track playing on from one position. A jump inside the track, another track or
 * a silence of 10 ms begins a new segment. Both positions belong to the segment's own two ends.
 */
export type Segment = Stretch & {
  readonly track: number
  readonly startPositionMs: number
  readonly endPositionMs: number
}

/** Listens through a recording in steps of 5 ms, through a window of some 23 ms around each step. */
export function listen(recording: Recording, options: SoundingOptions = {}): readonly Heard[] {
  return listenDuring(recording, soundingStretches(recording, options))
}

/** The coded tracks of a recording in order. Sound that carries no code is in none of them. */
export function segments(recording: Recording, options: SoundingOptions = {}): readonly Segment[] {
  const stretches = soundingStretches(recording, options)
  const heard = listenDuring(recording, stretches)
  const reachMs = (windowSamples * 500) / recording.sampleRate
  return stretches.flatMap((stretch) => segmentsWithin(stretch, heard, reachMs))
}

const { windowSamples } = makeSpectrum(44_100)

function listenDuring(recording: Recording, stretches: readonly Stretch[]): readonly Heard[] {
  const { samples, sampleRate } = recording
  const spectrum = makeSpectrum(sampleRate)
  const hops = Math.floor((samples.length * 1000) / sampleRate / hopMs)
  const heard: Heard[] = []
  let next = 0
  for (let hop = 0; hop < hops; hop += 1) {
    const atMs = hop * hopMs
    while ((stretches[next]?.endMs ?? Number.POSITIVE_INFINITY) <= atMs) next += 1
    const audible = (stretches[next]?.startMs ?? Number.POSITIVE_INFINITY) <= atMs
    if (!audible) {
      heard.push({ atMs, audible, track: null, positionMs: null })
      continue
    }
    spectrum.look(samples, Math.round((atMs * sampleRate) / 1000) - windowSamples / 2)
    const pilot = spectrum.strongest(pilotBandHz)
    const chirp = spectrum.strongest(positionBandHz)
    const track = pilot && chirp && pilot.level > chirp.level / 10 ? idOfHz(pilot.hz) : null
    heard.push({ atMs, audible, track, positionMs: track === null ? null : positionMsOfHz(chirp?.hz ?? 0) })
  }
  return heard
}

/** A playing track keeps the difference of position and time; a jump of more than this begins a new segment. */
const jumpMs = 20
const fewestHops = 3
/** A segment's ends are told from this much of it, so that a clock that runs a little off does not count. */
const hopsPerEnd = 20

type Step = { readonly atMs: number; readonly track: number; readonly leadMs: number }

function segmentsWithin(stretch: Stretch, heard: readonly Heard[], reachMs: number): readonly Segment[] {
  const groups = groupSteps(stepsWithin(stretch, heard, reachMs)).filter(
    (steps) => steps.length >= fewestHops,
  )
  return groups.map((steps, index) => {
    const before = groups[index - 1]?.at(-1)
    const after = groups[index + 1]?.[0]
    const startMs = before ? ((steps[0]?.atMs ?? 0) + before.atMs) / 2 : stretch.startMs
    const endMs = after ? ((steps.at(-1)?.atMs ?? 0) + after.atMs) / 2 : stretch.endMs
    return {
      track: steps[0]?.track ?? 0,
      startMs,
      endMs,
      startPositionMs: startMs + middleLead(steps.slice(0, hopsPerEnd)),
      endPositionMs: endMs + middleLead(steps.slice(-hopsPerEnd)),
    }
  })
}

/** Only hops whose whole window lies in the stretch: a half-filled window hears the wrong instant. */
function stepsWithin({ startMs, endMs }: Stretch, heard: readonly Heard[], reachMs: number): readonly Step[] {
  const first = Math.ceil((startMs + reachMs) / hopMs)
  const last = Math.floor((endMs - reachMs) / hopMs)
  return heard
    .slice(first, Math.max(first, last + 1))
    .flatMap(({ atMs, track, positionMs }) =>
      track === null || positionMs === null ? [] : [{ atMs, track, leadMs: positionMs - atMs }],
    )
}

function groupSteps(steps: readonly Step[]): readonly (readonly Step[])[] {
  const groups: Step[][] = []
  for (const step of steps) {
    const group = groups.at(-1)
    const goesOn =
      group?.[0]?.track === step.track && Math.abs(step.leadMs - middleLead(group.slice(-5))) < jumpMs
    if (group && goesOn) group.push(step)
    else groups.push([step])
  }
  return groups
}

function middleLead(steps: readonly Step[]): number {
  const leads = steps.map(({ leadMs }) => leadMs).sort((a, b) => a - b)
  return leads[Math.floor(leads.length / 2)] ?? 0
}
