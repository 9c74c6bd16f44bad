import { after, by, choose, enqueue, play, reports } from './commands.ts'
import { type Given, given } from './given.ts'
import { type DeviceName, householdWith } from './household.ts'

const EVERYBODY: readonly DeviceName[] = ['kitchen', 'study', 'attic', 'laptop', 'phone', 'radio', 'frame']

/** Tracks 1, 2 and 3 wait in the queue; nothing was played yet. */
export function queueOfThree(): Given {
  return given(householdWith(...EVERYBODY), enqueue([1, 2, 3]))
}

/** Track 1 of three has sounded for ten seconds. */
export function playingIn(name: DeviceName = 'kitchen'): Given {
  return queueOfThree().and(by(name, play()), after(10_000))
}

/** The kitchen sounds, at ten seconds; the study was asked to take over and preloads. */
export function offeredToStudy(): Given {
  return playingIn('kitchen').and(choose('study'))
}

/** The study has the right to sound since just now; the kitchen has not yet said where it fell silent. */
export function movedToStudy(): Given {
  return offeredToStudy().and(reports('study', 'ready'))
}
