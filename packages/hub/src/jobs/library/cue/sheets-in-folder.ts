// Which music file of a folder is divided by which cue sheet beside it. Sheets are read with each walk: they are few,
// small, and another sheet makes another library of the same file.
import { createHash } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { extname, join, parse } from 'node:path'
import type { ScanProblemCode } from '@baton/protocol'
import { decodeText } from '../encodings/decode-text.ts'
import { type CueFile, type CueSheet, MAX_CUE_BYTES, readCueSheet } from './cue-sheet.ts'

/** Somebody who keeps more of them in one folder keeps a collection of sheets. */
const MAX_SHEETS = 100

export interface FolderSheets {
  /** By the name of the music file. */
  readonly of: ReadonlyMap<string, SheetBeside>
  /** By the name of the sheet: why it is of no use. */
  readonly problems: ReadonlyMap<string, ScanProblemCode>
}

export interface SheetBeside {
  readonly name: string
  /** Of its content. */
  readonly stamp: string
}

export const NO_SHEETS: FolderSheets = { of: new Map(), problems: new Map() }

export function isCueSheet(name: string): boolean {
  return extname(name).toLowerCase() === '.cue'
}

/** `sheets` and `music` are the names of what lies in `folder`. The first sheet that divides a file counts. */
export function sheetsIn(folder: string, sheets: readonly string[], music: readonly string[]): FolderSheets {
  if (sheets.length === 0) return NO_SHEETS
  const of = new Map<string, SheetBeside>()
  const problems = new Map<string, ScanProblemCode>()
  for (const name of sheets.slice(0, MAX_SHEETS)) {
    const found = sheetAt(join(folder, name))
    if (!found) {
      problems.set(name, 'cue.damaged')
      continue
    }
    const stamp = createHash('sha256').update(found.bytes).digest('base64url').slice(0, 16)
    for (const { file } of dividedBy(found.sheet, name, music)) {
      if (file === null) problems.set(name, 'cue.file-missing')
      else if (!of.has(file)) of.set(file, { name, stamp })
    }
  }
  return { of, problems }
}

/** Null where it cannot be read, is too large to be one, or is none. */
export function sheetAt(path: string): { readonly bytes: Buffer; readonly sheet: CueSheet } | null {
  const bytes = bytesAt(path)
  const sheet = bytes && readCueSheet(decodeText(bytes))
  return sheet && { bytes, sheet }
}

function bytesAt(path: string): Buffer | null {
  try {
    return statSync(path).size > MAX_CUE_BYTES ? null : readFileSync(path)
  } catch {
    return null
  }
}

/**
 * Which of these music files the sheet called `name` divides, and by what of it. Null: by this it would divide one that is
 * not among them. Where each track has a file of its own there is nothing to divide.
 */
export function dividedBy(
  { files }: CueSheet,
  name: string,
  music: readonly string[],
): readonly { readonly file: string | null; readonly by: CueFile }[] {
  const long = files.filter(({ tracks }) => tracks.length > 1)
  const own = long.length === 1 ? name : null
  return long.map((by) => ({ file: fileFor(by.name, own, music), by }))
}

/** The file of that name, else of that name in another format, else the one that is called like its only sheet. */
function fileFor(written: string, sheet: string | null, music: readonly string[]): string | null {
  const name = plain(written.slice(Math.max(written.lastIndexOf('/'), written.lastIndexOf('\\')) + 1))
  const stem = parse(name).name
  const own = sheet === null ? null : plain(parse(sheet).name)
  return (
    music.find((one) => plain(one) === name) ??
    onlyOne(music.filter((one) => plain(parse(one).name) === stem)) ??
    music.find((one) => plain(one) === own) ??
    onlyOne(music.filter((one) => plain(parse(one).name) === own))
  )
}

function plain(name: string): string {
  return name.normalize('NFC').toLowerCase()
}

function onlyOne(names: readonly string[]): string | null {
  return names.length === 1 ? (names[0] ?? null) : null
}
