import type { LyricsLine } from '@baton/protocol'

/** Which line is sung at this position: the last one that has begun; -1 before the first. */
export function lineAt(lines: readonly LyricsLine[], positionMs: number): number {
  let [low, high] = [0, lines.length - 1]
  let found = -1
  while (low <= high) {
    const middle = (low + high) >> 1
    if ((lines[middle]?.atMs ?? 0) <= positionMs) {
      found = middle
      low = middle + 1
    } else high = middle - 1
  }
  return found
}

/** How long until another line is sung; null behind the last one. */
export function untilNextLine(lines: readonly LyricsLine[], positionMs: number): number | null {
  const next = lines[lineAt(lines, positionMs) + 1]
  return next?.atMs == null ? null : Math.max(0, next.atMs - positionMs)
}
