// Tells the local network where the hub is: DNS-SD over multicast DNS (RFC 6763, RFC 6762). Rule O20.
import type { EventEmitter } from 'node:events'
import { isIPv4 } from 'node:net'
import { hostname, networkInterfaces } from 'node:os'
import { Bonjour } from 'bonjour-service'
import type { Clock } from '#engine'
import type { Config } from '../config/config.ts'
import { isEverywhere } from '../platform/listen.ts'

export interface AnnounceParts {
  /** Tells two hubs apart whose machines have one name; the same at each start. */
  readonly id: string
  readonly port: number
  readonly version: string
  readonly clock: Pick<Clock, 'after'>
  readonly log: { info(facts: object, line: string): void; warn(facts: object, line: string): void }
}

/** A machine comes into a network, or leaves it, while the hub runs. */
const LOOK_EVERY_MS = 10_000
const MOST_INTERFACES = 16
const GOODBYE_WITHIN_MS = 500

/** Never throws: a hub that cannot tell where it is works all the same. The end takes it back. */
export function announceHub(config: Config, parts: AnnounceParts): AsyncDisposable {
  const told = new Map<string, Announcement>()
  const tell = () => {
    const present = new Set(reachedBy(config))
    for (const [address, announcement] of told) {
      if (present.has(address)) continue
      told.delete(address)
      void announcement.end()
    }
    for (const address of present) {
      if (!told.has(address)) told.set(address, announce(address, config, parts))
    }
    cancel = parts.clock.after(LOOK_EVERY_MS, tell)
  }
  let cancel = () => {}
  tell()
  return {
    async [Symbol.asyncDispose]() {
      cancel()
      await Promise.all([...told.values()].map((announcement) => announcement.end()))
    },
  }
}

interface Announcement {
  end(): Promise<void>
}

function announce(
  address: string,
  config: Config,
  { id, port, version, clock, log }: AnnounceParts,
): Announcement {
  const failed = (error: unknown) => log.warn({ address, error }, 'the hub cannot tell a network where it is')
  const bonjour = new Bonjour({ interface: address, bind: '0.0.0.0' } as object, failed)
  socketOf(bonjour).on('error', failed)
  bonjour.publish({
    name: `Baton on ${machineName()} (${id})`,
    type: 'baton',
    host: `${machineName()}.local`,
    port,
    txt: {
      v: version,
      tls: config.tls ? '1' : '0',
      ...(config.publicUrl !== undefined && { url: config.publicUrl }),
    },
    // Those of a link say nothing without its name, and whoever hears this has IPv4.
    disableIPv6: true,
    // It would end the announcement where another interface of this machine has told the same.
    probe: false,
  })
  return {
    end: () =>
      new Promise((resolve) => {
        const done = () => {
          cancel()
          bonjour.destroy()
          resolve()
        }
        const cancel = clock.after(GOODBYE_WITHIN_MS, done)
        bonjour.unpublishAll(done)
      }),
  }
}

/** Its errors end the program where nobody hears them. */
function socketOf(bonjour: Bonjour): EventEmitter {
  return (bonjour as unknown as { readonly server: { readonly mdns: EventEmitter } }).server.mdns
}

/** The machine's addresses, one of each network, at which others reach the hub. A worker behind a proxy has none. */
function reachedBy({ announce = true, host, publicUrl, database }: Config): readonly string[] {
  if (!announce || (database && publicUrl === undefined)) return []
  const ofNetworks = Object.values(networkInterfaces()).flatMap(
    (addresses) => addresses?.find(({ family, internal }) => family === 'IPv4' && !internal) ?? [],
  )
  if (isEverywhere(host)) return ofNetworks.map(({ address }) => address).slice(0, MOST_INTERFACES)
  return isIPv4(host) && !host.startsWith('127.') ? [host] : []
}

function machineName(): string {
  return hostname().split('.')[0] ?? 'hub'
}
