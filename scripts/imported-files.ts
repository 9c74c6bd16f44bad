// What a file of ours imports, and which file or package that is.
import { globSync, readFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'

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

export type Target =
  | { readonly kind: 'file'; readonly file: string }
  | { readonly kind: 'outside'; readonly name: string }
  | { readonly kind: 'unknown'; readonly why: string }

/** What a specifier in this file stands for. */
export function resolve(file: string, specifier: string, names: Names): Target {
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

/** What the package.json files call our own modules: `#engine` or `@baton/hub/engine` -> the file. */
export type Names = ReadonlyMap<string, string>

type Manifest = {
  readonly exports?: string | Record<string, string>
  readonly imports?: Record<string, string>
}

export function readNames(root: string): Names {
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
