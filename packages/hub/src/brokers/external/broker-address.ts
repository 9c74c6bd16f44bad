import { connect as connectTcp, isIP, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'

const PORTS: Readonly<Record<string, number>> = { 'mqtt:': 1883, 'mqtts:': 8883 }

/** Where a broker is. */
export interface BrokerAddress {
  /** `mqtt://` or `mqtts://`. May hold a name and a password, and is never logged. */
  readonly url: string
  /** The certificate that the broker's must be signed with; missing: those that the machine trusts. */
  readonly ca?: string | undefined
}

export interface BrokerPlace {
  readonly host: string
  readonly port: number
  readonly isEncrypted: boolean
  readonly username: string
  readonly password: string
}

export function placeOf({ url }: Pick<BrokerAddress, 'url'>): BrokerPlace {
  const { protocol, hostname, port, username, password } = new URL(url)
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? (PORTS[protocol] ?? 0) : Number(port),
    isEncrypted: protocol === 'mqtts:',
    username: decodeURIComponent(username),
    password: decodeURIComponent(password),
  }
}

/** A connection on its way. `onOpen`: from when it may be written to. */
export function dial(address: BrokerAddress, onOpen: () => void): Socket {
  const { host, port, isEncrypted } = placeOf(address)
  const { ca } = address
  const socket = isEncrypted
    ? connectTls(
        { host, port, ...(isIP(host) === 0 && { servername: host }), ...(ca !== undefined && { ca }) },
        onOpen,
      )
    : connectTcp({ host, port }, onOpen)
  return socket.setNoDelay(true)
}
