import { pause } from './http-bytes.ts'

/** The sound that an element has at hand, as a line of time. One thing at a time is done to it. */
export interface SoundBuffer {
  /** Appends at this second of the line; waits where the browser has no room. */
  append(bytes: Uint8Array<ArrayBuffer>, atS: number, signal: AbortSignal): Promise<void>
  /** Forgets what lies from here on. */
  forgetFrom(fromS: number): Promise<void>
  forgetUntil(toS: number): Promise<void>
  holds(atS: number): boolean
  /** The end of what is held at this second, or that second itself. */
  heldUntil(atS: number): number
}

const KEPT_S = 15
const NO_ROOM_PAUSE_MS = 500
/** Pieces that touch are one: times are rounded to microseconds. */
const SEAM_S = 0.002

export function soundBuffer(media: MediaSource, audio: HTMLAudioElement, type: string): SoundBuffer {
  const buffer = media.addSourceBuffer(type)

  function done(start: () => void): Promise<void> {
    return new Promise((resolve, reject) => {
      const end = (event: Event) => {
        buffer.removeEventListener('updateend', end)
        buffer.removeEventListener('error', end)
        if (event.type === 'error') reject(new Error('The browser cannot read these bytes.'))
        else resolve()
      }
      buffer.addEventListener('updateend', end)
      buffer.addEventListener('error', end)
      try {
        start()
      } catch (error) {
        buffer.removeEventListener('updateend', end)
        buffer.removeEventListener('error', end)
        reject(error)
      }
    })
  }

  async function forgetUntil(toS: number): Promise<void> {
    if (toS > 0 && buffer.buffered.length > 0 && buffer.buffered.start(0) < toS) {
      await done(() => buffer.remove(0, toS))
    }
  }

  function heldUntil(atS: number): number {
    let untilS = atS
    for (let index = 0; index < buffer.buffered.length; index++) {
      const startS = buffer.buffered.start(index)
      if (startS <= untilS + SEAM_S && buffer.buffered.end(index) > untilS)
        untilS = buffer.buffered.end(index)
    }
    return untilS
  }

  return {
    append: async (bytes, atS, signal) => {
      for (;;) {
        try {
          if (buffer.timestampOffset !== atS) buffer.timestampOffset = atS
          return await done(() => buffer.appendBuffer(bytes))
        } catch (error) {
          const isFull = error instanceof DOMException && error.name === 'QuotaExceededError'
          if (!isFull || signal.aborted) throw error
          await forgetUntil(audio.currentTime - 1)
          await pause(NO_ROOM_PAUSE_MS, signal)
        }
      }
    },
    forgetFrom: async (fromS) => {
      if (buffer.buffered.length > 0) await done(() => buffer.remove(fromS, Number.POSITIVE_INFINITY))
    },
    forgetUntil: (toS) => forgetUntil(toS - KEPT_S),
    holds: (atS) => heldUntil(atS) > atS,
    heldUntil,
  }
}
