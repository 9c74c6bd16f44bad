import { readdirSync } from 'node:fs'
import { join } from 'node:path'

const skipped = new Set(['node_modules', 'dist', 'out', 'coverage'])

/** Our TypeScript files, relative to the root with forward slashes, sorted. */
export function sourceFiles(root: string): readonly string[] {
  return ['packages', 'scripts', 'bench', 'examples']
    .flatMap((folder) => filesBelow(root, folder))
    .filter((file) => /\.(ts|tsx|mts)$/.test(file) && !/\.d\.m?ts$/.test(file))
}

/** Our test files: everything the runner takes up. */
export function testFiles(root: string): readonly string[] {
  return sourceFiles(root).filter((file) => /\.test\.tsx?$/.test(file))
}

/** Every file below a folder, hidden folders and build results left out; nothing when the folder is not there. */
export function filesBelow(root: string, folder: string): readonly string[] {
  const found: string[] = []
  const walk = (path: string): void => {
    for (const entry of readEntries(join(root, path))) {
      if (entry.name.startsWith('.') || skipped.has(entry.name)) continue
      const below = path === '' ? entry.name : `${path}/${entry.name}`
      if (entry.isDirectory()) walk(below)
      else if (entry.isFile()) found.push(below)
    }
  }
  walk(folder)
  return found.sort()
}

function readEntries(path: string) {
  try {
    return readdirSync(path, { withFileTypes: true })
  } catch {
    return []
  }
}
