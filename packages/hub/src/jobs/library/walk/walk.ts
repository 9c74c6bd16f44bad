// Walks a music folder in byte order of the UTF-8 paths, the order in which the library gives what it knows, so that
// the two can be compared while both are read once. Links are never followed, so a walk always ends. It waits for the
// disk, and so runs in a thread of its own (walk-in-thread.ts).
import { accessSync, constants, type Dirent, lstatSync, readdirSync, realpathSync, statSync } from 'node:fs'
import { extname, join, sep } from 'node:path'
import type { ScanProblemCode } from '@baton/protocol'
import { formatByExtension } from '#engine/audio-formats'
import { albumFolder } from '#engine/disc-folders'
import { coverNamesIn } from '../covers/folder-pictures.ts'
import { type FolderSheets, isCueSheet, type SheetBeside, sheetsIn } from '../cue/sheets-in-folder.ts'
import { isPassedOver } from './passed-over.ts'

const MAX_DEPTH = 32
const MAX_FOLDER_PATH_BYTES = 900

export type WalkOptions = {
  /** Absolute, without links. */
  readonly root: string
  /** Only what lies below this folder; empty for everything. */
  readonly under: string
  /** What lies before this path may be left out. */
  readonly from: string
}

export type Walked = WalkedFile | WalkedProblem | WalkedList

export type WalkedFile = {
  readonly kind: 'file'
  readonly path: string
  readonly sizeBytes: number
  readonly mtimeMs: number
  /** When anything about it changed last, its tags with their time kept among it; null where nobody says so. */
  readonly ctimeMs: number | null
  /** A picture in the same folder that looks like its cover. */
  readonly coverPath: string | null
  /** Of the picture and of the sheet: another one when one of them is. */
  readonly besideStamp: string | null
  /** The cue sheet beside it that divides it; missing: there is none. */
  readonly cuePath?: string
  /** It lies on another disk than the music folder itself, which is mounted somewhere below it. */
  readonly isOnOtherDisk?: true
}

/** A list of tracks of another program. */
export type WalkedList = {
  readonly kind: 'list'
  readonly path: string
  readonly sizeBytes: number
  readonly mtimeMs: number
}

/** Something that should be listed. Folders end in a slash. */
export type WalkedProblem = {
  readonly kind: 'problem'
  readonly path: string
  readonly sizeBytes: number
  readonly mtimeMs: number
  readonly code: ScanProblemCode
}

/** What lies in it is not known: there may be music. Links are none, since no music is looked for behind them. */
export function isUnseenFolder(walked: Walked): boolean {
  return walked.kind === 'problem' && walked.path.endsWith('/')
}

/** Throws when the root itself cannot be read. */
export function* walk({ root, under, from }: WalkOptions): Generator<Walked> {
  accessSync(root, constants.R_OK | constants.X_OK)
  const disk: Disk = { root, device: statSync(root).dev }
  const start = Buffer.from(from)
  if (under === '') yield* walkFolder(disk, '', 0, start, NO_COVER)
  else if (isHidden(root, under)) yield problem(`${under}/`, 'folder.unreadable')
  else if (isFolderInside(root, under))
    yield* walkFolder(disk, `${under}/`, under.split('/').length, start, coverAround(root, under))
}

/** Nobody may look into a folder on the way to it, or the disk does not answer. */
function isHidden(root: string, under: string): boolean {
  try {
    lstatSync(join(root, under))
    return false
  } catch (error) {
    return !isGone(error)
  }
}

/** What is not there is no folder that cannot be read: it went since somebody told of it. */
function isGone(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : null
  return code === 'ENOENT' || code === 'ENOTDIR'
}

/** The music folder, and what it lies on. */
type Disk = { readonly root: string; readonly device: number }

/** No link on the way, nothing passed over, nothing outside. */
function isFolderInside(root: string, under: string): boolean {
  if (under.split('/').some((name) => name === '' || isPassedOver(name))) return false
  try {
    const place = join(root, under)
    return realpathSync(place) === place && lstatSync(place).isDirectory()
  } catch {
    return false
  }
}

function* walkFolder(
  disk: Disk,
  folder: string,
  depth: number,
  start: Buffer,
  around: Cover,
): Generator<Walked> {
  if (isBefore(folder, start)) return
  const { root } = disk
  if (depth > MAX_DEPTH || Buffer.byteLength(folder) > MAX_FOLDER_PATH_BYTES) {
    yield problem(folder, 'folder.too-deep')
    return
  }
  let listed: Dirent<Buffer>[]
  try {
    // Whoever may list a folder and not enter it learns names and nothing of the files.
    statSync(`${join(root, folder, sep)}.`)
    listed = readdirSync(join(root, folder), { withFileTypes: true, encoding: 'buffer' })
  } catch (error) {
    if (folder === '') throw error
    if (isGone(error)) return
    yield problem(folder, 'folder.unreadable')
    return
  }
  const entries = ordered(root, folder, listed)
  const cover = coverIn(root, folder, entries, around)
  const sheets = cueSheetsIn(root, folder, entries)
  for (const entry of entries) {
    if (entry.kind === 'folder' && entry.isText)
      yield* walkFolder(disk, `${folder}${entry.name}/`, depth + 1, start, cover)
    const found = look(disk, folder, entry, cover, sheets)
    if (found) yield found
  }
}

/** All that is in the folder comes before it. */
function isBefore(folder: string, start: Buffer): boolean {
  const path = Buffer.from(folder)
  return Buffer.compare(path, start.subarray(0, path.length)) < 0
}

type Entry = {
  readonly name: string
  readonly isText: boolean
  readonly kind: 'file' | 'folder' | 'link'
}

/** Sorted as their paths will be: a folder counts with its slash. What is passed over and doubles are left out. */
function ordered(root: string, folder: string, listed: readonly Dirent<Buffer>[]): readonly Entry[] {
  const entries: (Entry & { readonly key: Buffer })[] = []
  for (const dirent of listed) {
    const name = dirent.name.toString('utf8')
    if (isPassedOver(name)) continue
    const kind = kindOf(root, folder, dirent)
    if (kind === null) continue
    const key = Buffer.from(kind === 'folder' ? `${name}/` : name)
    entries.push({ name, isText: Buffer.from(name).equals(dirent.name), kind, key })
  }
  entries.sort((one, other) => Buffer.compare(one.key, other.key))
  return entries.filter(
    (entry, index) => index === 0 || !entry.key.equals(entries[index - 1]?.key ?? entry.key),
  )
}

function kindOf(root: string, folder: string, dirent: Dirent<Buffer>): Entry['kind'] | null {
  if (dirent.isDirectory()) return 'folder'
  if (dirent.isFile()) return 'file'
  if (dirent.isSymbolicLink()) return 'link'
  if (dirent.isFIFO() || dirent.isSocket() || dirent.isBlockDevice() || dirent.isCharacterDevice())
    return null
  // Some file systems do not say what their entries are.
  const path = Buffer.concat([Buffer.from(join(root, folder) + sep), dirent.name])
  try {
    const found = lstatSync(path)
    if (found.isDirectory()) return 'folder'
    if (found.isSymbolicLink()) return 'link'
    return found.isFile() ? 'file' : null
  } catch {
    return null
  }
}

function look(disk: Disk, folder: string, entry: Entry, cover: Cover, sheets: FolderSheets): Walked | null {
  const { root } = disk
  const path = folder + entry.name
  if (!entry.isText) {
    if (entry.kind === 'folder') return problem(`${path}/`, 'file.name-not-text')
    return isAudio(entry.name) ? problem(path, 'file.name-not-text') : null
  }
  if (entry.kind === 'link') return lookAtLink(root, path)
  const useless = sheets.problems.get(entry.name)
  if (useless) return problem(path, useless)
  if (entry.kind === 'file' && isOtherMusic(entry.name)) return problem(path, 'file.format-not-played')
  if (entry.kind === 'file' && isList(entry.name)) return lookAtList(root, path)
  if (entry.kind !== 'file' || !isAudio(entry.name)) return null
  const beside = { ...cover, ...sheetBeside(folder, cover, sheets.of.get(entry.name)) }
  try {
    const { size, mtimeMs, ctimeMs, dev } = statSync(join(root, path))
    const times = { mtimeMs: Math.round(mtimeMs), ctimeMs: Math.round(ctimeMs) }
    const file = { kind: 'file', path, sizeBytes: size, ...times, ...beside } as const
    return dev !== disk.device && isMounted(disk, folder) ? { ...file, isOnOtherDisk: true } : file
  } catch {
    // Gone since the folder was listed, or not ours to look at: the reader says which.
    return { kind: 'file', path, sizeBytes: 0, mtimeMs: 0, ctimeMs: null, ...beside }
  }
}

/** Where layers make up a file system, files have numbers of their own; the folder that they lie in says where it is. */
function isMounted({ root, device }: Disk, folder: string): boolean {
  return statSync(join(root, folder)).dev !== device
}

function lookAtList(root: string, path: string): WalkedList | null {
  try {
    const { size, mtimeMs } = statSync(join(root, path))
    return { kind: 'list', path, sizeBytes: size, mtimeMs: Math.round(mtimeMs) }
  } catch {
    return null
  }
}

function lookAtLink(root: string, path: string): WalkedProblem | null {
  try {
    const target = realpathSync(join(root, path))
    if (target === root || target.startsWith(root + sep)) return null
    const found = statSync(target)
    const matters = found.isDirectory() || (found.isFile() && isAudio(path))
    return matters ? problem(path, 'link.outside') : null
  } catch {
    return null
  }
}

function problem(path: string, code: ScanProblemCode): WalkedProblem {
  return { kind: 'problem', path, sizeBytes: 0, mtimeMs: 0, code }
}

/** Music that the hub cannot read: it is listed, not passed over in silence. */
const OTHER_MUSIC: ReadonlySet<string> = new Set(
  [
    '.mp2 .mpga .ra .shn .spx .tak .tta .w64 .ofr .oma .weba .m4r .3ga .amr .caf .au .snd .ac3 .eac3 .dts',
    // Bound to a shop's own player.
    '.m4p .aa .aax',
    // Notes, not sound.
    '.mid .midi .kar .mod .xm .s3m',
  ].flatMap((names) => names.split(' ')),
)

function isOtherMusic(name: string): boolean {
  return OTHER_MUSIC.has(extname(name).toLowerCase())
}

export const LIST_EXTENSIONS: ReadonlySet<string> = new Set(['.m3u', '.m3u8', '.xspf', '.nsp'])

function isList(name: string): boolean {
  return LIST_EXTENSIONS.has(extname(name).toLowerCase())
}

export function isAudio(name: string): boolean {
  return formatByExtension(extname(name)) !== null
}

type Cover = Pick<WalkedFile, 'coverPath' | 'besideStamp'>

function cueSheetsIn(root: string, folder: string, entries: readonly Entry[]): FolderSheets {
  const names = entries.filter(({ kind, isText }) => kind === 'file' && isText).map(({ name }) => name)
  return sheetsIn(join(root, folder), names.filter(isCueSheet), names.filter(isAudio))
}

function sheetBeside(folder: string, { besideStamp }: Cover, sheet: SheetBeside | undefined) {
  if (!sheet) return null
  return { cuePath: folder + sheet.name, besideStamp: `${besideStamp ?? ''} ${sheet.name}:${sheet.stamp}` }
}

/** The folder's own, else that around it where it holds one disc of several. */
function coverIn(root: string, folder: string, entries: readonly Entry[], around: Cover): Cover {
  const names = entries.filter(({ kind, isText }) => kind === 'file' && isText).map(({ name }) => name)
  for (const name of coverNamesIn(names)) {
    const coverPath = folder + name
    try {
      const { size, mtimeMs } = statSync(join(root, coverPath))
      if (size > 0) return { coverPath, besideStamp: `${name}:${size}:${Math.round(mtimeMs)}` }
    } catch {
      // Gone since the folder was listed.
    }
  }
  return isDiscFolder(folder.slice(0, -1)) ? around : NO_COVER
}

function isDiscFolder(folder: string): boolean {
  const album = albumFolder(folder)
  return album !== folder && folder.startsWith(album === '' ? '' : `${album}/`)
}

/** Of the folder that this one lies in: the walk begins below it. */
function coverAround(root: string, under: string): Cover {
  if (!isDiscFolder(under)) return NO_COVER
  const above = under.slice(0, under.lastIndexOf('/') + 1)
  try {
    const listed = readdirSync(join(root, above), { withFileTypes: true, encoding: 'buffer' })
    return coverIn(root, above, ordered(root, above, listed), NO_COVER)
  } catch {
    return NO_COVER
  }
}

const NO_COVER: Cover = { coverPath: null, besideStamp: null }
