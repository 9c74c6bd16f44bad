// How much yt-dlp may take: it unpacks whole pages, and a small answer may unpack to any size. One that is no Python program
// gets its bounds by `prlimit` of util-linux, which whatever it starts has as well; without that program it has none.
import { readFile } from 'node:fs/promises'
import { placeOf } from './place-of.ts'

/** Several times what it takes for the largest pages. */
export const MOST_MEMORY_BYTES = 512 * 1024 * 1024
/** Of a file, where nothing else is said: what a program unpacks of itself has to fit. */
export const LARGEST_FILE_BYTES = 64 * 1024 * 1024

export interface Command {
  readonly program: string
  readonly words: readonly string[]
}

/** The same within its bounds, or as it is where it cannot have any. It writes no file that is larger than `largestFile`. */
export async function bounded(command: Command, largestFile = LARGEST_FILE_BYTES): Promise<Command> {
  const [limiter, program, present] = await Promise.all([
    placeOf('prlimit'),
    placeOf(command.program),
    readFile('/proc/self/limits', 'utf8').catch(() => null),
  ])
  if (limiter === null || program === null || present === null) return command
  const data = Math.min(MOST_MEMORY_BYTES, hardLimit(present, 'Max data size'))
  const size = Math.min(largestFile, hardLimit(present, 'Max file size'))
  return { program: limiter, words: [`--data=${data}`, `--fsize=${size}`, '--', program, ...command.words] }
}

/** What the hub has itself, and may give nobody more of. */
function hardLimit(present: string, name: string): number {
  const [, hard] = new RegExp(`^${name} +\\S+ +(\\d+) `, 'm').exec(present) ?? []
  return hard === undefined ? Number.POSITIVE_INFINITY : Number(hard)
}
