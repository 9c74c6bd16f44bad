import { type FSWatcher, readdirSync, statSync, watch } from 'node:fs'
import { basename, extname, join } from 'node:path'
import { workerData } from 'node:worker_threads'
import { AUDIO_FORMATS } from '#engine/audio-formats'
import { publish } from '#threads/inside'
import { COVER_EXTENSIONS } from '../covers/folder-pictures.ts'
import { isPassedOver } from '../walk/passed-over.ts'
import { LIST_EXTENSIONS } from '../walk/walk.ts'
import type { WatchMessage } from './watch-folder.ts'

const MAX_WATCHED = 40_000
const MAX_DEPTH = 32
/** Changes that never end are told all the same. */
const MAX_DELAY_MS = 20_000
/** More than this is told as the whole. */
const MAX_CHANGED = 200
/** What has one of these names is a file; else it may be a folder. */
const FILE_ENDINGS = new Set([
  ...AUDIO_FORMATS.flatMap(({ extensions }) => extensions),
  ...COVER_EXTENSIONS,
  ...LIST_EXTENSIONS,
  ...['.lrc', '.part', '.tmp', '.txt', '.log', '.cue', '.pdf'],
])

const { root, quietMs } = workerData as { readonly root: string; readonly quietMs: number }
/** By path; the number tells a folder from another that has taken its name. */
const watchers = new Map<string, { readonly watcher: FSWatcher; readonly inode: bigint }>()
const changed = new Set<string>()
let quiet: NodeJS.Timeout | null = null
let latest: NodeJS.Timeout | null = null
let isPartial = false

tree('', 0)

/** Watches a folder and what lies below it. Links are not followed. */
function tree(folder: string, depth: number): void {
  if (depth > MAX_DEPTH || !watchOne(folder)) return
  try {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      if (entry.isDirectory() && !isPassedOver(entry.name)) tree(below(folder, entry.name), depth + 1)
    }
  } catch {
    // Gone again, or not ours to read: the scan says so.
  }
}

function watchOne(folder: string): boolean {
  const inode = inodeOf(folder)
  const known = watchers.get(folder)
  if (known && known.inode === inode) return true
  if (known) forget(folder)
  if (inode === null) return false
  if (watchers.size >= MAX_WATCHED) return partial()
  try {
    const watcher = watch(join(root, folder), (event, name) => {
      if (event === 'rename' && name === basename(join(root, folder))) ended(folder)
      noticed(folder, name)
    })
    watcher.on('error', () => watchers.get(folder)?.watcher === watcher && forget(folder))
    watchers.set(folder, { watcher, inode })
    return true
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    return code === 'ENOSPC' || code === 'EMFILE' ? partial() : false
  }
}

/**
 * A folder tells its own end under its own name, and nothing after that. The one that has its place by now may have the
 * same number: file systems give it away again at once.
 */
function ended(folder: string): void {
  forget(folder)
  if (isFolder(folder)) tree(folder, folder === '' ? 0 : folder.split('/').length)
}

function noticed(folder: string, name: string | null): void {
  if (folder === '' && !isFolder('')) process.exit(0)
  if (name !== null && isPassedOver(name)) return
  const isFile = name === null || FILE_ENDINGS.has(extname(name).toLowerCase())
  const place = isFile ? folder : below(folder, name)
  if (!isFile && isFolder(place)) tree(place, place.split('/').length)
  if (!isFolder(folder)) forget(folder)
  changed.add(place)
  if (quiet) clearTimeout(quiet)
  quiet = setTimeout(tell, quietMs)
  latest ??= setTimeout(tell, Math.max(MAX_DELAY_MS, quietMs))
}

function tell(): void {
  if (quiet) clearTimeout(quiet)
  if (latest) clearTimeout(latest)
  quiet = null
  latest = null
  const folders = changed.size > MAX_CHANGED ? [''] : [...changed]
  changed.clear()
  // What was made before its folder was watched is found now.
  for (const folder of folders) if (folder !== '' && isFolder(folder)) tree(folder, folder.split('/').length)
  publish({ changed: folders } satisfies WatchMessage)
}

function partial(): boolean {
  if (!isPartial) publish({ partial: watchers.size } satisfies WatchMessage)
  isPartial = true
  return false
}

function forget(folder: string): void {
  watchers.get(folder)?.watcher.close()
  watchers.delete(folder)
}

/** Null where no folder is. */
function inodeOf(folder: string): bigint | null {
  const found = statSync(join(root, folder), { throwIfNoEntry: false, bigint: true })
  return found?.isDirectory() ? found.ino : null
}

function isFolder(folder: string): boolean {
  return statSync(join(root, folder), { throwIfNoEntry: false })?.isDirectory() ?? false
}

function below(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`
}
