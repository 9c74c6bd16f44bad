// Holds every import to the table in imports.list: which room may import which, and only through its entrance.
import { readFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { sourceFiles } from './files.ts'
import { allows, type Row, readTable, roomOf } from './import-table.ts'

/** One line per import that the table does not allow. */
export function importProblems(root: string): readonly string[] {
  const rows = readTable(readFileSync(join(root, 'scripts/imports.list'), 'utf8'))
  const hubImports = readHubImports(root)
  return sourceFiles(root).flatMap((file) => {
    const text = readFileSync(join(root, file), 'utf8')
    return fileProblems(file, text, rows, hubImports)
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

function fileProblems(
  file: string,
  text: string,
  rows: readonly Row[],
  hubImports: ReadonlyMap<string, string>,
): readonly string[] {
  const room = roomOf(file, rows)
  if (!room) return [`${file}: no row of scripts/imports.list covers this folder; add one.`]
  const isTest = /\.test\.tsx?$/.test(file)
  return specifiersOf(text).flatMap(({ specifier, line }) => {
    const here = `${file}:${line}`
    const target = resolve(file, specifier, hubImports)
    if (target.kind === 'unknown') return [`${here}: cannot tell what '${specifier}' is (${target.why}).`]
    if (target.kind === 'outside') {
      if (isTest || allows(room.row, target.name)) return []
      return [refusal(here, room.name, target.name, room.row)]
    }
    const other = roomOf(target.file, rows)
    if (!other) return [`${here}: '${specifier}' lies in a folder without a row in scripts/imports.list.`]
    if (other.name === room.name) return []
    if (!isTest && !allows(room.row, other.name)) return [refusal(here, room.name, other.name, room.row)]
    if (!isEntrance(target.file, other.name)) {
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

function resolve(file: string, specifier: string, hubImports: ReadonlyMap<string, string>): Target {
  if (specifier.startsWith('.')) {
    return { kind: 'file', file: posix.join(dirname(file), specifier.replace(/\?.*$/, '')) }
  }
  if (specifier.startsWith('node:')) return { kind: 'outside', name: specifier.replace(/\/.*/, '') }
  if (specifier.startsWith('#')) return resolveHub(file, specifier, hubImports)
  if (specifier.startsWith('@baton/')) {
    const [, name = '', ...rest] = specifier.split('/')
    if (rest.length > 0) return { kind: 'unknown', why: 'a package of ours has one entrance' }
    return { kind: 'file', file: `packages/${name}/src/${name === 'hub' ? 'main/' : ''}index.ts` }
  }
  const segments = specifier.split('/')
  return { kind: 'outside', name: segments.slice(0, specifier.startsWith('@') ? 2 : 1).join('/') }
}

function resolveHub(file: string, specifier: string, hubImports: ReadonlyMap<string, string>): Target {
  if (!file.startsWith('packages/hub/'))
    return { kind: 'unknown', why: '# names work inside packages/hub only' }
  for (const [name, path] of hubImports) {
    const prefix = name.replace('*', '')
    const isMatch = name.endsWith('*') ? specifier.startsWith(prefix) : specifier === name
    if (isMatch) {
      return {
        kind: 'file',
        file: posix.join('packages/hub', path.replace('*', specifier.slice(prefix.length))),
      }
    }
  }
  return { kind: 'unknown', why: 'packages/hub/package.json has no such name' }
}

function isEntrance(file: string, room: string): boolean {
  const [first, ...rest] = room.split('/')
  return file === ['packages', first, 'src', ...rest, 'index.ts'].join('/')
}

function readHubImports(root: string): ReadonlyMap<string, string> {
  const manifest: unknown = JSON.parse(readFileSync(join(root, 'packages/hub/package.json'), 'utf8'))
  const names = (manifest as { imports?: Record<string, string> }).imports ?? {}
  return new Map(Object.entries(names))
}
