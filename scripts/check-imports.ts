// Holds every import to the table in imports.list: which room may import which, and only through its entrance.
import { globSync, readFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { sourceFiles } from './files.ts'
import { allows, type Row, readTable, roomOf } from './import-table.ts'

/** One line per import that the table does not allow. */
export function importProblems(root: string): readonly string[] {
  const rows = readTable(readFileSync(join(root, 'scripts/imports.list'), 'utf8'))
  const names = readNames(root)
  return sourceFiles(root).flatMap((file) => {
    const text = readFileSync(join(root, file), 'utf8')
    return fileProblems(file, text, rows, names)
  })
}

/** Every specifier a module imports: static, re-exported, for side effects, dynamic or as a type. */
export function specifiersOf(text: string): readonly { specifier: string; line: number }[] {
  // The formatter puts every import at the start of a line, so a full parser is not needed to find them.
  const found = [
    /^(?:import|export)\b[^'"`;]*?\bfrom\s*['"]([^'"\n]+)['"]/gm,
    /^import\s*['"]([^'"\n]+)['"]/gm,
    /^(?!\s*(?:\/\/|\*|\/\*)).*?\bimport\(\s*['"]([^'"\n]+)['"]/gm,
  ].flatMap((pattern) => [...text.matchAll(pattern)])
  return found.map((match) => ({
    specifier: match[1] ?? '',
    line: text.slice(0, match.index + match[0].length).split('\n').length,
  }))
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

type Target =
  | { readonly kind: 'file'; readonly file: string }
  | { readonly kind: 'outside'; readonly name: string }
  | { readonly kind: 'unknown'; readonly why: string }

function resolve(file: string, specifier: string, names: Names): Target {
  if (specifier.startsWith('.')) {
    return { kind: 'file', file: posix.join(dirname(file), specifier.replace(/\?.*$/, '')) }
  }
  if (specifier.startsWith('node:')) return { kind: 'outside', name: specifier.replace(/\/.*/, '') }
  if (specifier.startsWith('#') && !file.startsWith('packages/hub/')) {
    return { kind: 'unknown', why: '# names work inside packages/hub only' }
  }
  if (specifier.startsWith('#') || specifier.startsWith('@baton/')) {
    const ours = namedFile(specifier, names)
    return ours
      ? { kind: 'file', file: ours }
      : { kind: 'unknown', why: 'no package.json of ours has that name' }
  }
  const segments = specifier.split('/')
  return { kind: 'outside', name: segments.slice(0, specifier.startsWith('@') ? 2 : 1).join('/') }
}

/** The file behind a name of ours, with Node's own rule: an exact name before a pattern. */
function namedFile(specifier: string, names: Names): string | undefined {
  const exact = names.get(specifier)
  if (exact) return exact
  for (const [name, path] of names) {
    const prefix = name.slice(0, -1)
    if (name.endsWith('*') && specifier.startsWith(prefix)) {
      return path.replace('*', specifier.slice(prefix.length))
    }
  }
  return undefined
}

/** A room is entered through its index.ts; packages/testing offers every file it has, and so do rooms of the web app to each other. */
function isEntrance(file: string, room: string, from: string): boolean {
  if (room === 'testing' || (room.startsWith('web/') && from.startsWith('web/'))) return true
  const [first, ...rest] = room.split('/')
  return file === ['packages', first, 'src', ...rest, 'index.ts'].join('/')
}

/** What the package.json files call our own modules: `#engine` or `@baton/hub/engine` -> the file. */
type Names = ReadonlyMap<string, string>

type Manifest = {
  readonly exports?: string | Record<string, string>
  readonly imports?: Record<string, string>
}

function readNames(root: string): Names {
  const names = new Map<string, string>()
  for (const path of globSync('packages/*/package.json', { cwd: root })) {
    const folder = dirname(path).replaceAll('\\', '/')
    const manifest: Manifest = JSON.parse(readFileSync(join(root, path), 'utf8'))
    const ours = typeof manifest.exports === 'string' ? { '.': manifest.exports } : manifest.exports
    for (const [name, target] of Object.entries(ours ?? {})) {
      names.set(posix.join('@baton', posix.basename(folder), name), posix.join(folder, target))
    }
    for (const [name, target] of Object.entries(manifest.imports ?? {})) {
      names.set(name, posix.join(folder, target))
    }
  }
  return names
}
