import { resolve, sep } from 'node:path'
import { parseArgs } from 'node:util'
import { type Config, readConfig, UsageError } from './config.ts'

/** What a command of the command line works on. */
export type Place =
  | { readonly kind: 'folder'; readonly path: string }
  | { readonly kind: 'postgres'; readonly server: NonNullable<Config['database']>; readonly path: string }

export interface CommandSettings {
  /** Where the hub is: its database if one was named, else its data folder. */
  readonly hub: Place
  /** What the command was given by name: a file or a folder. */
  readonly operand: string | null
  readonly to: Place | null
  readonly keep: number
}

const DEFAULT_KEEP = 7

const OPTIONS = {
  data: { type: 'string' },
  database: { type: 'string' },
  'database-ca': { type: 'string' },
  to: { type: 'string' },
  keep: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const

/** Null: only the help text was asked for. Of the environment it takes what tells where the hub is. */
export function commandSettings(args: readonly string[], env: NodeJS.ProcessEnv): CommandSettings | null {
  const { values, positionals } = parsed(args)
  if (values.help) return null
  const [operand = null, ...others] = positionals
  if (others.length > 0) throw new UsageError(`"${others[0]}" is one word too many. See --help.`)
  const { BATON_DATA, BATON_DATABASE, BATON_DATABASE_CA } = env
  const given = (['data', 'database', 'database-ca'] as const).flatMap((flag) =>
    values[flag] === undefined ? [] : [`--${flag}`, values[flag]],
  )
  return {
    hub: placeOf(given, { BATON_DATA, BATON_DATABASE, BATON_DATABASE_CA }),
    operand: operand === null || operand === '' ? null : fullPath(operand, env.INIT_CWD),
    to: values.to === undefined ? null : targetOf(values.to, values['database-ca'] ?? BATON_DATABASE_CA),
    keep: keep(values.keep),
  }
}

/** npm runs its scripts in the project's folder and tells here where the person was. A slash at the end stays. */
function fullPath(operand: string, whereTheyWere = ''): string {
  const path = resolve(whereTheyWere, operand)
  return operand.endsWith(sep) && !path.endsWith(sep) ? path + sep : path
}

export function nameOf(place: Place): string {
  if (place.kind === 'folder') return place.path
  const { host, pathname } = new URL(place.server.url)
  return `postgres://${host}${pathname}`
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true })
  } catch (error) {
    const [sentence] = (error as Error).message.split(/[.\n]/)
    throw new UsageError(`${sentence}. See --help.`)
  }
}

function targetOf(to: string, ca: string | undefined): Place {
  if (!/^postgres(ql)?:/.test(to)) return placeOf(['--data', to], {})
  return placeOf(['--database', to, ...(ca ? ['--database-ca', ca] : [])], {})
}

function placeOf(args: readonly string[], env: NodeJS.ProcessEnv): Place {
  const config = readConfig(args, env)
  if (config === null) throw new UsageError('See --help.')
  const path = config.dataDir
  return config.database ? { kind: 'postgres', server: config.database, path } : { kind: 'folder', path }
}

function keep(text: string | undefined): number {
  if (text === undefined) return DEFAULT_KEEP
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text)
  throw new UsageError(`--keep takes a number from 1 to 9999, not "${text}".`)
}
