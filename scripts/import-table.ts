/** One line of imports.list: the room's pattern and what its files may import. */
export type Row = { readonly room: string; readonly may: readonly string[] }

/** Reads imports.list. Throws on a line it does not understand, so that a typing error never opens a door. */
export function readTable(text: string): readonly Row[] {
  const rows: Row[] = []
  for (const [index, line] of text.split('\n').entries()) {
    const content = line.replace(/#.*/, '').trim()
    if (content === '') continue
    const match = /^([\w*/-]+):\s*(.*)$/.exec(content)
    if (!match?.[1]) throw new Error(`imports.list:${index + 1}: expected "room: what it may import"`)
    rows.push({ room: match[1], may: (match[2] ?? '').split(/\s+/).filter((word) => word !== '') })
  }
  return rows
}

/** The room a file belongs to and its row; the row with the longest pattern counts. */
export function roomOf(file: string, rows: readonly Row[]): { name: string; row: Row } | undefined {
  const segments = placeOf(file).split('/')
  let best: { name: string; row: Row } | undefined
  for (const row of rows) {
    const pattern = row.room.split('/')
    // A room is a folder: the file itself must lie below it.
    if (pattern.length >= segments.length) continue
    if (!pattern.every((part, index) => part === '*' || part === segments[index])) continue
    const isCloser =
      !best ||
      pattern.length > best.row.room.split('/').length ||
      (pattern.length === best.row.room.split('/').length && !row.room.includes('*'))
    if (isCloser) best = { name: segments.slice(0, pattern.length).join('/'), row }
  }
  return best
}

/** Whether the row's words allow this room, npm package or part of Node. */
export function allows(row: Row, target: string): boolean {
  return row.may.some((word) => {
    if (word === 'anything' || word === target) return true
    if (word === 'node:*') return target.startsWith('node:') && !namedParts.has(target)
    return word.endsWith('/*') && target.startsWith(word.slice(0, -1))
  })
}

const namedParts = new Set(['node:sqlite', 'node:test'])

/** packages/hub/src/domain/x.ts -> hub/domain/x.ts; a package's own top-level files are its `config`. */
function placeOf(file: string): string {
  const match = /^packages\/([^/]+)\/(?:src\/)?(.*)$/.exec(file)
  if (!match) return file
  const isConfig = !file.includes('/src/') && !match[2]?.includes('/')
  return isConfig ? `${match[1]}/config/${match[2]}` : `${match[1]}/${match[2]}`
}
