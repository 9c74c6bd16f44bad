// Requests for another protocol on the same connection, such as WebSocket. Only those are taken up that a door speaks;
// every other request that asks for one is answered as if it had not.
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { BatonError } from '@baton/protocol'
import type { FastifyInstance } from 'fastify'
import { clientNetwork, networks } from '#engine/networks'
import { errorDocument, statusOf } from './errors.ts'
import type { HttpConfig } from './guards/http-config.ts'
import { addressBefore, comesFrom } from './guards/networks.ts'
import type { UpgradeGuard } from './guards/same-origin.ts'

type TakeUp = (request: IncomingMessage, socket: Duplex, head: Buffer) => void

declare module 'fastify' {
  interface FastifyInstance {
    /** Takes up the requests for another protocol at this path: their host and origin are good. */
    takeUpgrades(path: string, takeUp: TakeUp): void
    /** Where a request comes from that is none of the framework's, as `addressOf` tells of its own. */
    addressOfRaw(request: IncomingMessage): string
  }
}

export interface Upgrades {
  /** For the server: is this request to become something else? */
  isKnown(request: IncomingMessage): boolean
  /** Call it once the guard is there. */
  open(app: FastifyInstance, guard: UpgradeGuard): void
}

export function upgrades({ trustedProxies = [] }: HttpConfig): Upgrades {
  const paths = new Map<string, TakeUp>()
  const trusted = networks(trustedProxies)
  const isTrusted = comesFrom(trustedProxies)
  return {
    isKnown: (request) => paths.has(pathOf(request)),
    open(app, guard) {
      app.decorate('takeUpgrades', (path, takeUp) => void paths.set(path, takeUp))
      app.decorate('addressOfRaw', (request) => clientNetwork(addressBefore(trusted, request)))
      app.server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
        socket.on('error', () => socket.destroy())
        const host = hostOf(request, isTrusted(request))
        const refused = guard({ host, headers: request.headers })
        const takeUp = paths.get(pathOf(request))
        if (!takeUp || refused) refuse(socket, refused ?? new BatonError('request.not-found'))
        else takeUp(request, socket, head)
      })
    },
  }
}

/** Without its query, and with a slash at its end. */
function pathOf({ url = '' }: IncomingMessage): string {
  const path = url.split('?', 1)[0] ?? ''
  return path.endsWith('/') ? path : `${path}/`
}

function hostOf({ headers }: IncomingMessage, isTrusted: boolean): string {
  const forwarded = isTrusted ? headers['x-forwarded-host'] : undefined
  const said = Array.isArray(forwarded) ? forwarded.at(-1) : forwarded
  return said?.split(',').at(-1)?.trim() ?? headers.host ?? ''
}

function refuse(socket: Duplex, { code }: BatonError): void {
  const body = JSON.stringify(errorDocument(code, undefined, ''))
  const status = statusOf(code)
  socket.end(
    `HTTP/1.1 ${status} Refused\r\nContent-Type: application/json; charset=utf-8\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  )
}
