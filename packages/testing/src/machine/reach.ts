import { once } from 'node:events'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import type { Network } from './network-namespaces.ts'

export type Reach = AsyncDisposable & {
  /** Where this process finds the port: `127.0.0.1:port`. */
  readonly port: number
  readonly url: string
}

/**
 * A way from the test process, which is on no host, to a TCP port of a host. Connections are taken here and
 * carried on from a process that stands on the host `from`, so a cut of that host's cable cuts them too.
 */
export async function reach<Host extends string>(
  network: Network<Host>,
  { from, to, port }: { readonly from: Host; readonly to: Host; readonly port: number },
): Promise<Reach> {
  const script = fileURLToPath(new URL('./reach-from-inside.ts', import.meta.url))
  const args = [script, network.address(to), String(port)]
  const inside = network.run(from, process.execPath, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const server = createServer({ pauseOnConnect: true }, (socket) => {
    socket.on('error', () => socket.destroy())
    if (inside.connected) inside.send('socket', socket)
    else socket.destroy()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const place = server.address()
  const listening = typeof place === 'object' && place ? place.port : 0
  return {
    port: listening,
    url: `http://127.0.0.1:${listening}`,
    async [Symbol.asyncDispose]() {
      server.close()
      if (inside.exitCode !== null || inside.signalCode !== null) return
      inside.kill()
      await once(inside, 'exit')
    },
  }
}
