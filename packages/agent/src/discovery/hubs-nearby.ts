// Looks for hubs in the networks of this machine: DNS-SD over multicast DNS (RFC 6763, RFC 6762). Rule AG52.
import type { EventEmitter } from 'node:events'
import { networkInterfaces } from 'node:os'
import type { Clock } from '@baton/client'
import { Bonjour, type Service } from 'bonjour-service'
import { hubAddress } from '../hub-address.ts'
import { pause } from '../pause.ts'
import { urlOf } from '../url-of.ts'

export interface HubNearby {
  /** As it calls itself, printable. */
  readonly name: string
  readonly url: string
}

const LOOKS_FOR_MS = 3_000
/** The first question of a machine that has just joined a network may be lost. */
const ASKS_AGAIN_MS = 1_000
const MOST_HUBS = 32
const MOST_INTERFACES = 16
const LONGEST_NAME = 60

/** Every hub that answers within 3 s, each once, whatever networks it shares with this machine. Anybody can answer. */
export async function hubsNearby(clock: Clock, signal: AbortSignal): Promise<readonly HubNearby[]> {
  const found = new Map<string, HubNearby>()
  const hear = (service: Service) => {
    const hub = hubIn(service)
    if (hub && !found.has(service.fqdn) && found.size < MOST_HUBS) found.set(service.fqdn, hub)
  }
  const looks = ownAddresses().map((address) => look(address, clock, hear))
  await pause(clock, LOOKS_FOR_MS, signal)
  for (const end of looks) end()
  const byUrl = new Map([...found.values()].map((hub) => [hub.url, hub]))
  return [...byUrl.values()].sort((one, other) => (one.url < other.url ? -1 : 1))
}

/** By one of the machine's networks. Where that cannot be asked, nothing is found there. */
function look(address: string, clock: Clock, hear: (service: Service) => void): () => void {
  const bonjour = new Bonjour({ interface: address, bind: '0.0.0.0' } as object, () => {})
  socketOf(bonjour).on('error', () => {})
  const browser = bonjour.find({ type: 'baton' }, hear)
  const cancel = clock.after(ASKS_AGAIN_MS, () => browser.update())
  return () => {
    cancel()
    browser.stop()
    bonjour.destroy()
  }
}

/** Its errors end the program where nobody hears them. */
function socketOf(bonjour: Bonjour): EventEmitter {
  return (bonjour as unknown as { readonly server: { readonly mdns: EventEmitter } }).server.mdns
}

function ownAddresses(): readonly string[] {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses?.find(({ family, internal }) => family === 'IPv4' && !internal) ?? [])
    .map(({ address }) => address)
    .slice(0, MOST_INTERFACES)
}

/** The address that it gives itself out by, else the one that answered. Null: it is none to go to. */
export function hubIn({ name, port, txt, referer }: Service): HubNearby | null {
  const { url: said, tls } = (txt ?? {}) as Readonly<Record<string, unknown>>
  const plain = referer && `${tls === '1' ? 'https' : 'http'}://${referer.address}:${port}`
  const url = urlOf(typeof said === 'string' ? said : (plain ?? ''))
  const address = url && hubAddress(url)
  return address ? { name: name.replace(/\p{C}/gu, '').slice(0, LONGEST_NAME), url: address } : null
}
