/** Cuts what arrives in pieces into lines. Throws when one grows without end: what follows cannot be trusted. */
export function lineSplitter(onLine: (line: string) => void, longest: number): (text: string) => void {
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
