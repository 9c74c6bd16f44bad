import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

const INPUTS = '/sys/class/input'
const KEY_ENTER = 28n

/**
 * The device file of the first keyboard that has this text in its name, in whatever case; null where there is none. What
 * is a path already stays one.
 */
export async function findKeyboard(which: string, inputs = INPUTS): Promise<string | null> {
  if (which.startsWith('/')) return which
  const wanted = which.toLowerCase()
  const events = (await readdir(inputs).catch(() => [])).filter((name) => /^event\d+$/.test(name))
  for (const event of events.toSorted((a, b) => numberIn(a) - numberIn(b))) {
    const name = await textOf(join(inputs, event, 'device/name'))
    if (!name.toLowerCase().includes(wanted)) continue
    if (hasEnter(await textOf(join(inputs, event, 'device/capabilities/key')))) return `/dev/input/${event}`
  }
  return null
}

/** What else such a reader shows, such as a media control, types nothing. */
function hasEnter(bits: string): boolean {
  const lowest = bits.split(' ').at(-1) ?? ''
  return /^[0-9a-f]+$/.test(lowest) && ((BigInt(`0x${lowest}`) >> KEY_ENTER) & 1n) === 1n
}

function numberIn(event: string): number {
  return Number(event.slice('event'.length))
}

async function textOf(path: string): Promise<string> {
  return (await readFile(path, 'utf8').catch(() => '')).trim()
}
