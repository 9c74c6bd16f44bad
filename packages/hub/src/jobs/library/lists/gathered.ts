import type { ListedTrack } from '#engine'
import { listedTrack, type Said } from './listed-track.ts'

/** Gathers the tracks of a list as they are read. */
export interface Gathered {
  readonly tracks: ListedTrack[]
  /** Passes over what says nothing. False: there are more than anybody takes, and reading on is of no use. */
  add(said: Said): boolean
}

/** One beyond the most is taken, so that whoever asked sees that there are more. */
export function gathered(most: number, place?: readonly string[]): Gathered {
  const tracks: ListedTrack[] = []
  return {
    tracks,
    add(said) {
      const track = listedTrack(said, place)
      return track === null || tracks.push(track) <= most
    },
  }
}
