import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import type { OpenTrackFile, TrackContent, Transcodes, WantedTranscode } from '@baton/hub/engine'
import { type TranscodeOptions, trackTranscodes } from '@baton/hub/jobs/transcode'
import { trackFiles } from '@baton/hub/stores/files'
import type { HouseholdId, TrackId } from '@baton/protocol'

export const HOME = 'home' as HouseholdId
const KINDS = {
  aiff: ['audio/aiff', 'pcm'],
  m4a: ['audio/mp4', 'alac'],
  wv: ['audio/x-wavpack', 'wavpack'],
  mka: ['audio/x-matroska', 'flac'],
  flac: ['audio/flac', 'flac'],
  wma: ['audio/x-ms-wma', 'wma'],
  aac: ['audio/aac', 'aac'],
  dsf: ['audio/x-dsf', 'dsd'],
  dff: ['audio/x-dff', 'dsd'],
} as const

/** A music folder, and a folder in which what ffmpeg makes of it is kept. */
export async function transcodeWorld() {
  const folder = await mkdtemp(join(tmpdir(), 'baton-transcodes-'))
  const music = join(folder, 'music')
  const kept = join(folder, 'kept')
  await mkdir(music)
  await mkdir(kept)
  const started: AsyncDisposable[] = []
  const failures: unknown[] = []
  const start = (options: Partial<TranscodeOptions> = {}) => {
    const transcodes = trackTranscodes({
      files: trackFiles(),
      folder: kept,
      maxBytes: 1_000_000_000,
      onFailure: (error) => failures.push(error),
      ...options,
    })
    started.push(transcodes)
    return transcodes
  }
  const wanted = (
    name: string,
    target: WantedTranscode['target'],
    more: Partial<TrackContent> = {},
    startMs = 0,
  ): WantedTranscode => {
    const [mime, codec] = KINDS[name.slice(name.lastIndexOf('.') + 1) as keyof typeof KINDS] ?? KINDS.flac
    const content: TrackContent = {
      trackId: name as TrackId,
      folderPath: music,
      path: name,
      mime,
      codec,
      missing: false,
      part: null,
      sampleHash: name,
      sizeBytes: 1,
      durationMs: 1_000,
      ...more,
    }
    return { householdId: HOME, content, target, startMs }
  }
  const script = async (name: string, text: string) => {
    const path = join(folder, name)
    await writeFile(path, `#!/bin/sh\n${text}\n`)
    await chmod(path, 0o700)
    return path
  }
  const linesOf = async (path: string) =>
    (await readFile(path, 'utf8').catch(() => '')).split('\n').filter(Boolean)
  const pathOf = async ({ etag }: OpenTrackFile) => {
    const key = /"(\w+)-/.exec(etag)?.[1]
    const names = await readdir(kept, { recursive: true })
    const name = names.find((one) => key !== undefined && basename(one).startsWith(key))
    return join(kept, name ?? assert.fail(`${etag} is not kept`))
  }
  const usual = start()
  const made = async (...what: Parameters<typeof wanted>) => {
    const file = await open(usual, wanted(...what))
    const path = await pathOf(file)
    await file.close()
    return { path }
  }
  return {
    folder,
    music,
    kept,
    start,
    wanted,
    made,
    drafts: async () => (await readdir(kept)).filter((name) => name.endsWith('.part')),
    async keptFiles() {
      const found = await readdir(kept, { recursive: true, withFileTypes: true })
      return found
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
        .sort()
    },
    /** As if they had been used so many days ago. */
    async usedAgo(days: Readonly<Record<string, number>>) {
      for (const [name, ago] of Object.entries(days)) {
        const { path } = await made(name, 'flac')
        await utimes(path, new Date(Date.now() - ago * 86_400_000), (await stat(path)).mtime)
      }
    },
    /** The real ffmpeg; how often it ran is counted. */
    async countingProgram() {
      const log = join(folder, `runs-${randomUUID()}`)
      const path = await script(`counting-${randomUUID()}`, `echo run >> ${log}\nexec ffmpeg "$@"`)
      return { path, runs: async () => (await linesOf(log)).length }
    },
    /** Says that it runs, and waits until it is let go: then it is ffmpeg. */
    async waitingProgram() {
      const [log, gate] = [join(folder, 'pids'), join(folder, 'gate')]
      const wait = `echo $$ >> ${log}\nwhile [ ! -e ${gate} ]; do sleep 0.02; done`
      const path = await script('waiting', `${wait}\nexec ffmpeg "$@"`)
      return { path, pids: () => linesOf(log), letGo: () => writeFile(gate, '') }
    },
    async [Symbol.asyncDispose]() {
      for (const transcodes of started) await transcodes[Symbol.asyncDispose]()
      await rm(folder, { recursive: true, force: true })
      assert.deepEqual(failures, [])
    },
  }
}

export async function open(transcodes: Transcodes, wanted: WantedTranscode): Promise<OpenTrackFile> {
  const file = await transcodes.open(wanted, never())
  assert.ok(file)
  return file
}

export function never(): AbortSignal {
  return new AbortController().signal
}
