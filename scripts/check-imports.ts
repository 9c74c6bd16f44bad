// Holds every import to the table in imports.list: which room may import which, and only through its entrance. And no
// file may come back to itself by way of what it imports.
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { sourceFiles } from './files.ts'
import { importCircles } from './import-circles.ts'
import { allows, type Row, readTable, roomOf } from './import-table.ts'
import { type Names, readNames, resolve, specifiersOf } from './imported-files.ts'

/** One line per import that the table does not allow, and one per circle. */
export function importProblems(root: string): readonly string[] {
  const rows = readTable(readFileSync(join(root, 'scripts/imports.list'), 'utf8'))
  const names = readNames(root)
  const texts = new Map(sourceFiles(root).map((file) => [file, readFileSync(join(root, file), 'utf8')]))
  return [
    ...[...texts].flatMap(([file, text]) => fileProblems(file, text, rows, names)),
    ...importCircles(texts, names),
  ]
}

function fileProblems(file: string, text: string, rows: readonly Row[], names: Names): readonly string[] {
  const room = roomOf(file, rows)
  if (!room) return [`${file}: no row of scripts/imports.list covers this folder; add one.`]
  const isTest = /\.test\.tsx?$/.test(file)
  return specifiersOf(text).flatMap(({ specifier, line }) => {
    const here = `${file}:${line}`
    const target = resolve(file, specifier, names)
    if (target.kind === 'unknown') return [`${here}: cannot tell what '${specifier}' is (${target.why}).`]
    if (target.kind === 'outside') {
      if (isTest || allows(room.row, target.name)) return []
      return [refusal(here, room.name, target.name, room.row)]
    }
    // A package may read its own name and version.
    if (/^packages\/[^/]+\/package\.json$/.test(target.file) && file.startsWith(dirname(target.file)))
      return []
    const other = roomOf(target.file, rows)
    if (!other) return [`${here}: '${specifier}' lies in a folder without a row in scripts/imports.list.`]
    if (other.name === room.name) return []
    if (!isTest && !allows(room.row, other.name)) return [refusal(here, room.name, other.name, room.row)]
    if (!isEntrance(target.file, other.name, room.name)) {
      return [
        `${here}: '${specifier}' goes past the entrance of ${other.name}; import its index.ts, and export there what is needed.`,
      ]
    }
    return []
  })
}

function refusal(here: string, from: string, to: string, row: Row): string {
  return `${here}: ${from} -> ${to} is not allowed. If this arrow is really meant, add it to the row "${row.room}:" of scripts/imports.list.`
}

/** A room is entered through its index.ts; packages/testing offers every file it has, and so do rooms of the web app to each other. */
function isEntrance(file: string, room: string, from: string): boolean {
  if (room === 'testing' || (room.startsWith('web/') && from.startsWith('web/'))) return true
  const [first, ...rest] = room.split('/')
  return file === ['packages', first, 'src', ...rest, 'index.ts'].join('/')
}
