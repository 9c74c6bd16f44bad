/** Done while a lease is held. `signal` aborts when it is lost or given up; the next holder waits until then. */
export type Held = (signal: AbortSignal, generation: number) => Promise<void>

/** What one lease stands for: begun when the lease is confirmed, stopped when it is lost, never twice at a time. */
export interface HeldLoop {
  readonly name: string
  /** By the last word of the store. */
  readonly isHeld: boolean
  /** What the store says of the lease: its generation, or null where another holds it. */
  confirm(generation: number | null): void
  /** Stops what is done and waits for its end. A lease that is confirmed afterwards begins it again. */
  leave(): Promise<void>
  /** Stops it for good. */
  end(): Promise<void>
}

export function heldLoop(name: string, held: Held, onFailure: (error: unknown) => void): HeldLoop {
  let working: { readonly stop: AbortController; readonly done: Promise<void> } | null = null
  let heldGeneration: number | null = null
  let isEnded = false

  /** What is left still counts as at work until it is done, so that nothing is begun beside it. */
  const leave = async () => {
    const left = working
    left?.stop.abort()
    await left?.done
    if (working === left) working = null
  }
  const begin = (generation: number) => {
    const stop = new AbortController()
    // One that failed is begun again when its lease is confirmed the next time.
    const fail = (error: unknown) => {
      onFailure(error)
      if (working?.stop === stop) working = null
    }
    working = { stop, done: (async () => held(stop.signal, generation))().catch(fail) }
  }

  return {
    name,
    get isHeld() {
      return heldGeneration !== null
    },
    confirm(generation) {
      // Taken anew it may have been another's in between. Renewing goes on while what was left comes to its end.
      if (generation !== heldGeneration) void leave()
      heldGeneration = generation
      if (generation !== null && !working && !isEnded) begin(generation)
    },
    leave,
    end() {
      isEnded = true
      return leave()
    },
  }
}

/** Resolves when the signal aborts. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
