import { type Hub, isFailure, randomId } from '@baton/client'
import { EntryId, MAX_ALONE, TrackId } from '@baton/protocol'
import { passes } from '../passes.ts'
import type { StateFolder } from '../state/state-folder.ts'
import type { Play } from './alone.ts'

interface Told extends Play {
  /** Told again under the same id it is no second play. */
  readonly id: string
  readonly at: number
}

/** Plays that the hub did not see, kept over restarts until it has taken them, in order. */
export interface ToldPlays {
  add(plays: readonly Play[]): void
  /** Whether anything is left to be told. */
  waits(): boolean
  /** False: the hub could not be reached, and the rest waits. What it refuses is dropped. */
  deliver(hub: Pick<Hub, 'send'>): Promise<boolean>
}

const FILE = 'plays.json'
const WITHIN_MS = 5_000

export function toldPlays(folder: StateFolder, wall: () => number): ToldPlays {
  let waiting = readIn(folder)
  const keep = (plays: readonly Told[]) => {
    waiting = plays.slice(-MAX_ALONE)
    folder.write(FILE, JSON.stringify(waiting), 'lasting')
  }
  async function deliver(hub: Pick<Hub, 'send'>): Promise<boolean> {
    for (let first = waiting[0]; first; first = waiting[0]) {
      const { id, ...play } = first
      try {
        await hub.send({ type: 'session.tell-play', ...play }, { commandId: id, expiresMs: WITHIN_MS })
      } catch (error) {
        if (!isFailure(error)) throw error
        if (passes(error)) return false
      }
      const told = first
      keep(waiting.filter((other) => other !== told))
    }
    return true
  }
  let delivering: Promise<boolean> | null = null
  return {
    add(plays) {
      if (plays.length === 0) return
      keep([...waiting, ...plays.map((play) => ({ ...play, id: randomId(), at: Math.round(wall()) }))])
    },
    waits: () => waiting.length > 0,
    deliver(hub) {
      delivering ??= deliver(hub).finally(() => {
        delivering = null
      })
      return delivering
    },
  }
}

function readIn(folder: StateFolder): readonly Told[] {
  try {
    const waiting: unknown = JSON.parse(folder.read(FILE) ?? '[]')
    return Array.isArray(waiting) ? waiting.filter(isTold) : []
  } catch {
    return []
  }
}

function isTold(one: Partial<Told> | null): one is Told {
  const { id, trackId, entryId, at, isUnderWay = true } = one ?? {}
  const isPlay =
    TrackId.safeParse(trackId).success && EntryId.safeParse(entryId).success && isUnderWay === true
  return isPlay && typeof id === 'string' && typeof at === 'number'
}
