import { homedir, hostname } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { LOG_LEVELS, type LogLevels, logLevelsIn } from '@baton/protocol'
import { hubAddress } from '../hub-address.ts'
import { LOG_CHANNELS, type LogChannel } from '../log/log.ts'
import type { ReplayGainMode } from '../mpv/replay-gain.ts'
import { AgentProblem } from '../problem.ts'
import { isTagSource } from '../tags/tag-source-of.ts'
import { urlOf } from '../url-of.ts'
import { bad } from './bad-value.ts'
import { type ListenAt, listenAt, networksOf } from './listen.ts'

export interface Settings {
  /** The address of the hub; null: the one that let this agent in before, else the one in this network. */
  readonly hub: string | null
  /** How it is called at first; later the hub's name for it counts. */
  readonly name: string
  readonly stateFolder: string
  readonly mpv: string
  /** mpv's name of the sound card; null: the machine's usual one. */
  readonly audioDevice: string | null
  readonly replayGain: ReplayGainMode
  /** `pcsc`, `evdev:` and a keyboard, or a device or pipe with a tag on each line; null: no tags are read. */
  readonly tagReader: string | null
  /** It is let in as a box of the household, with a session of its own. */
  readonly isBox: boolean
  /** Where the buttons of a box say what they do; null: it has none. */
  readonly buttonsPort: number | null
  /** Room for the music that a box keeps. */
  readonly keepBytes: number
  readonly log: LogLevels<LogChannel>
  /** Forgets who let it in before. */
  readonly pairAnew: boolean
  /** Ends when its standard input does: with whoever started it, however that ends. */
  readonly untilStdinEnds: boolean
  /** Where it waits to be called by the hub; null: it follows the hub. */
  readonly listen: ListenAt | null
  /** Addresses and networks from which it may be called, beside those of the hub. */
  readonly callers: readonly string[]
  /** Its own music folder; null: it has none. */
  readonly musicFolder: string | null
}

interface Setting {
  readonly flag: string
  readonly env: string
  readonly value: string
  readonly help: string
}

const SETTINGS = [
  {
    flag: 'hub',
    env: 'BATON_HUB',
    value: 'URL',
    help: 'address of the hub (default: the one it was paired with, else the one in this network)',
  },
  {
    flag: 'name',
    env: 'BATON_NAME',
    value: 'NAME',
    help: 'what the loudspeaker is called (default: this machine)',
  },
  {
    flag: 'state',
    env: 'BATON_AGENT_STATE',
    value: 'DIR',
    help: 'where it keeps its own (default: ~/.baton-agent)',
  },
  { flag: 'mpv', env: 'BATON_MPV', value: 'FILE', help: 'the mpv program (default: mpv)' },
  {
    flag: 'audio-device',
    env: 'BATON_AUDIO_DEVICE',
    value: 'NAME',
    help: 'sound card, as `mpv --audio-device=help` names it',
  },
  {
    flag: 'replaygain',
    env: 'BATON_REPLAYGAIN',
    value: 'HOW',
    help: 'auto, track, album or off (default: auto)',
  },
  {
    flag: 'listen',
    env: 'BATON_LISTEN',
    value: '[HOST:]PORT',
    help: 'does not follow the hub, but waits here to be called by it',
  },
  {
    flag: 'callers',
    env: 'BATON_CALLERS',
    value: 'LIST',
    help: 'with --listen: addresses and networks that may call, beside the hub',
  },
  {
    flag: 'music',
    env: 'BATON_AGENT_MUSIC',
    value: 'DIR',
    help: 'with --listen: its own music folder',
  },
  {
    flag: 'tag-reader',
    env: 'BATON_TAG_READER',
    value: 'WHICH',
    help: 'without --listen: pcsc, evdev:NAME, or a device or pipe that tells an NFC tag on each line',
  },
  {
    flag: 'buttons',
    env: 'BATON_BUTTONS',
    value: 'PORT',
    help: 'with --box: port on this machine at which its buttons say what they do',
  },
  {
    flag: 'keep',
    env: 'BATON_KEEP',
    value: 'MB',
    help: 'with --box: room for music that it plays while the hub is away (default: 2000)',
  },
  {
    flag: 'log',
    env: 'BATON_LOG',
    value: 'LEVELS',
    help: 'debug, info, warn, error or silent (default: info); of single channels CHANNEL=LEVEL, parted by commas',
  },
] as const satisfies readonly Setting[]

const GAINS: readonly ReplayGainMode[] = ['auto', 'track', 'album', 'off']
/** So much a box keeps unless it is told otherwise. */
const KEPT_MB = 2_000
const LONGEST_NAME = 60
const LONGEST_VALUE = 2_000

/** From flags and the environment; a flag wins. Null: help was asked for. */
export function readSettings(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Settings | null {
  const flags = parsed(args)
  if (flags.help === true) return null
  const value = (flag: (typeof SETTINGS)[number]['flag']): string | null => {
    const setting = SETTINGS.find((other) => other.flag === flag)
    const said = flags[flag] ?? env[setting?.env ?? '']
    if (typeof said !== 'string' || said === '') return null
    if (said.length > LONGEST_VALUE || isUnprintable(said))
      throw bad(flag, 'is too long or has a character that cannot be')
    return said
  }
  const listen = listenAt(value('listen'))
  const callers = value('callers')
  const music = value('music')
  const tagReader = value('tag-reader')
  if (listen === null && (callers !== null || music !== null))
    throw bad(callers === null ? 'music' : 'callers', 'is only of use together with --listen')
  if (tagReader !== null && !isTagSource(tagReader))
    throw bad('tag-reader', 'has to be pcsc, evdev:NAME, or the path of a device or pipe')
  if (listen !== null && tagReader !== null) throw bad('tag-reader', 'is of no use together with --listen')
  const isBox = flags.box === true || env.BATON_BOX === '1'
  if (!isBox && (value('buttons') !== null || value('keep') !== null))
    throw bad(value('buttons') === null ? 'keep' : 'buttons', 'is only of use together with --box')
  if (listen !== null && isBox) throw bad('box', 'is of no use together with --listen')
  return {
    hub: addressOf(value('hub')),
    name: nameOf(value('name') ?? hostname()),
    stateFolder: resolve(value('state') ?? join(homedir(), '.baton-agent')),
    mpv: value('mpv') ?? 'mpv',
    audioDevice: value('audio-device'),
    replayGain: oneOf('replaygain', GAINS, value('replaygain') ?? 'auto'),
    tagReader,
    isBox,
    buttonsPort: numberOf('buttons', value('buttons'), 65_535),
    keepBytes: (numberOf('keep', value('keep'), 1_000_000) ?? KEPT_MB) * 1_000_000,
    log: logLevelsOf(value('log') ?? 'info'),
    pairAnew: flags.pair === true,
    untilStdinEnds: flags['until-stdin-ends'] === true,
    listen,
    callers: networksOf(callers),
    musicFolder: music === null ? null : resolve(music),
  }
}

export function helpText(): string {
  const rows = [
    ...SETTINGS.map(({ flag, value, env, help }) => [`--${flag} ${value}`, `${env}`, help]),
    ['--box', 'BATON_BOX=1', 'is let in as a box of the household, with a session of its own'],
    ['--pair', '', 'forgets who let it in before, and asks anew'],
    ['--until-stdin-ends', '', 'ends with whoever started it'],
    ['--help', '', 'prints this'],
  ]
  const wide = (column: number) => Math.max(...rows.map((row) => row[column]?.length ?? 0))
  const lines = rows.map(
    ([flag = '', env = '', help = '']) => `  ${flag.padEnd(wide(0))}  ${env.padEnd(wide(1))}  ${help}`,
  )
  return ['A loudspeaker of the house, with mpv. npm run agent -- OPTIONS', '', ...lines, ''].join('\n')
}

function parsed(args: readonly string[]): Readonly<Record<string, string | boolean | undefined>> {
  const known = Object.fromEntries(SETTINGS.map(({ flag }) => [flag, { type: 'string' as const }]))
  try {
    const flag = { type: 'boolean' as const }
    const options = { ...known, box: flag, pair: flag, 'until-stdin-ends': flag, help: flag }
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: false }).values
  } catch (error) {
    const said = error instanceof Error ? error.message.split('\n')[0] : String(error)
    throw new AgentProblem('agent.unknown-option', `${said} Ask for --help.`)
  }
}

/** A name or a password in it would be used for nothing. */
function addressOf(text: string | null): string | null {
  if (text === null) return null
  const url = urlOf(text)
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw bad('hub', 'has to be an address such as http://hub.local:4040')
  }
  const address = hubAddress(url)
  if (address === null) throw bad('hub', 'has to be an address without a name, a password or a question')
  return address
}

function nameOf(text: string): string {
  const name = text.trim()
  if (name === '' || name.length > LONGEST_NAME)
    throw bad('name', `has to have 1 to ${LONGEST_NAME} characters`)
  return name
}

function numberOf(flag: string, said: string | null, most: number): number | null {
  if (said === null) return null
  const number = /^\d{1,7}$/.test(said) ? Number(said) : 0
  if (number < 1 || number > most) throw bad(flag, `has to be a number from 1 to ${most}`)
  return number
}

function oneOf<T extends string>(flag: string, words: readonly T[], said: string): T {
  const found = words.find((word) => word === said)
  if (found === undefined) throw bad(flag, `has to be one of ${words.join(', ')}`)
  return found
}

function logLevelsOf(text: string): LogLevels<LogChannel> {
  const levels = logLevelsIn(text, LOG_CHANNELS)
  if (levels) return levels
  const channels = LOG_CHANNELS.join(', ')
  throw bad('log', `has to be one of ${LOG_LEVELS.join(', ')}, and CHANNEL=LEVEL for some of ${channels}`)
}

function isUnprintable(text: string): boolean {
  return /\p{Cc}/u.test(text)
}
