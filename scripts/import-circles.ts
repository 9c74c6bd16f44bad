import { type Names, resolve, specifiersOf } from './imported-files.ts'

/**
 * One line per circle: files that reach themselves by way of what they import. An import of a type counts as any other,
 * since whoever reads the one file has to know the other. Each file is named in one line at most, and each line is the
 * shortest way round; where two circles share a file, the second is told when the first is mended.
 */
export function importCircles(texts: ReadonlyMap<string, string>, names: Names): readonly string[] {
  const imports = new Map(
    [...texts].map(([file, text]) => [file, importedBy(file, text, names).filter((to) => texts.has(to))]),
  )
  return tangles(imports).map((tangle) => {
    const circle = shortestCircle(tangle, imports)
    return (
      `${circle[0]}: imports itself, by way of ${[...circle.slice(1), circle[0]].join(' -> ')}. ` +
      'What two of them need belongs into a file of its own, below both.'
    )
  })
}

function importedBy(file: string, text: string, names: Names): readonly string[] {
  return specifiersOf(text).flatMap(({ specifier }) => {
    const target = resolve(file, specifier, names)
    return target.kind === 'file' ? [target.file] : []
  })
}

type Imports = ReadonlyMap<string, readonly string[]>

/** Groups of files of which each reaches each other one (Tarjan): every circle lies within one of them. */
function tangles(imports: Imports): readonly ReadonlySet<string>[] {
  const found: ReadonlySet<string>[] = []
  /** In which order files were met, and the earliest file that each can get back to. */
  const met = new Map<string, number>()
  const earliest = new Map<string, number>()
  const open: string[] = []
  const isOpen = new Set<string>()

  const visit = (file: string): void => {
    const order = met.size
    met.set(file, order)
    earliest.set(file, order)
    open.push(file)
    isOpen.add(file)
    const reaches = (other: number | undefined) => {
      earliest.set(file, Math.min(earliest.get(file) ?? order, other ?? order))
    }
    for (const imported of imports.get(file) ?? []) {
      if (!met.has(imported)) {
        visit(imported)
        reaches(earliest.get(imported))
      } else if (isOpen.has(imported)) reaches(met.get(imported))
    }
    if (earliest.get(file) !== order) return
    const group = open.splice(open.indexOf(file))
    for (const member of group) isOpen.delete(member)
    if (group.length > 1 || imports.get(file)?.includes(file)) found.push(new Set(group))
  }
  for (const file of [...imports.keys()].sort()) if (!met.has(file)) visit(file)
  return found
}

/** Of a tangle, the shortest way from a file back to itself; the first file by name where several are as short. */
function shortestCircle(tangle: ReadonlySet<string>, imports: Imports): readonly string[] {
  const circles = [...tangle].sort().map((file) => wayBack(file, tangle, imports))
  return circles.reduce((shortest, circle) => (circle.length < shortest.length ? circle : shortest))
}

function wayBack(start: string, tangle: ReadonlySet<string>, imports: Imports): readonly string[] {
  const cameFrom = new Map<string, string>()
  const toLookAt = [start]
  for (const file of toLookAt) {
    for (const next of imports.get(file) ?? []) {
      if (next === start) return wayTo(file, cameFrom)
      if (!tangle.has(next) || cameFrom.has(next)) continue
      cameFrom.set(next, file)
      toLookAt.push(next)
    }
  }
  throw new Error(`${start} lies in no circle`)
}

function wayTo(file: string, cameFrom: ReadonlyMap<string, string>): readonly string[] {
  const way = [file]
  for (let at = cameFrom.get(file); at !== undefined; at = cameFrom.get(at)) way.unshift(at)
  return way
}
