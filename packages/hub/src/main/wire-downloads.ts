import type { Clock, RunningEngine, Store } from '#engine'
import { DOWNLOADS_AT_ONCE, type DownloadParts, downloads, downloadTools } from '#jobs/downloads'
import type { Config } from './config/config.ts'
import { downloadRecords } from './download-records.ts'

interface Wires extends Pick<DownloadParts, 'uploads' | 'folder' | 'leases' | 'onFailure'> {
  readonly config: Config
  readonly engine: RunningEngine
  readonly store: Store
  readonly clock: Clock
}

/** Downloads as the settings want them. */
export function wireDownloads({ config, engine, store, clock, ...others }: Wires) {
  return downloads({
    ...others,
    engine,
    records: downloadRecords(engine, store),
    tools: downloadTools({
      programs: { ytDlp: config.ytDlp ?? 'yt-dlp', ffmpeg: 'ffmpeg', ffprobe: 'ffprobe' },
      networks: config.downloadNetworks ?? [],
      clock,
    }),
    atOnce: config.downloadsAtOnce ?? DOWNLOADS_AT_ONCE,
    hosts: config.downloadHosts ?? null,
    clock,
  })
}
