import { readFileSync } from 'node:fs'
import { UsageError } from './usage-error.ts'

/** A server beside the hub. The address may hold a password and is never logged. */
export interface Server {
  readonly url: string
  /** The certificate of whoever signed the server's; missing: those that the machine trusts. */
  readonly ca?: string
}

/** What is wrong with an address is said without repeating it: it may hold a password. `example`: one that is right. */
export function server(
  flag: string,
  protocol: RegExp,
  url: string | undefined,
  caFile: string | undefined,
  example: string,
): Server | undefined {
  if (url === undefined) {
    if (caFile !== undefined) throw new UsageError(`--${flag}-ca is of no use without --${flag}.`)
    return undefined
  }
  if (!URL.canParse(url) || !protocol.test(new URL(url).protocol))
    throw new UsageError(`--${flag} takes an address such as ${example}.`)
  if (caFile === undefined) return { url }
  try {
    return { url, ca: readFileSync(caFile, 'utf8') }
  } catch {
    throw new UsageError(`The certificate ${caFile} cannot be read.`)
  }
}
