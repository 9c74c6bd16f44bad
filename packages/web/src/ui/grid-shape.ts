/** How tiles are laid out. The text below a picture grows with the size of the letters, so it is given in rem. */
export interface GridShape {
  readonly minWidth: number
  /** How much higher a tile is than wide; with `picture: false` it is the whole height. */
  readonly textRem: number
  readonly picture: boolean
  readonly gap: number
}

export const ALBUM_TILES: GridShape = { minWidth: 148, textRem: 3.75, picture: true, gap: 16 }
export const ARTIST_TILES: GridShape = { minWidth: 280, textRem: 4.5, picture: false, gap: 8 }
export const CHIP_TILES: GridShape = { minWidth: 150, textRem: 4.5, picture: false, gap: 12 }

export interface Columns {
  readonly columns: number
  readonly tileWidth: number
  /** With the gap to the next row. */
  readonly rowHeight: number
  readonly gap: number
}

/** Two columns of covers fit on every phone; nothing is ever wider than the page. */
export function columnsOf(width: number, shape: GridShape, rootFontSize: number): Columns {
  const { gap } = shape
  const minWidth = shape.picture ? Math.min(shape.minWidth, (width - gap) / 2) : shape.minWidth
  const columns = Math.max(1, Math.floor((width + gap) / Math.max(1, minWidth + gap)))
  const tileWidth = Math.max(0, Math.floor((width - gap * (columns - 1)) / columns))
  const height = (shape.picture ? tileWidth : 0) + shape.textRem * rootFontSize
  return { columns, tileWidth, rowHeight: Math.max(1, Math.ceil(height + gap)), gap }
}
