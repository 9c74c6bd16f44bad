import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { LoopTimes } from '#jobs/agents'
import { agentNetworks, listed, metricsFor, origin, proxy, publicUrl } from './addresses.ts'
import { ARTWORK_SETTINGS, type ArtworkConfig, artworkConfig } from './artwork-settings.ts'
import { DISCOVERY_SETTINGS, type DiscoveryConfig, discoveryConfig } from './discovery-settings.ts'
import { DISPLAY_SETTINGS, type DisplayConfig, displayConfig } from './display-settings.ts'
import { DOWNLOAD_SETTINGS, type DownloadConfig, downloadConfig } from './download-settings.ts'
import { LOG_SETTINGS, type LogConfig, logConfig } from './log-settings.ts'
import { musicFolders } from './music-folders.ts'
import { PLAYLIST_SETTINGS, type PlaylistConfig, playlistConfig } from './playlist-settings.ts'
import { type Server, server } from './servers.ts'
import { SIGN_ON_SETTINGS, type SignOnConfig, signOnConfig } from './sign-on-settings.ts'
import { TLS_SETTINGS, type TlsConfig, tlsConfig } from './tls-settings.ts'
import { UPLOAD_SETTINGS, type UploadConfig, uploadConfig } from './upload-settings.ts'
import { UsageError } from './usage-error.ts'

export { UsageError }

export interface Config
  extends UploadConfig,
    PlaylistConfig,
    DownloadConfig,
    DiscoveryConfig,
    ArtworkConfig,
    DisplayConfig,
    LogConfig {
  readonly host: string
  readonly port: number
  readonly dataDir: string
  /** Null: the hub makes its own few tunes. */
  readonly musicDir: string | null
  /** Music that lies elsewhere. */
  readonly moreMusicDirs?: readonly string[]
  readonly owner: { readonly username: string; readonly password: string } | null
  /** Host names that the hub answers to, beside addresses and `localhost`. */
  readonly hostNames: readonly string[]
  /** Where people reach the hub from everywhere: an origin. Missing: where they asked. */
  readonly publicUrl?: string
  /** Origins of other pages that may act with a visitor's cookie. */
  readonly origins?: readonly string[]
  /** Addresses or networks of the proxies in front, whose word on the client's address is taken. */
  readonly proxies?: readonly string[]
  /** Postgres, for many workers; missing: SQLite in the data folder, and this process alone. */
  readonly database?: Server
  /** The bell between workers; without it they look at the log once a second. */
  readonly redis?: Server
  /** Where Nginx has the music, so that it sends the bytes: its internal location, such as `/internal/`. */
  readonly accel?: string
  /** The hub speaks TLS itself. */
  readonly tls?: TlsConfig
  /** Networks in which agents may be called; missing: the private ones that this machine stands in. */
  readonly agentNetworks?: readonly string[]
  /** How long the loops of agents take; missing: the usual times. Shorter only in trials. */
  readonly agentTimes?: Partial<LoopTimes>
  /** Ways to sign in beside the password. */
  readonly signOn?: SignOnConfig
  /** `off` takes the limits on requests per minute away: for measuring, never for a network. */
  readonly limits: 'usual' | 'off'
  /** So many households are scanned at once; missing: `SCANS_AT_ONCE`. */
  readonly scansAtOnce?: number
  /** So much of what was converted for speakers is kept on disk; missing: `TRANSCODE_BYTES`. */
  readonly transcodeBytes?: number
  /** The hub's machine is a loudspeaker as well. */
  readonly withAgent?: boolean
  /** How long a ticket outlives the last contact of its device; missing: the usual time. Shorter only in trials. */
  readonly ticketWindowMs?: number
  /** Addresses and networks that may read the figures without a credential; null: there are none. */
  readonly metricsFor?: readonly string[] | null
}

/** While the first scan of a large collection runs for hours, others still have a place for their short ones. */
export const SCANS_AT_ONCE = 2
const MAX_SCANS_AT_ONCE = 64
/** IPv4 as well, wherever the machine has both. */
export const EVERY_NETWORK = '::'

const GIB = 1024 ** 3
/** Some hundred tracks in FLAC. */
export const TRANSCODE_BYTES = 4 * GIB
const MAX_TRANSCODE_GIB = 10_000

interface Setting {
  readonly flag: string
  readonly env: string
  readonly value: string
  readonly help: string
}

const SETTINGS: readonly Setting[] = [
  {
    flag: 'music',
    env: 'BATON_MUSIC',
    value: 'DIR',
    help: 'folder with your music, may be repeated (default: a few demo tunes)',
  },
  {
    flag: 'data',
    env: 'BATON_DATA',
    value: 'DIR',
    help: 'where the hub keeps everything (default: ~/.baton)',
  },
  ...UPLOAD_SETTINGS,
  ...PLAYLIST_SETTINGS,
  ...DOWNLOAD_SETTINGS,
  { flag: 'port', env: 'BATON_PORT', value: 'N', help: 'port to listen on, 0 for any (default: 4040)' },
  {
    flag: 'host',
    env: 'BATON_HOST',
    value: 'H',
    help: 'address to listen on (default: every network, IPv6 and IPv4)',
  },
  ...TLS_SETTINGS,
  ...DISCOVERY_SETTINGS,
  ...DISPLAY_SETTINGS,
  ...ARTWORK_SETTINGS,
  {
    flag: 'public-url',
    env: 'BATON_PUBLIC_URL',
    value: 'URL',
    help: 'address by which the hub is reached from everywhere, such as https://music.example.org',
  },
  { flag: 'names', env: 'BATON_NAMES', value: 'A,B', help: 'further host names that the hub answers to' },
  {
    flag: 'proxies',
    env: 'BATON_PROXIES',
    value: 'A,B',
    help: 'addresses or networks of trusted proxies in front of the hub',
  },
  {
    flag: 'origins',
    env: 'BATON_ORIGINS',
    value: 'A,B',
    help: 'origins of other pages that may use a cookie of the hub',
  },
  ...SIGN_ON_SETTINGS,
  {
    flag: 'database',
    env: 'BATON_DATABASE',
    value: 'URL',
    help: 'postgres://..., for many workers (default: SQLite in the data folder)',
  },
  {
    flag: 'database-ca',
    env: 'BATON_DATABASE_CA',
    value: 'FILE',
    help: 'certificate that the database must be signed with',
  },
  {
    flag: 'redis',
    env: 'BATON_REDIS',
    value: 'URL',
    help: 'redis://... or rediss://..., wakes the other workers',
  },
  {
    flag: 'redis-ca',
    env: 'BATON_REDIS_CA',
    value: 'FILE',
    help: 'certificate that Redis must be signed with',
  },
  {
    flag: 'accel',
    env: 'BATON_ACCEL',
    value: 'PATH',
    help: 'internal location of an Nginx in front that sends the music, such as /internal/',
  },
  {
    flag: 'agent-networks',
    env: 'BATON_AGENT_NETWORKS',
    value: 'A,B',
    help: 'networks in which the hub may call loudspeakers (default: its own private ones)',
  },
  {
    flag: 'scans',
    env: 'BATON_SCANS',
    value: 'N',
    help: `households whose music is scanned at once (default: ${SCANS_AT_ONCE})`,
  },
  {
    flag: 'transcodes',
    env: 'BATON_TRANSCODES',
    value: 'GIB',
    help: `disk space for tracks converted for speakers, in GiB (default: ${TRANSCODE_BYTES / GIB})`,
  },
  ...LOG_SETTINGS,
  {
    flag: 'metrics',
    env: 'BATON_METRICS',
    value: 'WHO',
    help: 'who may read /metrics: local, owner, addresses A,B, or off (default: local)',
  },
  {
    flag: 'limits',
    env: 'BATON_LIMITS',
    value: 'HOW',
    help: 'requests per minute: usual, or off to measure (default: usual)',
  },
]

export function helpText(): string {
  const rows = SETTINGS.map(
    ({ flag, env, value, help }) => `  ${`--${flag} ${value}`.padEnd(24)} ${env.padEnd(23)} ${help}`,
  )
  return [
    'Baton: one hub, every screen controls it, one speaker sounds.',
    '',
    'npm start -- [options]        each option is also an environment variable',
    '',
    ...rows,
    `  ${'--with-agent'.padEnd(48)} this machine is a loudspeaker as well, with mpv`,
    `  ${'--help'.padEnd(48)} this text`,
    '',
    '  BATON_OWNER and BATON_OWNER_PASSWORD create the owner at a first start without a browser.',
    '  BATON_OIDC_CLIENT_SECRET is what the hub proves itself with to the provider of single sign-on.',
    '',
    'npm run baton -- backup | restore | export | import | migrate [--help]     copies of a hub',
    'npm run baton -- mqtt config DIR [--help]     files for a Mosquitto beside the hub',
    '',
  ].join('\n')
}

/** The settings of one start, checked. Flags win over the environment. Null: only the help text was asked for. */
export function readConfig(args: readonly string[], env: NodeJS.ProcessEnv): Config | null {
  const values = flags(args)
  if (values.help) return null
  const given = (flag: string) => {
    const setting = SETTINGS.find((candidate) => candidate.flag === flag) as Setting
    const value = values[flag] ?? env[setting.env]
    return typeof value === 'string' && value !== '' ? value : undefined
  }
  const [musicDir, ...moreMusicDirs] = musicFolders(values.music, env.BATON_MUSIC)
  const database = server(
    'database',
    /^postgres(ql)?:$/,
    given('database'),
    given('database-ca'),
    'postgres://user:password@host/baton',
  )
  const proxies = listed(given('proxies')).map(proxy)
  const redis = server(
    'redis',
    /^rediss?:$/,
    given('redis'),
    given('redis-ca'),
    'rediss://user:password@host:6379',
  )
  if (redis && !database)
    throw new UsageError('--redis is for many workers, and these need --database as well.')
  const withAgent = values['with-agent'] === true
  if (withAgent && database)
    throw new UsageError('--with-agent is for a hub of one process, without --database.')
  if (withAgent && (given('tls') ?? given('tls-cert')) !== undefined)
    throw new UsageError('--with-agent does not go with TLS: the agent reaches the hub without it.')
  return {
    host: given('host') ?? EVERY_NETWORK,
    port: port(given('port') ?? '4040'),
    dataDir: resolve(given('data') ?? join(homedir(), '.baton')),
    musicDir: musicDir ?? null,
    ...(moreMusicDirs.length > 0 && { moreMusicDirs }),
    ...playlistConfig(given),
    ...uploadConfig(given, [musicDir, ...moreMusicDirs]),
    ...downloadConfig(given),
    owner: owner(env),
    hostNames: listed(given('names')),
    origins: listed(given('origins')).map((text) => origin('origins', text)),
    ...publicUrl(given('public-url')),
    proxies,
    signOn: signOnConfig(given, env.BATON_OIDC_CLIENT_SECRET, proxies),
    ...(database && { database }),
    ...(redis && { redis }),
    ...accel(given('accel')),
    ...tlsConfig(given),
    ...discoveryConfig(given),
    ...displayConfig(given),
    ...artworkConfig(given),
    ...agentNetworks(given('agent-networks')),
    scansAtOnce: scansAtOnce(given('scans')),
    transcodeBytes: transcodeBytes(given('transcodes')),
    withAgent,
    ...logConfig(given('log') ?? 'info'),
    limits: limits(given('limits') ?? 'usual'),
    metricsFor: metricsFor(given('metrics') ?? 'local'),
  }
}

type Flag = string | boolean | readonly (string | boolean)[] | undefined

function flags(args: readonly string[]): Record<string, Flag> {
  const options = Object.fromEntries(
    SETTINGS.map(({ flag }) => [flag, { type: 'string' as const, multiple: flag === 'music' }]),
  )
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { ...options, 'with-agent': { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
    })
    return values
  } catch (error) {
    const [sentence] = (error as Error).message.split(/[.\n]/)
    throw new UsageError(`${sentence}. See --help.`)
  }
}

function port(text: string): number {
  const value = Number(text)
  if (!/^\d{1,5}$/.test(text) || value > 65_535)
    throw new UsageError(`--port takes a number from 0 to 65535, not "${text}".`)
  return value
}

function owner(env: NodeJS.ProcessEnv): Config['owner'] {
  const { BATON_OWNER: username, BATON_OWNER_PASSWORD: password } = env
  if (!username && !password) return null
  if (!username || !password) throw new UsageError('BATON_OWNER and BATON_OWNER_PASSWORD go together.')
  return { username, password }
}

function accel(path: string | undefined): Pick<Config, 'accel'> {
  if (path === undefined) return {}
  if (/^(\/[\w.-]+)+\/$/.test(path)) return { accel: path }
  throw new UsageError(`--accel takes the path of a location such as /internal/, not "${path}".`)
}

function transcodeBytes(text = String(TRANSCODE_BYTES / GIB)): number {
  const value = Number(text)
  if (/^\d{1,5}(\.\d{1,3})?$/.test(text) && value > 0 && value <= MAX_TRANSCODE_GIB) return value * GIB
  throw new UsageError(
    `--transcodes takes a number of GiB from 0.001 to ${MAX_TRANSCODE_GIB}, not "${text}".`,
  )
}

function scansAtOnce(text = String(SCANS_AT_ONCE)): number {
  const value = Number(text)
  if (/^\d{1,2}$/.test(text) && value >= 1 && value <= MAX_SCANS_AT_ONCE) return value
  throw new UsageError(`--scans takes a number from 1 to ${MAX_SCANS_AT_ONCE}, not "${text}".`)
}

function limits(text: string): Config['limits'] {
  if (text === 'usual' || text === 'off') return text
  throw new UsageError(`--limits takes usual or off, not "${text}".`)
}
