/** What the loop of an agent depends on, beside how its calls go. */
export interface LoopConditions {
  readonly isEnabled: boolean
  /** One of its people is there. */
  readonly isPresent: boolean
  /** Music is to play on it. */
  readonly isPlaying: boolean
}

/** Whether an agent is to be registered, and its health watched. */
export function isWanted({ isEnabled, isPresent, isPlaying }: LoopConditions): boolean {
  return isEnabled && (isPresent || isPlaying)
}
