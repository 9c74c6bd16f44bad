import type { Clock } from '#engine'
import { checkingProxy } from '../proxy/checking-proxy.ts'
import { reachableAddresses } from '../proxy/public-addresses.ts'
import { fetchMedia, type MediaFetch } from './fetch-media.ts'
import { type FileToMake, makeFile } from './make-file.ts'
import { type Programs, type ProgramsFound, programsLooker } from './programs.ts'

/** What downloads are done by. Each rejects with a code, or with the signal's reason. */
export interface DownloadTools extends AsyncDisposable {
  look(signal: AbortSignal): Promise<ProgramsFound>
  /** Resolves with the path of what is behind the address, in the folder that was named. */
  fetch(media: Omit<MediaFetch, 'program' | 'proxy'>, signal: AbortSignal): Promise<string>
  /** Resolves with the path of the file, in the same folder. */
  make(file: Omit<FileToMake, 'programs'>, signal: AbortSignal): Promise<string>
}

/** By yt-dlp and ffmpeg. `networks`: what may be reached beside public addresses. */
export function downloadTools({
  programs,
  networks,
  clock,
}: {
  readonly programs: Programs
  readonly networks: readonly string[]
  readonly clock: Pick<Clock, 'monotonicMs'>
}): DownloadTools {
  const proxy = checkingProxy({ mayBeReached: reachableAddresses(networks) })
  return {
    look: programsLooker(programs, clock),
    fetch: (media, signal) => fetchMedia({ ...media, program: programs.ytDlp, proxy }, signal),
    make: (file, signal) => makeFile({ ...file, programs }, signal),
    [Symbol.asyncDispose]: () => proxy[Symbol.asyncDispose](),
  }
}
