// The hub's own two pictures for displays, pixel by pixel: nothing plays, and a track without a cover.

const NIGHT = '#07090d'
const COLOURS: Readonly<Record<string, string>> = { '.': NIGHT, o: '#2b3346', x: '#7f8db0', s: '#3d4763' }

/** A moon that does not light a room. */
export const IDLE_PIXELS = picture([
  '................',
  '................',
  '...........s....',
  '......ooo.......',
  '.....ooo........',
  '....ooo.........',
  '....ooo.......s.',
  '....ooo.........',
  '....ooo.........',
  '....oooo........',
  '.....oooo..oo...',
  '......oooooo....',
  '........oo......',
  '..s.............',
  '................',
  '................',
])

/** Two notes under one beam. */
export const PLAIN_PIXELS = picture([
  '................',
  '................',
  '.....xxxxxxxx...',
  '.....xxxxxxxx...',
  '.....x......x...',
  '.....x......x...',
  '.....x......x...',
  '.....x......x...',
  '.....x......x...',
  '.....x......x...',
  '...xxx....xxx...',
  '..xxxx...xxxx...',
  '..xxxx...xxxx...',
  '...xx.....xx....',
  '................',
  '................',
])

export interface Pixels {
  /** As many wide as high. */
  readonly side: number
  /** Red, green and blue of each, row by row. */
  readonly rgb: Uint8Array
}

function picture(rows: readonly string[]): Pixels {
  const values = rows.flatMap((row) => [...row].flatMap((pixel) => [...colourOf(pixel)]))
  return { side: rows.length, rgb: Uint8Array.from(values) }
}

function colourOf(pixel: string): Uint8Array {
  return Buffer.from((COLOURS[pixel] ?? NIGHT).slice(1), 'hex')
}
