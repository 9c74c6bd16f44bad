import { store, type WritableStore } from '@baton/client'
import type { LoudnessChoice, ReplayGainMode } from './loudness.ts'

/** How this device is to sound: chosen here, kept here. */
export interface SoundChoices extends LoudnessChoice {
  readonly crossfadeS: number
}

export const REPLAY_GAIN_MODES: readonly ReplayGainMode[] = ['auto', 'track', 'album', 'off']
export const PREAMP_DB = { least: -12, most: 12 } as const
export const MOST_CROSSFADE_S = 12

const KEY = 'baton.sound'
const AT_FIRST: SoundChoices = { replayGain: 'auto', preampDb: 0, crossfadeS: 0 }

/** The choices of this browser, in whichever of its tabs they are made. */
export function choicesKeptIn(storage: Storage | null): WritableStore<SoundChoices> {
  const choices = store(read(storage))
  window.addEventListener('storage', ({ key }) => {
    if (key === KEY || key === null) choices.set(read(storage))
  })
  return {
    ...choices,
    set: (chosen) => {
      choices.set(chosen)
      try {
        storage?.setItem(KEY, JSON.stringify(chosen))
      } catch {
        // It holds until the page is closed.
      }
    },
  }
}

function read(storage: Storage | null): SoundChoices {
  try {
    return choicesIn(JSON.parse(storage?.getItem(KEY) ?? 'null'))
  } catch {
    return AT_FIRST
  }
}

/** Whatever was kept: what makes no sense is as it was at first. */
export function choicesIn(kept: unknown): SoundChoices {
  const { replayGain, preampDb, crossfadeS } = (kept ?? {}) as Partial<Record<keyof SoundChoices, unknown>>
  return {
    replayGain: REPLAY_GAIN_MODES.find((mode) => mode === replayGain) ?? AT_FIRST.replayGain,
    preampDb: within(preampDb, PREAMP_DB.least, PREAMP_DB.most) ?? AT_FIRST.preampDb,
    crossfadeS: within(crossfadeS, 0, MOST_CROSSFADE_S) ?? AT_FIRST.crossfadeS,
  }
}

function within(value: unknown, least: number, most: number): number | null {
  return typeof value === 'number' && value >= least && value <= most ? value : null
}
