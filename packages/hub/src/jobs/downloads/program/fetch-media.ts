import { stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { BatonError, type DownloadTags } from '@baton/protocol'
import type { CheckingProxy } from '../proxy/checking-proxy.ts'
import { bounded } from './bounds.ts'
import { failureIn } from './failure.ts'
import { guarded } from './guard.ts'
import { runProgram } from './run-program.ts'
import { type Fetched, fileIn, progressIn, tagsIn, ytDlpOptions } from './yt-dlp-options.ts'

const WITHIN_MS = 4 * 3_600_000
const SILENT_AT_MOST_MS = 180_000
/** Beside the file itself: pages, pictures, lists of pieces. */
const BYTES_ASIDE = 64 * 1024 * 1024

export interface MediaFetch {
  readonly program: string
  readonly proxy: CheckingProxy
  readonly url: string
  /** Where it is kept. What is there of it by now is gone on with. */
  readonly folder: string
  readonly maxBytes: number
  readonly onTags: (tags: DownloadTags) => void
  readonly onProgress: (fetched: Fetched) => void
}

/** Resolves with the path of what is behind the address. Rejects with a code, or with the signal's reason. */
export async function fetchMedia(fetch: MediaFetch, signal: AbortSignal): Promise<string> {
  const { program, proxy, url, folder, maxBytes, onTags, onProgress } = fetch
  const tooLarge = new AbortController()
  using way = await proxy.open(maxBytes + BYTES_ASIDE, (why) => {
    if (why === 'too-large') tooLarge.abort(new BatonError('upload.too-large', { limit: maxBytes }))
  })
  let path: string | null = null
  const onLine = (line: string) => {
    const tags = tagsIn(line, url)
    if (tags) onTags(tags)
    const fetched = progressIn(line)
    if (fetched) onProgress(fetched)
    path = fileIn(line) ?? path
  }
  const words = ytDlpOptions({ url, proxy: way.url })
  const limits = { withinMs: WITHIN_MS, silentMs: SILENT_AT_MOST_MS }
  // One that cannot be guarded keeps to its proxy by itself: others are not let in.
  const largestFile = maxBytes + BYTES_ASIDE
  const command =
    (await guarded(program, way.url, words, largestFile)) ?? (await bounded({ program, words }, largestFile))
  const ended = await runProgram(
    { ...command, folder, ...limits, onLine },
    AbortSignal.any([signal, tooLarge.signal]),
  )
  if (ended.how === 'missing') throw new BatonError('download.no-program')
  const found = path === null ? null : join(folder, basename(path))
  if (ended.how === 'well' && found !== null && (await isFile(found))) return found
  if (way.barred === 'private-address') throw new BatonError('download.private-address')
  if (ended.how === 'too-slow') throw new BatonError('download.interrupted')
  const code = ended.how === 'well' ? 'download.unsupported' : failureIn(ended.said)
  throw new BatonError(code, code === 'upload.too-large' ? { limit: maxBytes } : undefined)
}

async function isFile(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => null)
  return found?.isFile() === true && found.size > 0
}
