// The only way from yt-dlp into the network: a proxy on this machine's loopback that looks up each name itself, judges the
// address, and connects to just that address. So neither a redirect nor a name that changes its address leads into the
// house. Each download has a secret of its own to use it with, and a bound on its bytes.
import { randomBytes, timingSafeEqual } from 'node:crypto'
import { lookup } from 'node:dns/promises'
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import { type AddressInfo, connect, isIP, isIPv6, type LookupFunction, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { MayBeReached } from './public-addresses.ts'

const CONNECTED_WITHIN_MS = 20_000
/** Then the next one of its addresses is tried: a machine may have no way to those of one sort. */
const EACH_WITHIN_MS = 3_000
const SILENT_AT_MOST_MS = 60_000
const MOST_CONNECTIONS = 200
/** Of one connection to one name: more addresses than these are not tried. */
const MOST_ADDRESSES = 8
/** What is asked of one proxy and not of the server behind it. */
const OF_THE_PROXY = ['proxy-authorization', 'proxy-connection', 'connection', 'keep-alive']

/** Why the network ended a download. */
export type Barred = 'private-address' | 'too-large'

/** One download's way out. */
export interface Way extends Disposable {
  /** Where the proxy is, with the secret in it. */
  readonly url: string
  /** Null: nothing was in its way yet. */
  readonly barred: Barred | null
}

export interface CheckingProxy extends AsyncDisposable {
  /** `onBarred` is called once. */
  open(maxBytes: number, onBarred: (why: Barred) => void): Promise<Way>
}

interface Towards {
  readonly host: string
  readonly port: number
  readonly lookup: LookupFunction
  readonly autoSelectFamily: true
  readonly autoSelectFamilyAttemptTimeout: number
}

interface OpenWay {
  readonly secret: string
  readonly bar: (why: Barred) => void
  readonly sockets: Set<Duplex>
  bytesLeft: number
}

export function checkingProxy({
  mayBeReached,
  lookUp = lookup,
}: {
  readonly mayBeReached: MayBeReached
  readonly lookUp?: (
    name: string,
    options: { readonly all: true },
  ) => Promise<readonly { readonly address: string }[]>
}): CheckingProxy {
  const ways = new Map<string, OpenWay>()
  let listening: Promise<number> | null = null

  const wayOf = ({ headers }: IncomingMessage): OpenWay | null => {
    const [scheme = '', given = ''] = (headers['proxy-authorization'] ?? '').split(' ', 2)
    if (scheme.toLowerCase() !== 'basic') return null
    const [id = '', secret = ''] = Buffer.from(given, 'base64').toString().split(':', 2)
    const way = ways.get(id)
    return way && isSame(way.secret, secret) ? way : null
  }

  /** How to connect to it, and to nothing else; null: none of its addresses may be reached. */
  async function towards(name: string, port: number): Promise<Towards | null> {
    if (!mayBePort(port)) return null
    const bare = name.replace(/^\[|\]$/g, '')
    const found = isIP(bare) ? [{ address: bare }] : await lookUp(bare, { all: true })
    const addresses = found
      .slice(0, MOST_ADDRESSES)
      .filter(({ address }) => mayBeReached(address))
      .map(({ address }) => ({ address, family: isIPv6(address) ? 6 : 4 }))
    const [first] = addresses
    if (!first) return null
    return {
      host: isIP(bare) ? first.address : bare,
      port,
      // Nothing is looked up once more.
      lookup: ((_name, options, answer) => {
        if (options.all) answer(null, addresses)
        else answer(null, first.address, first.family)
      }) as LookupFunction,
      autoSelectFamily: true,
      autoSelectFamilyAttemptTimeout: EACH_WITHIN_MS,
    }
  }

  async function tunnel(asked: IncomingMessage, client: Duplex, head: Buffer): Promise<void> {
    const way = wayOf(asked)
    if (!way) return refuse(client, 407)
    // As the scheme that knows all the ways to write an address.
    const { hostname, port: said } = new URL(`http://${asked.url}`)
    const outwards = await towards(hostname, Number(said || 80))
    if (!outwards) {
      refuse(client, 403)
      way.bar('private-address')
      return
    }
    const server = connect({ ...outwards, timeout: CONNECTED_WITHIN_MS })
    keep(way, client, server)
    server.once('timeout', () => server.destroy())
    server.once('connect', () => {
      server.setTimeout(SILENT_AT_MOST_MS, () => server.destroy())
      client.write('HTTP/1.1 200 Connection established\r\n\r\n')
      if (head.length > 0) server.write(head)
      count(way, server)
      // Whoever breaks off, the other end is closed too.
      pipeline(client, server).catch(() => undefined)
      pipeline(server, client).catch(() => undefined)
    })
    server.once('error', () => refuse(client, 502))
  }

  async function forward(asked: IncomingMessage, answer: ServerResponse): Promise<void> {
    const way = wayOf(asked)
    if (!way) return void answer.writeHead(407, { 'proxy-authenticate': 'Basic' }).end()
    const url = URL.canParse(asked.url ?? '') ? new URL(asked.url ?? '') : null
    if (url?.protocol !== 'http:') return void answer.writeHead(400).end()
    const outwards = await towards(url.hostname, Number(url.port || 80))
    if (!outwards) {
      answer.writeHead(403).end()
      way.bar('private-address')
      return
    }
    const headers = Object.fromEntries(
      Object.entries(asked.headers).filter(([name]) => !OF_THE_PROXY.includes(name)),
    )
    const outward = request({
      ...outwards,
      method: asked.method ?? 'GET',
      path: `${url.pathname}${url.search}`,
      headers: { ...headers, host: url.host },
      agent: false,
      setHost: false,
      timeout: SILENT_AT_MOST_MS,
    })
    outward.once('timeout', () => outward.destroy())
    outward.once('socket', (socket) => keep(way, answer.socket ?? socket, socket))
    outward.once('response', (response) => {
      count(way, response)
      const told = { ...response.headers, connection: 'close' }
      answer.writeHead(response.statusCode ?? 502, told)
      pipeline(response, answer).catch(() => answer.destroy())
    })
    outward.once('error', () => {
      if (answer.headersSent) answer.destroy()
      else answer.writeHead(502).end()
    })
    pipeline(asked, outward).catch(() => outward.destroy())
  }

  const server = createServer((asked, answer) => {
    forward(asked, answer).catch(() => answer.destroy())
  })
  server.maxConnections = MOST_CONNECTIONS
  server.on('connect', (asked: IncomingMessage, client: Duplex, head: Buffer) => {
    client.on('error', () => client.destroy())
    tunnel(asked, client, head).catch(() => refuse(client, 502))
  })

  return {
    async open(maxBytes, onBarred) {
      listening ??= new Promise<number>((resolve, reject) => {
        server.once('error', reject)
        server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port))
      })
      const port = await listening
      const id = randomBytes(8).toString('hex')
      const secret = randomBytes(24).toString('hex')
      let barred: Barred | null = null
      const bar = (why: Barred) => {
        if (barred !== null) return
        barred = why
        onBarred(why)
      }
      const way: OpenWay = { secret, bar, sockets: new Set(), bytesLeft: maxBytes }
      ways.set(id, way)
      return {
        url: `http://${id}:${secret}@127.0.0.1:${port}`,
        get barred() {
          return barred
        },
        [Symbol.dispose]() {
          ways.delete(id)
          for (const socket of way.sockets) socket.destroy()
        },
      }
    },
    async [Symbol.asyncDispose]() {
      for (const { sockets } of ways.values()) for (const socket of sockets) socket.destroy()
      ways.clear()
      if (listening === null) return
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** What lies below is for other things than web pages. */
function mayBePort(port: number): boolean {
  return port === 80 || port === 443 || (port >= 1_024 && port <= 65_535)
}

function keep(way: OpenWay, ...sockets: readonly Duplex[]): void {
  for (const socket of sockets) {
    way.sockets.add(socket)
    socket.once('close', () => way.sockets.delete(socket))
  }
}

function count(way: OpenWay, bytes: Socket | IncomingMessage): void {
  bytes.on('data', (piece: Buffer) => {
    way.bytesLeft -= piece.length
    if (way.bytesLeft >= 0) return
    bytes.destroy()
    way.bar('too-large')
  })
}

function refuse(client: Duplex, status: number): void {
  if (client.destroyed) return
  client.end(`HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)]
  return a.length === b.length && timingSafeEqual(a, b)
}
