/** A line that does not end within this many characters is not one of the player's. */
export const LONGEST_LINE = 1_048_576

/** Cuts what arrives in pieces into lines. Throws when one grows without end: what follows cannot be trusted. */
export function lineSplitter(onLine: (line: string) => void, longest = LONGEST_LINE): (text: string) => void {
  let rest = ''
  return (text) => {
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      if (line.length > longest) throw new RangeError('A line is too long')
      if (line !== '') onLine(line)
    }
    if (rest.length > longest) throw new RangeError('A line is too long')
  }
}
