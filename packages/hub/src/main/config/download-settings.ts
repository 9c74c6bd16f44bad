import { DOWNLOADS_AT_ONCE } from '#jobs/downloads'
import { listed, network } from './addresses.ts'
import { UsageError } from './usage-error.ts'

export interface DownloadConfig {
  /** So many downloads run at once; 0: the hub does not download; missing: the usual number. */
  readonly downloadsAtOnce?: number
  /** The program yt-dlp; missing: the one on the path. */
  readonly ytDlp?: string
  /** The only hosts at which downloads may begin, with what stands below them; missing: all. */
  readonly downloadHosts?: readonly string[]
  /** Networks that downloads may reach beside public addresses. */
  readonly downloadNetworks?: readonly string[]
}

const MOST_AT_ONCE = 16

export const DOWNLOAD_SETTINGS = [
  {
    flag: 'downloads',
    env: 'BATON_DOWNLOADS',
    value: 'N',
    help: `downloads that run at once, or off (default: ${DOWNLOADS_AT_ONCE})`,
  },
  {
    flag: 'download-hosts',
    env: 'BATON_DOWNLOAD_HOSTS',
    value: 'A,B',
    help: 'the only hosts at which downloads may begin (default: all)',
  },
  {
    flag: 'download-networks',
    env: 'BATON_DOWNLOAD_NETWORKS',
    value: 'A,B',
    help: 'networks that downloads may reach beside public addresses (default: none)',
  },
  {
    flag: 'yt-dlp',
    env: 'BATON_YT_DLP',
    value: 'FILE',
    help: 'the program that downloads (default: yt-dlp)',
  },
]

export function downloadConfig(given: (flag: string) => string | undefined): DownloadConfig {
  const hosts = given('download-hosts')
  const networks = given('download-networks')
  const ytDlp = given('yt-dlp')
  return {
    ...atOnce(given('downloads')),
    ...(hosts !== undefined && { downloadHosts: listed(hosts).map(host) }),
    ...(networks !== undefined && {
      downloadNetworks: listed(networks).map((text) => network('download-networks', text)),
    }),
    ...(ytDlp !== undefined && { ytDlp }),
  }
}

function atOnce(text: string | undefined): Pick<DownloadConfig, 'downloadsAtOnce'> {
  if (text === undefined) return {}
  if (text === 'off') return { downloadsAtOnce: 0 }
  const value = Number(text)
  if (/^\d{1,2}$/.test(text) && value >= 1 && value <= MOST_AT_ONCE) return { downloadsAtOnce: value }
  throw new UsageError(`--downloads takes off or a number from 1 to ${MOST_AT_ONCE}, not "${text}".`)
}

function host(text: string): string {
  if (/^[a-z0-9-]+(\.[a-z0-9-]+)*$/.test(text)) return text
  throw new UsageError(`--download-hosts takes names such as example.org, not "${text}".`)
}
