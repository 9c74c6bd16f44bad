// Walks a music folder in byte order of the UTF-8 paths, the order in which the library gives what it knows, so that
// the two can be compared while both are read once. Links are never followed, so a walk always ends.
import { constants, type Dirent } from 'node:fs'
import { access, lstat, readdir, realpath, stat } from 'node:fs/promises'
import { extname, join, sep } from 'node:path'
import type { ScanProblemCode } from '@baton/protocol'

const AUDIO_EXTENSIONS: ReadonlySet<string> = new Set([
  '.flac',
  '.mp3',
  '.ogg',
  '.oga',
  '.opus',
  '.m4a',
  '.m4b',
  '.wav',
])
const COVER_NAMES = ['cover', 'folder', 'front', 'album']
const COVER_EXTENSIONS: ReadonlySet<string> = new Set(['.jpg', '.jpeg', '.png', '.webp'])
const MAX_DEPTH = 32
const MAX_FOLDER_PATH_BYTES = 900
const STATS_AT_ONCE = 32

export type WalkOptions = {
  /** Absolute, without links. */
  readonly root: string
  /** Without it sizes and times are zero: enough to know what is there. */
  readonly measure: boolean
  readonly signal: AbortSignal
}

export type Walked = WalkedFile | WalkedProblem

export type WalkedFile = {
  readonly kind: 'file'
  readonly path: string
  readonly sizeBytes: number
  readonly mtimeMs: number
  /** A picture in the same folder that looks like its cover. */
  readonly coverPath: string | null
}

/** Something that should be listed. Folders end in a slash. */
export type WalkedProblem = {
  readonly kind: 'problem'
  readonly path: string
  readonly sizeBytes: number
  readonly mtimeMs: number
  readonly code: ScanProblemCode
}

/** Rejects when the root itself cannot be read. */
export async function* walk(options: WalkOptions): AsyncGenerator<Walked> {
  await access(options.root, constants.R_OK | constants.X_OK)
  yield* walkFolder(options, '', 0)
}

export async function resolveRoot(path: string): Promise<string> {
  return realpath(path)
}

async function* walkFolder(options: WalkOptions, folder: string, depth: number): AsyncGenerator<Walked> {
  if (depth > MAX_DEPTH || Buffer.byteLength(folder) > MAX_FOLDER_PATH_BYTES) {
    yield problem(folder, 'folder.too-deep')
    return
  }
  let listed: Dirent<Buffer>[]
  try {
    listed = await readdir(join(options.root, folder), { withFileTypes: true, encoding: 'buffer' })
  } catch (error) {
    if (folder === '') throw error
    yield problem(folder, 'folder.unreadable')
    return
  }
  const entries = await ordered(options.root, folder, listed)
  const cover = coverOf(entries)
  const coverPath = cover === null ? null : folder + cover
  for (let start = 0; start < entries.length; start += STATS_AT_ONCE) {
    options.signal.throwIfAborted()
    const some = entries.slice(start, start + STATS_AT_ONCE)
    const looked = await Promise.all(some.map((entry) => look(options, folder, entry, coverPath)))
    for (const [index, entry] of some.entries()) {
      if (entry.kind === 'folder' && entry.isText)
        yield* walkFolder(options, `${folder}${entry.name}/`, depth + 1)
      const found = looked[index]
      if (found) yield found
    }
  }
}

type Entry = {
  readonly name: string
  readonly isText: boolean
  readonly kind: 'file' | 'folder' | 'link'
}

/** Sorted as their paths will be: a folder counts with its slash. Hidden names and doubles are left out. */
async function ordered(
  root: string,
  folder: string,
  listed: readonly Dirent<Buffer>[],
): Promise<readonly Entry[]> {
  const entries: (Entry & { readonly key: Buffer })[] = []
  for (const dirent of listed) {
    const name = dirent.name.toString('utf8')
    if (name.startsWith('.')) continue
    const kind = await kindOf(root, folder, dirent)
    if (kind === null) continue
    const key = Buffer.from(kind === 'folder' ? `${name}/` : name)
    entries.push({ name, isText: Buffer.from(name).equals(dirent.name), kind, key })
  }
  entries.sort((one, other) => Buffer.compare(one.key, other.key))
  return entries.filter(
    (entry, index) => index === 0 || !entry.key.equals(entries[index - 1]?.key ?? entry.key),
  )
}

async function kindOf(root: string, folder: string, dirent: Dirent<Buffer>): Promise<Entry['kind'] | null> {
  if (dirent.isDirectory()) return 'folder'
  if (dirent.isFile()) return 'file'
  if (dirent.isSymbolicLink()) return 'link'
  if (dirent.isFIFO() || dirent.isSocket() || dirent.isBlockDevice() || dirent.isCharacterDevice())
    return null
  // Some file systems do not say what their entries are.
  const path = Buffer.concat([Buffer.from(join(root, folder) + sep), dirent.name])
  const found = await lstat(path).catch(() => null)
  if (found?.isDirectory()) return 'folder'
  if (found?.isSymbolicLink()) return 'link'
  return found?.isFile() ? 'file' : null
}

async function look(
  options: WalkOptions,
  folder: string,
  entry: Entry,
  coverPath: string | null,
): Promise<Walked | null> {
  const path = folder + entry.name
  if (!entry.isText) {
    if (entry.kind === 'folder') return problem(`${path}/`, 'file.name-not-text')
    return isAudio(entry.name) ? problem(path, 'file.name-not-text') : null
  }
  if (entry.kind === 'link') return lookAtLink(options.root, path)
  if (entry.kind !== 'file' || !isAudio(entry.name)) return null
  if (!options.measure) return { kind: 'file', path, sizeBytes: 0, mtimeMs: 0, coverPath }
  try {
    const { size, mtimeMs } = await stat(join(options.root, path))
    return { kind: 'file', path, sizeBytes: size, mtimeMs: Math.round(mtimeMs), coverPath }
  } catch {
    // Gone since the folder was listed, or not ours to look at: the reader says which.
    return { kind: 'file', path, sizeBytes: 0, mtimeMs: 0, coverPath }
  }
}

async function lookAtLink(root: string, path: string): Promise<WalkedProblem | null> {
  try {
    const target = await realpath(join(root, path))
    if (target === root || target.startsWith(root + sep)) return null
    const found = await stat(target)
    const matters = found.isDirectory() || (found.isFile() && isAudio(path))
    return matters ? problem(path, 'link.outside') : null
  } catch {
    return null
  }
}

function problem(path: string, code: ScanProblemCode): WalkedProblem {
  return { kind: 'problem', path, sizeBytes: 0, mtimeMs: 0, code }
}

function isAudio(name: string): boolean {
  return AUDIO_EXTENSIONS.has(extname(name).toLowerCase())
}

function coverOf(entries: readonly Entry[]): string | null {
  let best: { readonly name: string; readonly rank: number } | null = null
  for (const { name, kind, isText } of entries) {
    const extension = extname(name)
    if (kind !== 'file' || !isText || !COVER_EXTENSIONS.has(extension.toLowerCase())) continue
    const rank = COVER_NAMES.indexOf(name.slice(0, -extension.length).toLowerCase())
    if (rank >= 0 && (best === null || rank < best.rank)) best = { name, rank }
  }
  return best?.name ?? null
}
