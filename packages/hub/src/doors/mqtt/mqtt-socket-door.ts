// MQTT over WebSocket, at the hub's own port: for displays that are web pages, and for networks that let nothing else
// through.
import type { Duplex } from 'node:stream'
import type { FastifyPluginAsync } from 'fastify'
import { createWebSocketStream, WebSocketServer } from 'ws'

const PATH = '/mqtt/'
/** More than any packet that is taken: what is larger is no MQTT of a display. */
const MAX_MESSAGE_BYTES = 64 * 1024

/** `accept` takes up what comes, from there. */
export function mqttSocketDoor(parts: {
  accept(connection: Duplex, network: string): void
}): FastifyPluginAsync {
  return async function sockets(app) {
    const server = new WebSocketServer({
      noServer: true,
      maxPayload: MAX_MESSAGE_BYTES,
      perMessageDeflate: false,
      handleProtocols: (offered) => (offered.has('mqtt') ? 'mqtt' : false),
    })
    app.takeUpgrades(PATH, (request, socket, head) => {
      const network = app.addressOfRaw(request)
      server.handleUpgrade(request, socket, head, (opened) => {
        parts.accept(createWebSocketStream(opened), network)
      })
    })
    app.addHook('preClose', async () => {
      for (const opened of server.clients) opened.terminate()
      server.close()
    })
  }
}
