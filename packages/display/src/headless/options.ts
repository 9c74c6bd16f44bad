import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { SHORTEST_DWELL_MS, USUAL_DWELL_MS } from '../core/index.ts'

export interface Options {
  /** Without a slash at its end. */
  readonly hub: string
  /** The address of the broker. */
  readonly broker: string
  readonly name: string
  readonly folder: string
  readonly order: 0 | 1 | 2
  readonly dwellMs: number
}

/** What is wrong, for the person who typed it. */
export class BadOption extends Error {}

const ORDERS: readonly string[] = ['server', 'newest', 'random']
const LONGEST_NAME = 80
const LONGEST_DWELL_S = 86_400

const ROWS = [
  ['--hub URL', 'address of the hub, such as http://192.168.1.10:4040'],
  ['--name NAME', 'what it says that it is when it shows its code (default: Headless display)'],
  ['--data DIR', 'where it keeps who it is and what it has to tell (default: ~/.baton-display)'],
  ['--order HOW', `${ORDERS.join(', ')}: how it walks through a channel at first (default: random)`],
  ['--dwell SECONDS', `how long each artwork is shown (default: ${USUAL_DWELL_MS / 1_000})`],
  ['--broker URL', 'ws:, wss:, mqtt: or mqtts: (default: MQTT over WebSocket at the hub)'],
  ['--help', 'prints this'],
] as const

export function helpText(): string {
  const wide = Math.max(...ROWS.map(([option]) => option.length))
  const lines = ROWS.map(([option, help]) => `  ${option.padEnd(wide)}  ${help}`)
  return ['A display for artwork without a screen. npm run display -- OPTIONS', '', ...lines, ''].join('\n')
}

/** Null: help was asked for. Throws a BadOption. */
export function readOptions(args: readonly string[]): Options | null {
  const { hub, help, name = 'Headless display', data, order = 'random', dwell, broker } = parsed(args)
  if (help) return null
  if (hub === undefined) throw new BadOption('--hub is missing: the address of the hub.')
  const address = addressIn('--hub', hub, ['http:', 'https:'])
  if (name.trim() === '' || name.length > LONGEST_NAME || /\p{Cc}/u.test(name))
    throw new BadOption(`--name has to have 1 to ${LONGEST_NAME} characters.`)
  const nth = ORDERS.indexOf(order)
  if (nth < 0) throw new BadOption(`--order has to be one of ${ORDERS.join(', ')}.`)
  return {
    hub: address,
    broker:
      broker === undefined
        ? `${address.replace(/^http/, 'ws')}/mqtt`
        : addressIn('--broker', broker, ['ws:', 'wss:', 'mqtt:', 'mqtts:']),
    name: name.trim(),
    folder: resolve(data ?? join(homedir(), '.baton-display')),
    order: nth as 0 | 1 | 2,
    dwellMs: dwell === undefined ? USUAL_DWELL_MS : dwellIn(dwell),
  }
}

function parsed(args: readonly string[]) {
  const text = { type: 'string' } as const
  try {
    const options = { hub: text, name: text, data: text, order: text, dwell: text, broker: text }
    const help = { type: 'boolean' } as const
    return parseArgs({ args: [...args], options: { ...options, help }, strict: true }).values
  } catch (error) {
    throw new BadOption(`${error instanceof Error ? error.message.split('\n')[0] : error} Ask for --help.`)
  }
}

function addressIn(option: string, text: string, protocols: readonly string[]): string {
  const url = URL.canParse(text) ? new URL(text) : null
  const isPlain = url && url.username === '' && url.password === '' && url.search === '' && url.hash === ''
  if (!isPlain || !protocols.includes(url.protocol))
    throw new BadOption(
      `${option} has to be an address that begins with ${protocols.map((one) => `${one}//`).join(' or ')}`,
    )
  return url.href.replace(/\/$/, '')
}

function dwellIn(text: string): number {
  const seconds = /^\d{1,5}$/.test(text) ? Number(text) : 0
  const least = SHORTEST_DWELL_MS / 1_000
  if (seconds < least || seconds > LONGEST_DWELL_S)
    throw new BadOption(`--dwell has to be a number of seconds from ${least} to ${LONGEST_DWELL_S}.`)
  return seconds * 1_000
}
